/**
 * What a panel holds, in one form for every dialect.
 *
 * Ids are decimal strings, whatever the panel answers. Instants are ISO 8601 in UTC with seconds
 * (`2027-01-31T00:00:00Z`). Credits are numbers of panel credits, not money.
 */

/**
 * The languages panels speak.
 * - `xui`: XUI.ONE and XC_VM up to April 2026, admin API; edits replace what they leave out
 * - `xcvm`: XC_VM 2.6, admin API; edits keep what they leave out, tokens with scopes
 * - `r22f`: Xtream Codes v2 and Xtream UI R22F, `api.php`
 * - `reseller`: the reseller API of XUI.ONE and XC_VM; packages for credits
 * - `player`: `player_api.php`; what a line may see of itself
 */
export type Dialect = 'xui' | 'xcvm' | 'r22f' | 'reseller' | 'player';

export const dialects: readonly Dialect[] = ['xui', 'xcvm', 'r22f', 'reseller', 'player'];

/** An adapter, as the table of what each can do has it: a dialect, or R22F's with its database read beside it. */
export type AdapterName = Dialect | 'r22f+database';

export const adapterNames: readonly AdapterName[] = ['xui', 'xcvm', 'r22f', 'r22f+database', 'reseller', 'player'];

/** What people call what each adapter speaks to. */
export const adapterLabels: Readonly<Record<AdapterName, string>> = {
  xui: 'XUI.ONE and XC_VM up to April 2026',
  xcvm: 'XC_VM 2.6',
  r22f: 'R22F',
  'r22f+database': 'R22F with its database (through the sync daemon)',
  reseller: 'the reseller API',
  player: 'the player API',
};

/** An instant, ISO 8601 in UTC with second precision, e.g. `2027-01-31T00:00:00Z`. */
export type Instant = string;

/** Stream formats a line may use. The panels number them 1, 2 and 3. */
export type Output = 'hls' | 'mpegts' | 'rtmp';

/**
 * What a customer sees of a line. A ban outranks being disabled, which outranks having expired.
 * Source: the status ladder of player_api (R22F).
 */
export type LineStatus = 'active' | 'expired' | 'disabled' | 'banned';

/** What the line list of a panel tells of a line: enough to notice changes, not all there is. */
export interface LineSummary {
  id: string;
  username: string;
  /** null where the panel (or a column filter) leaves it out. Secret. */
  password: string | null;
  ownerId: string | null;
  ownerName: string | null;
  /** null: never expires. */
  expiresAt: Instant | null;
  /** Switched off by `disable` (the panel's `enabled` = 0). */
  enabled: boolean;
  /** Switched off by an administrator (the panel's `admin_enabled` = 0). */
  banned: boolean;
  trial: boolean;
  restreamer: boolean;
  maxConnections: number;
  /** Connections open at the moment of the answer; null where the panel does not say. */
  activeConnections: number | null;
  adminNotes: string | null;
  resellerNotes: string | null;
}

/** A subscriber account on a panel, complete. */
export interface Line extends LineSummary {
  bouquetIds: string[];
  packageId: string | null;
  outputs: Output[];
  allowedIps: string[];
  allowedUserAgents: string[];
  ispLocked: boolean;
  stalker: boolean;
  bypassUserAgent: boolean;
  contact: string | null;
  forcedCountry: string | null;
  createdAt: Instant | null;
}

/** What of a line no list tells, and people sell. */
export interface LineDetails {
  id: string;
  /** null: none, or the panel keeps none (R22F). */
  packageId: string | null;
  bouquetIds: string[];
}

/**
 * How an adapter is told which line is meant: by its id. Where a panel knows lines by nothing but username and password (R22F's api.php without its
 * database: `needsAccess`), those come along, as they are now.
 */
export type LineKey = string | { id: string; username: string; password: string };

/** A line to be made. What is left out takes the default named here, never the panel's surprise. */
export interface NewLine {
  username: string;
  password: string;
  /** null: never expires. Required, because panels read a forgotten expiry as unlimited. */
  expiresAt: Instant | null;
  bouquetIds: string[];
  /** @default 1 */
  maxConnections?: number;
  /** @default ['hls', 'mpegts'] */
  outputs?: Output[];
  /** @default the account the API key belongs to */
  ownerId?: string;
  packageId?: string;
  /** @default false */
  trial?: boolean;
  allowedIps?: string[];
  allowedUserAgents?: string[];
  adminNotes?: string;
  resellerNotes?: string;
  contact?: string;
}

