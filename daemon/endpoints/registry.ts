import { instantOf, type Clock } from '../clock';
import type { EventLog } from '../events';
import { Problem } from '../problem';
import type { Sealer } from '../secrets';
import { checkName, selectionColumns, sequenceOf, type LogStart } from '../selection';
import { numbersOf, textsOf, type AfterCommit, type Store, type Write } from '../store';
import { addressGuard, type AddressGuard } from './guard';
import {
  checkEndpoint,
  checkSecret,
  endpointDefaults,
  secretsOf,
  viewOf,
  type EndpointRules,
  type EndpointSecrets,
  type EndpointSettings,
  type EndpointView,
} from './settings';
import { makeSecret } from './signing';
import type { DisabledReason, EndpointTable } from './tables';

export type EndpointRequest = Partial<EndpointSettings> & Pick<EndpointSettings, 'url'>;

/** An endpoint of the configuration. */
export interface ConfiguredEndpoint extends EndpointRequest {
  name: string;
  secret: string;
  from?: LogStart;
}

/**
 * Whether an endpoint of the configuration can be.
 * @throws Problem 422 `invalid-parameter`
 */
export function checkConfigured(
  { secret, name: _name, from: _from, ...given }: ConfiguredEndpoint,
  rules: Pick<EndpointRules, 'allowHttp' | 'allowPrivate'>,
): void {
  checkEndpoint({ ...endpointDefaults, ...given }, rules, addressGuard(rules.allowPrivate));
  checkSecret(secret);
}

/** Names the signal that there are other endpoints than before. */
export const endpointsChanged = 'endpoints';

/** Names the signal that something of an endpoint changed which whoever pushes to it has to know of. */
export function changeOf(name: string): string {
  return `endpoint:${name}`;
}

export function unknownEndpoint(name: string): Problem {
  return new Problem(404, 'unknown-endpoint', `There is no endpoint ${JSON.stringify(name)}.`, {
    hint: 'Make it with PUT /v1/endpoints/{endpoint}.',
  });
}

/** Which endpoints there are, what they are to be pushed, and how they stand. */
export class Registry {
  readonly guard: AddressGuard;
  private readonly store: Store;

  constructor(
    private readonly services: {
      store: Store;
      log: EventLog;
      sealer: Sealer;
      clock: Clock;
      rules: EndpointRules;
    },
  ) {
    this.store = services.store;
    this.guard = addressGuard(services.rules.allowPrivate);
  }

  /**
   * Makes an endpoint, or changes the settings of one.
   *
   * @param given `secret` and `from` mean something for a new endpoint only
   * @returns `secret`: of a new endpoint, shown here and never again
   * @throws Problem 422 `invalid-parameter`, 409 `configured`
   */
  async put(
    name: string,
    { secret, from = 'now', ...given }: EndpointRequest & { secret?: string; from?: LogStart },
  ): Promise<{ created: boolean; endpoint: EndpointView; secret: string | null }> {
    checkName('endpoint', name);
    const settings: EndpointSettings = { ...endpointDefaults, ...given };
    checkEndpoint(settings, this.services.rules, this.guard);
    if (secret !== undefined) checkSecret(secret);
    const first = secret ?? makeSecret();
    const start = await sequenceOf(this.services.log, from, 'from');
    const created = await this.store.write(async (trx, afterCommit) => {
      const present = await rowOf(trx, name);
      if (present === undefined) {
        await this.insert(trx, name, { settings, secret: first, start, configured: false });
        await this.store.signal(trx, afterCommit, endpointsChanged);
        return true;
      }
      refuseConfigured(present);
      await this.update(trx, afterCommit, present, settings);
      return false;
    });
    return { created, endpoint: await this.get(name), secret: created ? first : null };
  }

  /**
   * Brings the endpoints of the configuration about. One it names no more is disabled, and may then be changed and deleted like any other; one whose
   * secret is another goes on signing with the former one, too, for the overlap. They have been checked (`checkConfigured`).
   */
  async configure(endpoints: readonly ConfiguredEndpoint[]): Promise<void> {
    for (const { name, secret, from = 'now', ...given } of endpoints) {
      const settings: EndpointSettings = { ...endpointDefaults, ...given };
      const start = await sequenceOf(this.services.log, from, 'from');
      await this.store.write(async (trx, afterCommit) => {
        const present = await rowOf(trx, name);
        if (present === undefined) return this.insert(trx, name, { settings, secret, start, configured: true });
        await this.adopt(trx, afterCommit, present, settings, secret);
      });
    }
    const names = new Set(endpoints.map(({ name }) => name));
    await this.store.write(async (trx, afterCommit) => {
      const rows = await trx.selectFrom('endpoints').selectAll().where('configured', '=', 1).execute();
      for (const row of rows.filter((each) => !names.has(each.name))) {
        const disabled = row.disabled_reason === null ? this.disabled('not-configured') : {};
        await this.change(trx, afterCommit, row, { configured: 0, ...disabled });
      }
    });
  }

