import { erasedFromActivity } from './activity';
import { erasedFromInbox, erasedFromLedger } from './billing';
import { erasedFromCommands } from './commands';
import { erasedFromDetails } from './details';
import { erasedFromEndpoints } from './endpoints';
import type { Erasable } from './erasure';
import { erasedFromFeeds } from './feeds';
import { erasedFromPanelWebhooks } from './panel-webhooks';
import { erasedFromRelays } from './relay';
import { erasedFromRules } from './rules';
import { erasedFromLines } from './sync';
import { erasedFromWatches } from './watches';

/** All that keep something of people, from the folders that own the tables. */
export const erasables: readonly Erasable[] = [
  erasedFromLines,
  erasedFromWatches,
  erasedFromDetails,
  erasedFromActivity,
  erasedFromFeeds,
  erasedFromEndpoints,
  erasedFromRelays,
  erasedFromRules,
  erasedFromCommands,
  erasedFromInbox,
  erasedFromLedger,
  erasedFromPanelWebhooks,
];
