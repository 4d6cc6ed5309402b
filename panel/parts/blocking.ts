import type { Blocked } from './lists';

/** Somebody to be turned away. */
export interface NewBlocked {
  kind: Blocked['kind'];
  /** An address or a range (`192.0.2.0/24`), a provider's name, or (part of) a player's name. */
  value: string;
  /** Kept with addresses only. */
  notes?: string;
  /** Of a player: whether the whole name must be the same. @default false */
  exactMatch?: boolean;
}

/** Turning addresses, providers and players away. Who is: `listBlocked`. */
export interface BlockingPart {
  /** @throws PanelError `rejected` when the panel takes the value for none of that kind */
  addBlocked(entry: NewBlocked): Promise<void>;
  /** @throws PanelError `not-found` */
  removeBlocked(kind: Blocked['kind'], id: string): Promise<void>;
}