  /** @throws Problem 404 `unknown-endpoint` */
  async get(name: string): Promise<EndpointView> {
    return this.view(await this.row(name));
  }

  async list(): Promise<EndpointView[]> {
    const rows = await this.store.db.selectFrom('endpoints').selectAll().orderBy('name').execute();
    return Promise.all(rows.map((row) => this.view(row)));
  }

  /** Forgets an endpoint and all it was to be pushed. @throws Problem 404 `unknown-endpoint`, 409 `configured` */
  async delete(name: string): Promise<void> {
    await this.store.write(async (trx, afterCommit) => {
      const row = await this.present(trx, name);
      refuseConfigured(row);
      await trx.deleteFrom('endpoint_pushes').where('endpoint', '=', row.id).execute();
      await trx.deleteFrom('endpoint_replays').where('endpoint', '=', row.id).execute();
      await trx.deleteFrom('endpoints').where('id', '=', row.id).execute();
      await this.store.signal(trx, afterCommit, endpointsChanged);
      await this.store.signal(trx, afterCommit, changeOf(name));
    });
  }

  /** Stops pushing, or goes on where it stopped. @throws Problem 404 `unknown-endpoint` */
  async setDisabled(name: string, disabled: boolean): Promise<EndpointView> {
    await this.store.write(async (trx, afterCommit) => {
      const row = await this.present(trx, name);
      if (disabled === (row.disabled_reason !== null)) return;
      await this.change(trx, afterCommit, row, disabled ? this.disabled('asked') : enabled);
    });
    return this.get(name);
  }

  /**
   * Signs with another secret from now on, and with the present one beside it for the overlap.
   *
   * @param given `secret`: @default one is made; `overlapSeconds`: @default the configuration's
   * @returns the new secret, shown here and never again
   * @throws Problem 404 `unknown-endpoint`, 409 `configured`, 422 `invalid-parameter`
   */
  async rotate(
    name: string,
    {
      secret = makeSecret(),
      overlapSeconds = this.services.rules.overlapSeconds,
    }: { secret?: string; overlapSeconds?: number },
  ): Promise<{ secret: string; formerSecretUntil: string }> {
    checkSecret(secret);
    const until = this.services.clock.now() + overlapSeconds * 1000;
    await this.store.write(async (trx, afterCommit) => {
      const row = await this.present(trx, name);
      refuseConfigured(row);
      const secrets = this.rotated(secretsOf(this.services.sealer, row), secret, until);
      await this.change(trx, afterCommit, row, { sealed: this.services.sealer.seal(secrets) });
    });
    return { secret, formerSecretUntil: instantOf(until) };
  }

  /**
   * Gives events that were given up back, to be pushed as if for the first time.
   *
   * @param ids empty: all
   * @throws Problem 404 `unknown-endpoint`
   */
  async redrive(name: string, ids: readonly string[] = []): Promise<number> {
    const now = this.services.clock.now();
    return this.store.write(async (trx, afterCommit) => {
      const row = await this.present(trx, name);
      let select = trx
        .selectFrom('endpoint_pushes')
        .select(['lane', 'sequence'])
        .where('endpoint', '=', row.id)
        .where('state', '=', 'dead');
      if (ids.length > 0) select = select.where('event_id', 'in', textsOf(trx, ids));
      const dead = await select.execute();
      for (const lane of new Set(dead.map((each) => each.lane))) {
        const sequences = dead.filter((each) => each.lane === lane).map((each) => each.sequence);
        await trx
          .updateTable('endpoint_pushes')
          .set({ state: 'waiting', attempt: 0, due_at: now, reason: null })
          .where('endpoint', '=', row.id)
          .where('lane', '=', lane)
          .where('sequence', 'in', numbersOf(trx, sequences))
          .execute();
        // A replay that had come to its end has something to do again.
        await trx
          .updateTable('endpoint_replays')
          .set({ state: 'running', ended_at: null })
          .where('id', '=', lane)
          .where('state', '=', 'done')
          .execute();
      }
      await this.change(trx, afterCommit, row, {});
      return dead.length;
    });
  }

  /** @throws Problem 404 `unknown-endpoint` */
  async row(name: string): Promise<EndpointTable> {
    const row = await rowOf(this.store.db, name);
    if (row === undefined) throw unknownEndpoint(name);
    return row;
  }

