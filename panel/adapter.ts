import type { Ability } from './abilities';
import type { DeviceKind, OfferedParts } from './parts';
import type {
  Bouquet,
  Dialect,
  Line,
  LineChanges,
  LineDetails,
  LineKey,
  LineQuery,
  LineSummary,
  LineWalkQuery,
  NewLine,
  Package,
  Page,
  PanelIdentity,
  PanelUser,
} from './types';

/**
 * A panel, spoken to in its own dialect. One contract for all dialects; what one cannot do throws `unsupported`.
 *
 * Every method rejects with PanelError. An answer that is empty, `null`, HTML, cut off or `{"result":false}` is an error,
 * never an empty list. Writes are sent once and never repeated by the adapter: whoever calls decides by reading back.
 */
export interface PanelAdapter {
  readonly dialect: Dialect;
  /** Scheme, host and port of the panel's API, e.g. `https://panel.example:8000`; undefined where the transport does not tell. */
  readonly origin?: string | undefined;
  /** Which of the methods below this adapter has, and which values of a line it can set. The others throw `unsupported`. */
  readonly offers: ReadonlySet<Ability>;
  /** What the dialect has besides: a part or a method that is left out is something it has no way to do. */
  readonly parts?: OfferedParts;
  /** Whether lines are known by username and password only: a LineKey must then hold both. */
  readonly needsAccess?: boolean;
  /** The devices its part `devices` knows. @default all */
  readonly deviceKinds?: readonly DeviceKind[];
  /** The kinds of device it can make, where these are fewer. @default deviceKinds */
  readonly newDeviceKinds?: readonly DeviceKind[];
  /**
   * Whether all writes must queue, one at a time for the whole key: the reseller API takes credits without a lock, and two renewals at once
   * have charged for one (XC_VM, seen on a running panel).
   */
  readonly oneAtATime?: boolean;
  /** Who the key belongs to. The cheapest call that proves address, key and dialect. */
  identify(): Promise<PanelIdentity>;

  listLines(query?: LineQuery): Promise<Page<LineSummary>>;
  /**
   * The lines after this id (`0`: from the first on), in the order of ids, where the adapter can read on from one, as a database can. No line that comes
   * or goes meanwhile moves the others, and the last page costs no more than the first. Fewer than `limit`: there are no more.
   */
  linesAfter?(id: string, limit: number, query?: LineWalkQuery): Promise<LineSummary[]>;
  /**
   * What lists of lines leave out, of the lines after this id, in the order of ids, where it can be read at once, as from a database. None of devices.
   * Fewer than `limit`: there are no more.
   */
  detailsAfter?(id: string, limit: number): Promise<LineDetails[]>;
  /** What has changed lately, where the adapter can tell without reading all lines. */
  readonly recent?: RecentLines;
  /** @throws PanelError `not-found` */
  getLine(line: LineKey): Promise<Line>;
  /**
   * The line with exactly this username, or null when the panel surely has none.
   * @param password where the panel knows lines only by both (`needsAccess`); with it, null also means another password
   */
  findLine(username: string, password?: string): Promise<Line | null>;
  /** @throws PanelError `exists` when the username is taken */
  createLine(line: NewLine): Promise<Line>;
  /**
   * Changes what is named and keeps the rest, whatever the dialect does to fields that are left out.
   * @returns the line as read back afterwards
   * @throws PanelError `not-verified` when the line read back is not what was asked for
   */
  updateLine(line: LineKey, changes: LineChanges): Promise<Line>;
  /** @throws PanelError `not-found` */
  deleteLine(line: LineKey): Promise<void>;

  listPackages(): Promise<Package[]>;
  listBouquets(): Promise<Bouquet[]>;
  listUsers(query?: { start?: number; limit?: number; search?: string }): Promise<Page<PanelUser>>;
}

/**
 * Lines by the moment they were last changed, as a panel's database notes it. Lines that were deleted, or became those of a device, are not among them:
 * only reading all lines shows that they are gone.
 */
export interface RecentLines {
  /** The database's clock, in unix seconds; null where this database does not note when lines are changed. */
  now(): Promise<number | null>;
  /**
   * Lines changed in the second `since` (unix, by that clock) or later, with ids after this one (`0`: from the first on), in the order of ids. Fewer than
   * `limit`: there are no more. What is changed in a transaction still open is not seen yet, and counts as changed when it was written, not when it was
   * committed; so begin some time before what was looked at last.
   */
  changedSince(since: number, after: string, limit: number): Promise<LineSummary[]>;
}
