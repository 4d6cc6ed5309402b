import type { Instant, Page, PanelUser } from '../types';

/** An account of the panel with all that may be told: never its password, nor its API key. */
export interface User extends PanelUser {
  groupId: string | null;
  /** Who made it and may spend on it; null: nobody, or the panel does not say. */
  ownerId: string | null;
  notes: string | null;
  /** IANA name; null: the panel's own. */
  timeZone: string | null;
  registeredAt: Instant | null;
  lastLoginAt: Instant | null;
}

export interface NewUser {
  username: string;
  password: string;
  groupId: string;
  email?: string;
  /** Whole credits to begin with. @default 0 */
  credits?: number;
  /** @default nobody */
  ownerId?: string;
  notes?: string;
}

/** What to change of an account. What is left out stays as it is; credits and API key are never touched. */
export type UserChanges = Partial<Pick<NewUser, 'username' | 'password' | 'groupId' | 'email' | 'ownerId' | 'notes'>>;

/** A change of credits as the panel wrote it down. */
export interface CreditLogEntry {
  id: string;
  userId: string | null;
  username: string | null;
  /** Who changed them. */
  changedById: string | null;
  changedByUsername: string | null;
  /**
   * The figure as the panel wrote it down: what the balance was changed by; but where XUI.ONE or XC_VM before 2.6 was changed through its admin API,
   * the balance after the change. No row tells which. Source: adjustCredits of the admin API and of the panel's own pages (XC_VM).
   */
  recorded: number;
  /** What the balance was changed by; null where that may be another figure. */
  amount: number | null;
  reason: string | null;
  /** As the panel shows it: `2026-11-22 18:38:57` in its own time zone. */
  localTime: string | null;
}

export interface CreditLogQuery {
  /** Offset of the first row. @default 0 */
  start?: number;
  /** Rows a page. @default 500 */
  limit?: number;
  userId?: string;
  /** First day, `2026-01-31`, in the panel's time zone. */
  from?: string;
  /** Last day, included. */
  to?: string;
}

/** Administrators and resellers, and their credits. */
export interface UserPart {
  /** @throws PanelError `not-found` */
  getUser(id: string): Promise<User>;
  /** The user with exactly this name, or null when the panel surely has none. Upper and lower case are the same, as for the panel. */
  findUser(username: string): Promise<User | null>;
  /** @throws PanelError `exists` when the username is taken */
  createUser(user: NewUser): Promise<User>;
  /**
   * @returns the user as read back afterwards; the password cannot be
   * @throws PanelError `exists` when the username is taken, `not-verified` when the panel changed more than was asked
   */
  updateUser(id: string, changes: UserChanges): Promise<User>;
  /** @throws PanelError `not-found` */
  setUserEnabled(id: string, enabled: boolean): Promise<void>;
  /** Lines stay, without an owner. @throws PanelError `not-found` */
  deleteUser(id: string): Promise<void>;
  /**
   * Takes the balance from one value to another. The panel knows differences only, so the balance is read first, and nothing is sent when
   * it is not `from`.
   * @throws PanelError `conflict` when the balance is another than `from`, `rejected` when the panel refuses
   */
  moveCredits(id: string, change: { from: number; to: number; reason: string }): Promise<void>;
  listCreditLog(query?: CreditLogQuery): Promise<Page<CreditLogEntry>>;
}

/** Whether two balances are the same to the cent: panels store some as single-precision floats. */
export function sameCredits(one: number, other: number): boolean {
  return Math.abs(one - other) < 0.005;
}