  /** Changes columns, and tells whoever pushes. */
  async change(
    trx: Write,
    afterCommit: AfterCommit,
    row: EndpointTable,
    columns: Partial<EndpointTable>,
  ): Promise<void> {
    await trx
      .updateTable('endpoints')
      .set({ ...columns, revision: row.revision + 1 })
      .where('id', '=', row.id)
      .execute();
    await this.store.signal(trx, afterCommit, changeOf(row.name));
  }

  /** @throws Problem 404 `unknown-endpoint` */
  async present(trx: Write, name: string): Promise<EndpointTable> {
    const row = await rowOf(trx, name);
    if (row === undefined) throw unknownEndpoint(name);
    return row;
  }

  private async view(row: EndpointTable): Promise<EndpointView> {
    const counts = await this.store.db
      .selectFrom('endpoint_pushes')
      .select(({ fn }) => [
        fn.countAll<number>().filterWhere('state', '=', 'waiting').as('waiting'),
        fn.countAll<number>().filterWhere('state', '=', 'dead').as('dead'),
      ])
      .where('endpoint', '=', row.id)
      .executeTakeFirstOrThrow();
    const head = await this.services.log.head();
    return viewOf(row, secretsOf(this.services.sealer, row), { ...counts, head, now: this.services.clock.now() });
  }

  private async insert(
    trx: Write,
    name: string,
    made: { settings: EndpointSettings; secret: string; start: number; configured: boolean },
  ): Promise<void> {
    const { url, headers, rate, concurrency, disabled } = made.settings;
    const secrets: EndpointSecrets = { url, headers, secret: made.secret, former: [] };
    const row: Omit<EndpointTable, 'id'> = {
      name,
      ...selectionColumns(made.settings),
      sealed: this.services.sealer.seal(secrets),
      rate,
      concurrency,
      configured: made.configured ? 1 : 0,
      ...(disabled ? this.disabled('asked') : { disabled_reason: null, disabled_at: null }),
      revision: 1,
      position: made.start,
      failing_since: null,
      not_before: null,
      last_success_at: null,
      last_failures: '[]',
      filter_problem: null,
    };
    // The id is the database's to give.
    await trx
      .insertInto('endpoints')
      .values(row as EndpointTable)
      .execute();
  }

  private async update(
    trx: Write,
    afterCommit: AfterCommit,
    row: EndpointTable,
    settings: EndpointSettings,
    secrets: EndpointSecrets = secretsOf(this.services.sealer, row),
  ): Promise<void> {
    const { url, headers, rate, concurrency, disabled } = settings;
    await this.change(trx, afterCommit, row, {
      ...selectionColumns(settings),
      sealed: this.services.sealer.seal({ ...secrets, url, headers }),
      rate,
      concurrency,
      filter_problem: null,
      ...(disabled === (row.disabled_reason !== null) ? {} : disabled ? this.disabled('asked') : enabled),
    });
  }

  /** Lets the configuration have an endpoint that is there. What disabled itself stays so until somebody enables it. */
  private async adopt(
    trx: Write,
    afterCommit: AfterCommit,
    row: EndpointTable,
    settings: EndpointSettings,
    secret: string,
  ): Promise<void> {
    const { clock, rules, sealer } = this.services;
    const secrets = secretsOf(sealer, row);
    const until = clock.now() + rules.overlapSeconds * 1000;
    const stays = row.disabled_reason === 'gone' || row.disabled_reason === 'failing';
    await this.update(
      trx,
      afterCommit,
      row,
      { ...settings, disabled: settings.disabled || stays },
      secrets.secret === secret ? secrets : this.rotated(secrets, secret, until),
    );
    await trx.updateTable('endpoints').set({ configured: 1 }).where('id', '=', row.id).execute();
  }

  private rotated(secrets: EndpointSecrets, secret: string, until: number): EndpointSecrets {
    const now = this.services.clock.now();
    const former = secrets.former.filter((each) => each.until > now);
    return { ...secrets, secret, former: [{ secret: secrets.secret, until }, ...former] };
  }

  private disabled(reason: DisabledReason): Pick<EndpointTable, 'disabled_reason' | 'disabled_at'> {
    return { disabled_reason: reason, disabled_at: this.services.clock.now() };
  }
}

/** Enabled again, it begins without a past. */
const enabled = { disabled_reason: null, disabled_at: null, failing_since: null, not_before: null } as const;

async function rowOf(db: Write | Store['db'], name: string): Promise<EndpointTable | undefined> {
  return db.selectFrom('endpoints').selectAll().where('name', '=', name).executeTakeFirst();
}

/** @throws Problem 409 `configured` */
function refuseConfigured(row: EndpointTable): void {
  if (row.configured === 0) return;
  throw new Problem(409, 'configured', `The endpoint ${row.name} stands in the daemon’s configuration.`, {
    hint: 'Change it there and start the daemon again.',
  });
}
