import type { INodeType } from 'n8n-workflow';
import { credentialTest } from '../../shared';
import { businessSearches } from '../business';
import * as listSearch from './listSearch';
import { getBouquets, getCategories, getServers } from './loadOptions';

const {
  searchBouquets,
  searchConnections,
  searchEnigmas,
  searchGroups,
  searchLines,
  searchMags,
  searchOwners,
  searchPackages,
  searchPanels,
  searchServers,
  searchCategories,
  searchChannels,
  searchEpisodes,
  searchMovies,
  searchSeries,
  searchStations,
  searchStreams,
} = listSearch;

/** What the editor calls: pickers and credential tests. */
export const methods: NonNullable<INodeType['methods']> = {
  credentialTest,
  listSearch: {
    ...businessSearches,
    searchBouquets,
    searchConnections,
    searchEnigmas,
    searchGroups,
    searchLines,
    searchMags,
    searchOwners,
    searchPackages,
    searchPanels,
    searchServers,
    searchCategories,
    searchChannels,
    searchEpisodes,
    searchMovies,
    searchSeries,
    searchStations,
    searchStreams,
  },
  loadOptions: { getBouquets, getCategories, getServers },
};
