import { erasedFromThings } from '../watch';
import { deviceCollection, type DeviceThing } from './devices';
import { resellerKind } from './resellers';
import { ticketCollection } from './tickets';

/** Streams and servers are nobody's: a word of theirs may be somebody's username by chance. */
export const erasedFromWatches = erasedFromThings([deviceCollection.kind, ticketCollection.kind, resellerKind], {
  kind: deviceCollection.kind,
  line: (device) => (device as DeviceThing).lineId,
  words: (device) => [(device as DeviceThing).mac],
});
