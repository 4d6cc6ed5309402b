import type { EventData, EventType, Instant } from '../../../panel';
import { instantOf, type Clock } from '../../clock';
import type { EventDraft } from '../../events';
import { Problem } from '../../problem';
import type { Store, Write } from '../../store';
import type { CustomerView } from '../customers';
import { subjectOf, type SubscriptionView } from '../subscriptions';
import type { Wanted } from './decide';
import type { ServiceActionTable } from './tables';

/** An action as events and the API show it. */
export type ActionPart = NonNullable<EventData['action']>;

export interface ActionView extends ActionPart {
  subscription: string;
  /** The command that carries it out; null: none yet. */
  command: string | null;
  createdAt: Instant;
  updatedAt: Instant;
}

export type ActionState = ActionPart['state'];

const eventOf: Readonly<Record<ActionPart['kind'], EventType>> = {
  provision: 'service.provisioned',
  renew: 'service.renewed',
  changePackage: 'service.changed',
  suspend: 'service.suspended',
  resume: 'service.resumed',
  terminate: 'service.terminated',
};

export function actionPart(row: ServiceActionTable): ActionPart {
  return {
    key: row.key,
    kind: row.kind as ActionPart['kind'],
    reason: row.reason,
    by: row.by as ActionPart['by'],
    state: row.state as ActionState,
    panel: row.panel,
    lineId: row.line,
    username: row.username,
    plan: row.plan,
    until: row.until,
    message: row.message,
  };
}

export function actionView(row: ServiceActionTable): ActionView {
  const { subscription, command, created_at, updated_at } = row;
  return { ...actionPart(row), subscription, command, createdAt: created_at, updatedAt: updated_at };
}

/** The event of what became of an action; null: nobody need be told. */
export function actionEvent(
  row: ServiceActionTable,
  known: { view: SubscriptionView; customer: CustomerView },
  time: Instant,
): EventDraft | null {
  const action = actionPart(row);
  const type =
    action.state === 'due' && action.by === 'n8n'
      ? 'service.action_due'
      : action.state === 'done'
        ? eventOf[action.kind]
        : action.state === 'failed'
          ? 'service.failed'
          : null;
  if (type === null) return null;
  return {
    type,
    panel: action.panel,
    subject: subjectOf(known.view),
    time,
    origin: action.by === 'daemon' ? 'billing' : 'command',
    data: { subscription: known.view, customer: known.customer, action },
  };
}

/** The actions on disk. */
export class Actions {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  of(db: Store['db'] | Write, subscription: string): Promise<ServiceActionTable[]> {
    return db
      .selectFrom('service_actions')
      .selectAll()
      .where('subscription', '=', subscription)
      .orderBy('created_at')
      .orderBy('key')
      .execute();
  }

  find(db: Store['db'] | Write, key: string): Promise<ServiceActionTable | undefined> {
    return db.selectFrom('service_actions').selectAll().where('key', '=', key).executeTakeFirst();
  }

  /** Writes a new one down, or does nothing where there is one by the key. @returns whether it is new */
  async add(
    trx: Write,
    wanted: Wanted,
    subscription: string,
    by: ActionPart['by'],
  ): Promise<ServiceActionTable | null> {
    const now = instantOf(this.clock.now());
    const row: ServiceActionTable = {
      ...wanted,
      subscription,
      by,
      state: 'due',
      command: null,
      attempt: 0,
      message: null,
      run_at: by === 'n8n' ? null : Math.floor(this.clock.now() / 1000),
      created_at: now,
      updated_at: now,
    };
    const added = await trx
      .insertInto('service_actions')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return added.numInsertedOrUpdatedRows === 1n ? row : null;
  }

  async set(trx: Write, row: ServiceActionTable, changes: Partial<ServiceActionTable>): Promise<ServiceActionTable> {
    const next = { ...row, ...changes, updated_at: instantOf(this.clock.now()) };
    const { key, ...columns } = next;
    await trx.updateTable('service_actions').set(columns).where('key', '=', key).execute();
    return next;
  }

  /** Those to be tried or looked at now, oldest first. */
  due(limit: number): Promise<ServiceActionTable[]> {
    return this.store.db
      .selectFrom('service_actions')
      .selectAll()
      .where('run_at', '<=', Math.floor(this.clock.now() / 1000))
      .orderBy('created_at')
      .orderBy('key')
      .limit(limit)
      .execute();
  }

  /** Newest first. */
  async list(query: { state?: ActionState; subscription?: string; limit: number }): Promise<ActionView[]> {
    let select = this.store.db
      .selectFrom('service_actions')
      .selectAll()
      .orderBy('updated_at', 'desc')
      .orderBy('key')
      .limit(query.limit);
    if (query.state !== undefined) select = select.where('state', '=', query.state);
    if (query.subscription !== undefined) select = select.where('subscription', '=', query.subscription);
    return (await select.execute()).map(actionView);
  }

  /** How many are still to be done, by state. */
  async counts(): Promise<Record<string, number>> {
    const rows = await this.store.db
      .selectFrom('service_actions')
      .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
      .where('state', 'in', ['due', 'running', 'failed'])
      .groupBy('state')
      .execute();
    const found = Object.fromEntries(rows.map(({ state, count }) => [state, count]));
    return { due: 0, running: 0, failed: 0, ...found };
  }

  /** @throws Problem 404 `unknown-action` */
  async get(key: string): Promise<ActionView> {
    const row = await this.find(this.store.db, key);
    if (row) return actionView(row);
    throw new Problem(404, 'unknown-action', `There is no action with the key ${key}.`);
  }
}
