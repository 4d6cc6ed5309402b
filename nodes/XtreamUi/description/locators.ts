import type { INodeProperties, INodePropertyMode } from 'n8n-workflow';

/** Fields that name one thing on the panel: chosen from a list that is searched on the panel, or given by id. */

const listMode = { displayName: 'From List', name: 'list' };
const idMode = { displayName: 'By ID', name: 'id' };

const isId = '^\\s*[1-9]\\d{0,15}\\s*$';

/** Chosen from a list that is searched where the thing is. */
export function fromList(searchListMethod: string, placeholder: string): INodePropertyMode {
  return {
    ...listMode,
    type: 'list',
    placeholder,
    typeOptions: { searchListMethod, searchable: true },
  };
}

function byId(what: string, placeholder: string): INodePropertyMode {
  return {
    ...idMode,
    type: 'string',
    placeholder,
    validation: [
      { type: 'regex', properties: { regex: isId, errorMessage: `Not a valid ${what} ID: a whole number above 0` } },
    ],
  };
}

export type Locator = Pick<INodeProperties, 'type' | 'default' | 'typeOptions' | 'modes'>;

const locator: Locator = {
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  typeOptions: { loadOptionsDependsOn: ['authentication', 'panel.value'] },
};

export const lineLocator: Locator = {
  ...locator,
  modes: [
    fromList('searchLines', 'Select a line...'),
    byId('line', 'e.g. 1042'),
    { displayName: 'By Username', name: 'username', type: 'string', placeholder: 'e.g. nadia.haddad' },
  ],
};

export const packageLocator: Locator = {
  ...locator,
  modes: [fromList('searchPackages', 'Select a package...'), byId('package', 'e.g. 3')],
};

export const bouquetLocator: Locator = {
  ...locator,
  modes: [fromList('searchBouquets', 'Select a bouquet...'), byId('bouquet', 'e.g. 5')],
};

export const ownerLocator: Locator = {
  ...locator,
  modes: [fromList('searchOwners', 'Select an account...'), byId('user', 'e.g. 2')],
};

export const connectionLocator: Locator = {
  ...locator,
  modes: [fromList('searchConnections', 'Select a connection...'), byId('connection', 'e.g. 88213')],
};

export const serverLocator: Locator = {
  ...locator,
  modes: [fromList('searchServers', 'Select a server...'), byId('server', 'e.g. 1')],
};

export const groupLocator: Locator = {
  ...locator,
  modes: [fromList('searchGroups', 'Select a group...'), byId('group', 'e.g. 2')],
};

export const categoryLocator: Locator = {
  ...locator,
  modes: [fromList('searchCategories', 'Select a category...'), byId('category', 'e.g. 4')],
};

function contentLocator(searchListMethod: string, what: string): Locator {
  const article = /^e/.test(what) ? 'an' : 'a';
  return { ...locator, modes: [fromList(searchListMethod, `Select ${article} ${what}...`), byId(what, 'e.g. 42')] };
}

export const contentLocators = {
  stream: contentLocator('searchStreams', 'stream'),
  channel: contentLocator('searchChannels', 'channel'),
  station: contentLocator('searchStations', 'station'),
  movie: contentLocator('searchMovies', 'movie'),
  episode: contentLocator('searchEpisodes', 'episode'),
  series: contentLocator('searchSeries', 'series'),
} as const;

function deviceLocator(searchListMethod: string, what: string): Locator {
  return {
    ...locator,
    modes: [
      fromList(searchListMethod, 'Select a device...'),
      byId(what, 'e.g. 7'),
      { displayName: 'By MAC Address', name: 'mac', type: 'string', placeholder: 'e.g. 00:1A:79:AA:BB:CC' },
    ],
  };
}

export const magLocator = deviceLocator('searchMags', 'MAG device');
export const enigma2Locator = deviceLocator('searchEnigmas', 'Enigma2 device');

/** A panel of the daemon, by the name it has in the daemon's configuration. Empty: the only one there is. */
export const panelLocator: Locator = {
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  modes: [
    fromList('searchPanels', 'Not needed when there is only one'),
    { displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. main' },
  ],
};