/** The values of a line that `createLine` may be given. */
export const newLineFields = [
  'username',
  'password',
  'expiresAt',
  'bouquetIds',
  'maxConnections',
  'outputs',
  'ownerId',
  'packageId',
  'trial',
  'allowedIps',
  'allowedUserAgents',
  'adminNotes',
  'resellerNotes',
  'contact',
] as const satisfies ReadonlyArray<keyof NewLine>;

/** The values of a line that `updateLine` may be given. */
export const lineChangeFields = [...newLineFields, 'enabled', 'banned'] as const satisfies ReadonlyArray<
  keyof LineChanges
>;

/** What to change of a line. What is left out stays as it is, on every dialect. */
export interface LineChanges extends Partial<NewLine> {
  enabled?: boolean;
  banned?: boolean;
}

/** Which lines to list. Filters are carried out by the panel. */
export interface LineQuery {
  /** Offset of the first row. @default 0 */
  start?: number;
  /** Rows a page. @default 500 */
  limit?: number;
  /** Part of the username, the notes, … : the panel's own search. */
  search?: string;
  filter?: LineFilter;
  ownerId?: string;
  sort?: { by: LineSort; descending?: boolean };
}

/** Which lines to walk over: all pages, in the order of ids. */
export type LineWalkQuery = Omit<LineQuery, 'start' | 'limit' | 'sort'>;

/** The panel's own line filters (XC_VM: 1 to 8; the last is "expires within 14 days"). */
export type LineFilter = 'active' | 'disabled' | 'banned' | 'expired' | 'trial' | 'restreamer' | 'stalker' | 'expiring';

/** Columns a panel sorts lines by. */
export type LineSort = 'id' | 'username' | 'expiresAt' | 'maxConnections';

/** One page of a list. */
export interface Page<T> {
  rows: T[];
  /** How many rows there are in all, as the panel says. */
  total: number;
}

/** How long something is paid for. Months and years are calendar months and years. */
export interface Duration {
  amount: number;
  unit: 'hours' | 'days' | 'weeks' | 'months' | 'years';
}

/** What a reseller sells: a price in credits, a duration, and what the line may watch. */
export interface Package {
  id: string;
  name: string;
  /** null where the package is not sold as a trial. A duration of 0: the panel names none that we know. */
  trial: { credits: number; duration: Duration } | null;
  /** null where the package is only a trial. */
  official: { credits: number; duration: Duration } | null;
  bouquetIds: string[];
  outputs: Output[];
  maxConnections: number;
  forLines: boolean;
  forMag: boolean;
  forEnigma: boolean;
}

/** A group of channels, films and series that lines are given. */
export interface Bouquet {
  id: string;
  name: string;
  channelCount: number;
  movieCount: number;
  seriesCount: number;
  radioCount: number;
}

/** An account that signs in to the panel and owns lines: an administrator or a reseller. */
export interface PanelUser {
  id: string;
  username: string;
  email: string | null;
  groupName: string | null;
  credits: number;
  /** null where the panel does not say. */
  reseller: boolean | null;
  enabled: boolean;
}

/** Who the API key belongs to, and what answered. */
export interface PanelIdentity {
  dialect: Dialect;
  /** In words for people, e.g. `XUI.ONE / XC_VM (edits need the complete line)`. */
  product: string;
  /** What was found and what it means, one or two sentences: `This is XC_VM 2.6 with an API token limited to lines.` */
  explanation: string;
  /** null where the panel has no accounts of API keys (R22F's api.php) or none was given (player). */
  userId: string | null;
  username: string | null;
  credits: number | null;
  /** IANA name; null where the panel does not say. */
  timeZone: string | null;
}

/** The status a customer would meet at `now` (milliseconds since 1970). */
export function lineStatus(line: Pick<LineSummary, 'banned' | 'enabled' | 'expiresAt'>, now: number): LineStatus {
  if (line.banned) return 'banned';
  if (!line.enabled) return 'disabled';
  if (line.expiresAt !== null && Date.parse(line.expiresAt) <= now) return 'expired';
  return 'active';
}
