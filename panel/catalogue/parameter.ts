import type { Need } from '../abilities';

/**
 * What an operation takes. The node's fields, the daemon's checks and the documentation are made from these.
 */

/** The kinds of value, and how each is written in JSON. */
export type ParameterKind =
  /** `{"id":"42"}`, `{"username":"alice"}`, or `{"username":"alice","password":"…"}` where the panel knows lines by both only */
  | 'line'
  /** `{"id":"7"}` or `{"mac":"00:1A:79:AA:BB:CC"}` */
  | 'mag'
  | 'enigma2'
  | 'mac'
  /** text a panel would not mangle: see checkLineCredential */
  | 'username'
  | 'password'
  /** a username or password that somebody typed, to be held against what is there: any text, but for white space around it */
  | 'verbatim'
  | 'text'
  | 'integer'
  | 'switch'
  /** `"2027-01-31"`, `"2027-01-31T12:00:00Z"`; must lie ahead and be storable */
  | 'expiry'
  /** `{"amount":1,"unit":"months"}` */
  | 'duration'
  | 'package'
  | 'bouquet'
  | 'connection'
  | 'server'
  | 'group'
  | 'category'
  | 'stream'
  | 'channel'
  | 'station'
  | 'movie'
  | 'episode'
  | 'series'
  /** an id there is no list to choose from for */
  | 'id'
  /** `"2027-01-31"`: a day */
  | 'date'
  /** list of ids */
  | 'bouquets'
  | 'categories'
  | 'servers'
  /** list of ids there is no list to choose from for */
  | 'ids'
  | 'owner'
  /** one of `options` */
  | 'choice'
  /** several of `options` */
  | 'choices'
  /** list of texts */
  | 'texts'
  /** names and values of a call: `[{"name":"id","value":"42"}]`; a name may come more than once */
  | 'pairs';

export interface Option {
  value: string;
  label: string;
  /** Offered, and taken, only where the adapter can do this. */
  needs?: Need;
}

export interface Parameter {
  kind: ParameterKind;
  /** As the node shows it: Title Case. */
  label: string;
  /** One sentence without a full stop where the label is not enough. */
  description?: string;
  placeholder?: string;
  required?: boolean;
  default?: unknown;
  options?: readonly Option[];
  min?: number;
  max?: number;
  /** Whether null is allowed, and what it means in words, e.g. `Never expires`. */
  nullMeans?: string;
  /** Whether the value must not be logged or shown. */
  secret?: boolean;
  /** Shown, and taken, only where the adapter can do this: not every panel lets every value be set. */
  needs?: Need;
  /** Shown, and taken, only when the other parameter has this value. */
  showWhen?: Readonly<Record<string, string>>;
}

export type Parameters = Readonly<Record<string, Parameter>>;

/** How a line is named. */
export type LineReference = { id: string } | { username: string; password?: string };

/** How a device is named. */
export type DeviceReference = { id: string } | { mac: string };

/** A name and its value, as a call of one's own takes them. */
export interface Pair {
  name: string;
  value: string;
}
