import type { Need } from '../abilities';
import type { PanelAdapter } from '../adapter';
import type { AdapterName } from '../types';
import type { Parameters } from './parameter';

/** The things operations are about, as the node's Resource field lists them. */
export type Resource =
  | 'accessCode'
  | 'activity'
  | 'blocked'
  | 'bouquet'
  | 'category'
  | 'channel'
  | 'clientLog'
  | 'connection'
  | 'creditLog'
  | 'custom'
  | 'enigma2'
  | 'epg'
  | 'episode'
  | 'group'
  | 'line'
  | 'loginLog'
  | 'mag'
  | 'movie'
  | 'package'
  | 'panel'
  | 'series'
  | 'server'
  | 'station'
  | 'stream'
  | 'streamError'
  | 'user'
  | 'userLog';

/** What parameters look like once checked. Each operation narrows it for itself. */
export type Values = Readonly<Record<string, unknown>>;

interface OperationBase {
  /** `resource.operation`, stable: commands, flows and audits hold on to it. */
  readonly id: string;
  readonly resource: Resource;
  /** The part after the dot, the node's operation value. */
  readonly name: string;
  /** As the node's Operation field shows it, e.g. `Get Many`. */
  readonly label: string;
  /** As n8n's node picker shows it: sentence case, no articles, e.g. `Get many lines`. */
  readonly action: string;
  readonly description: string;
  /** What an adapter must be able to do for it; it is offered by the adapters that can. */
  readonly needs: readonly Need[];
  readonly parameters: Parameters;
  /** Whether its results are lines, as a line is read back, or `{id, username, deleted: true}`. */
  readonly yields?: 'line';
  /** The value of its result that the node draws as a QR code beside it. */
  readonly qrCodeOf?: string;
  /** The values most workflows need of a result, where it has many. */
  readonly simplified?: readonly string[];
}

/** Asks the panel for one thing. */
export interface ReadOne extends OperationBase {
  readonly access: 'read';
  readonly many: false;
  run(adapter: PanelAdapter, values: Values): Promise<object>;
}

/** Asks the panel for a list, page by page, so that a caller who wants ten need not wait for a million. */
export interface ReadMany extends OperationBase {
  readonly access: 'read';
  readonly many: true;
  pages(adapter: PanelAdapter, values: Values): AsyncGenerator<object[], void>;
}

export interface WriteContext {
  /** Milliseconds since 1970. */
  now: number;
  /** IANA name: whose calendar months are meant. */
  timeZone: string;
  /** 0 to 255, from a cryptographic source. */
  randomByte: () => number;
}

/** How the panel stands towards a target. */
export type Assessment =
  | { state: 'reached'; result: object }
  /**
   * `doubt`: why it may have been reached all the same. Sending the same target again then does no harm, but a new plan could do it twice. A
   * sentence, for whoever keeps no ledger.
   */
  | { state: 'pending'; doubt?: string }
  /** Somebody else changed what the target was computed from. `found` says what is there, without secrets. */
  | { state: 'conflict'; found: string }
  /** Nothing on the panel tells whether it was done. What `send` answers is then the outcome, and without an answer it is never sent again. */
  | { state: 'unknown' };

/**
 * A write, in three steps that can be taken apart by a crash and put together again, because no panel has idempotency keys:
 * plan once (parameters to an absolute target: "+1 month" to a date), send, assess (read back). A target is JSON, may hold a password, and is
 * all that is needed later.
 */
export interface Write<Target extends object = object> extends OperationBase {
  readonly access: 'write';
  /** Reads only. @throws PanelError for what cannot be done, before anything is sent */
  plan(adapter: PanelAdapter, values: Values, context: WriteContext): Promise<Target>;
  assess(adapter: PanelAdapter, target: Target): Promise<Assessment>;
  /** @returns what the panel answered, where `assess` cannot tell the outcome; else nothing of use */
  send(adapter: PanelAdapter, target: Target): Promise<unknown>;
  /** What writes must queue for, so that two of them never interleave, e.g. `line:42`, `username:alice`. */
  subject(target: Target): string;
}

export type Operation = ReadOne | ReadMany | Write;

/** An operation of the catalogue: as defined, with the adapters that can carry it out. */
export type Offered<Kind> = Kind & { readonly adapters: readonly AdapterName[] };

export type CatalogueOperation = Offered<ReadOne> | Offered<ReadMany> | Offered<Write>;
