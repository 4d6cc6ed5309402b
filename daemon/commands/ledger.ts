import type { Selectable } from 'kysely';
import { instantFromUnix, type Instant, type Values } from '../../panel';
import type { Clock } from '../clock';
import type { Sealer } from '../secrets';
import type { Store, Write } from '../store';
import { hasEnded, type Command, type CommandError, type CommandState } from './command';
import type { CommandTable } from './tables';

/** What a caller asks for. */
export interface CommandRequest {
  /** Names what the command is for, once and for all, e.g. `stripe:in_123`. 1 to 255 characters. */
  key: string;
  panel: string;
  /** A write of the catalogue, e.g. `line.extend`. */
  operation: string;
  parameters: Readonly<Record<string, unknown>>;
}

/** Which commands are looked for. */
export interface CommandQuery {
  state?: CommandState;
  panel?: string;
  /** Only those that came before this sequence. */
  after?: number;
  limit: number;
}

/** Commands that have not ended. */
export interface CommandsStanding {
  intended: number;
  sent: number;
  /** When the oldest of them came in. */
  oldestAt: Instant | null;
}

/** Same content, same text, however it was put together. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([name, part]) => [name, canonical(part)]));
}

/** The commands on disk. What may hold a password is sealed, and dropped when it is no longer needed. */
export class Ledger {
  constructor(
    private readonly store: Store,
    private readonly sealer: Sealer,
    private readonly clock: Clock,
  ) {}

  fingerprint({ panel, operation, parameters }: CommandRequest): string {
    return this.sealer.fingerprint(JSON.stringify(canonical({ panel, operation, parameters })));
  }

  async find(key: string, db: Write | Store['db'] = this.store.db): Promise<Command | undefined> {
    const row = await db.selectFrom('commands').selectAll().where('key', '=', key).executeTakeFirst();
    return row && this.fromRow(row);
  }

  /** Newest first. */
  async list({ state, panel, after, limit }: CommandQuery): Promise<Command[]> {
    let select = this.store.db.selectFrom('commands').selectAll().orderBy('sequence', 'desc').limit(limit);
    if (state !== undefined) select = select.where('state', '=', state);
    if (panel !== undefined) select = select.where('panel', '=', panel);
    if (after !== undefined) select = select.where('sequence', '<', after);
    return (await select.execute()).map((row) => this.fromRow(row));
  }

  /** A panel's, from those after a sequence on: in the order they came, but those that may have been sent first. */
  async unfinished(panel: string, after = 0): Promise<Command[]> {
    const rows = await this.store.db
      .selectFrom('commands')
      .selectAll()
      .where('state', 'in', ['intended', 'sent'])
      .where('panel', '=', panel)
      .where('sequence', '>', after)
      .orderBy('state', 'desc')
      .orderBy('sequence')
      .execute();
    return rows.map((row) => this.fromRow(row));
  }

  /** How many have not ended, and since when the oldest of them waits. */
  async standing(): Promise<CommandsStanding> {
    const rows = await this.store.db
      .selectFrom('commands')
      .select(({ fn }) => ['state', fn.countAll<number>().as('count'), fn.min('created_at').as('oldest')])
      .where('state', 'in', ['intended', 'sent'])
      .groupBy('state')
      .execute();
    const count = (state: CommandState): number => rows.find((row) => row.state === state)?.count ?? 0;
    return {
      intended: count('intended'),
      sent: count('sent'),
      oldestAt: rows.map((row) => row.oldest).sort()[0] ?? null,
    };
  }

  /** Writes a new command down. One that failed before anything was sent gives its key to it. */
  async intend(trx: Write, request: CommandRequest, values: Values): Promise<Command> {
    await trx.deleteFrom('commands').where('key', '=', request.key).execute();
    const row = await trx
      .insertInto('commands')
      .values({
        key: request.key,
        panel: request.panel,
        operation: request.operation,
        fingerprint: this.fingerprint(request),
        state: 'intended',
        parameters: this.sealer.seal(values),
        attempts: 0,
        created_at: this.now(),
        updated_at: this.now(),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return this.fromRow(row);
  }

  /** Before every sending: from now on only reading back tells whether the panel has it. */
  async markSent(trx: Write, key: string, target: object, subject: string): Promise<void> {
    await trx
      .updateTable('commands')
      .set((row) => ({
        state: 'sent',
        target: this.sealer.seal(target),
        subject,
        attempts: row('attempts', '+', 1),
        updated_at: this.now(),
      }))
      .where('key', '=', key)
      .execute();
  }

  async heldUp(trx: Write, key: string, error: CommandError): Promise<void> {
    await trx
      .updateTable('commands')
      .set({ error: JSON.stringify(error), updated_at: this.now() })
      .where('key', '=', key)
      .execute();
  }

  async confirm(trx: Write, key: string, result: object): Promise<void> {
    await this.end(trx, key, { state: 'confirmed', result: this.sealer.seal(result), error: null });
  }

  async fail(trx: Write, key: string, error: CommandError): Promise<void> {
    await this.end(trx, key, { state: 'failed', result: null, error: JSON.stringify(error) });
  }

  private async end(
    trx: Write,
    key: string,
    outcome: { state: CommandState; result: string | null; error: string | null },
  ): Promise<void> {
    await trx
      .updateTable('commands')
      .set({ ...outcome, parameters: null, target: null, updated_at: this.now() })
      .where('key', '=', key)
      .execute();
  }

  private fromRow(row: Selectable<CommandTable>): Command {
    const unsealed = <T>(text: string | null, otherwise: T): T =>
      text === null ? otherwise : (this.sealer.unseal(text) as T);
    const command = {
      sequence: row.sequence,
      key: row.key,
      panel: row.panel,
      operation: row.operation,
      fingerprint: row.fingerprint,
      state: row.state as CommandState,
      subject: row.subject,
      attempts: row.attempts,
      error: row.error === null ? null : (JSON.parse(row.error) as CommandError),
      createdAt: row.created_at,
    };
    return {
      ...command,
      values: hasEnded(command) ? {} : unsealed<Values>(row.parameters, {}),
      target: unsealed<object | null>(row.target, null),
      result: unsealed<object | null>(row.result, null),
    };
  }

  private now(): string {
    return instantFromUnix(Math.floor(this.clock.now() / 1000));
  }
}
