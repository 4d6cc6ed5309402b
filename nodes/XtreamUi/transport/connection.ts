import type { ReadMany, ReadOne, Values, Write } from '../../../panel';

/** What a write needs besides its parameters. */
export interface WriteSettings {
  /** For calendar months, and for dates without an offset. IANA name. */
  timeZone: string;
  /** Names the write for the daemon; a panel knows no such thing. */
  idempotencyKey: string;
}

/** One page of lines for a picker. */
export interface LinePage {
  lines: Array<{ id: string; username: string; status: string; ownerName: string | null }>;
  /** Opaque; undefined on the last page. */
  next: string | undefined;
}

/** Carries the catalogue's operations out, on a panel or through the daemon. Values are those of parseParameters. */
export interface Connection {
  readOne(operation: ReadOne, values: Values): Promise<object>;
  /** @param limit null: all */
  readMany(operation: ReadMany, values: Values, limit: number | null): Promise<object[]>;
  write(operation: Write, values: Values, settings: WriteSettings): Promise<object>;
  /** Lines whose username or notes hold the text, for pickers. */
  searchLines(text: string, page: string | undefined): Promise<LinePage>;
}
