import type { PanelParts } from './parts';
import type {
  Bouquet,
  Dialect,
  Line,
  LineChanges,
  LineQuery,
  LineSummary,
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
  /** What the dialect has besides lines and what is sold to them. */
  readonly parts?: Partial<PanelParts>;
  /** Who the key belongs to. The cheapest call that proves address, key and dialect. */
  identify(): Promise<PanelIdentity>;

  listLines(query?: LineQuery): Promise<Page<LineSummary>>;
  /** @throws PanelError `not-found` */
  getLine(id: string): Promise<Line>;
  /** The line with exactly this username, or null when the panel surely has none. */
  findLine(username: string): Promise<Line | null>;
  /** @throws PanelError `exists` when the username is taken */
  createLine(line: NewLine): Promise<Line>;
  /**
   * Changes what is named and keeps the rest, whatever the dialect does to fields that are left out.
   * @returns the line as read back afterwards
   * @throws PanelError `not-verified` when the line read back is not what was asked for
   */
  updateLine(id: string, changes: LineChanges): Promise<Line>;
  /** @throws PanelError `not-found` */
  deleteLine(id: string): Promise<void>;

  listPackages(): Promise<Package[]>;
  listBouquets(): Promise<Bouquet[]>;
  listUsers(query?: { start?: number; limit?: number; search?: string }): Promise<Page<PanelUser>>;
}
