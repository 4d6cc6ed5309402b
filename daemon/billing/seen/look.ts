import { instantFromUnix } from '../../../panel';
import type { Clock } from '../../clock';
import type { Store } from '../../store';
import { emailKeyOf } from '../customers';
import type { Rates } from '../money';
import type { Plans } from '../plans';
import { addressesIn, type ServiceActionTable } from '../service';
import { standingIn, toldIn, type SubscriptionLineTable } from '../subscriptions';
import type { StoredLine } from '../../sync';
import {
  lineKey,
  type CustomerSeen,
  type LineSeen,
  type PaidPrice,
  type PanelSeen,
  type Seen,
  type SubscriptionSeen,
} from './seen';

type Db = Store['db'];

export interface LookParts {
  store: Store;
  clock: Clock;
  plans: Plans;
  rates: Rates;
  /** Names of the panels in the configuration. */
  panelNames: readonly string[];
}

/** Lines of one read: what a page of them takes in memory is little. */
const batch = 5000;

/** Looks at everything that is known. */
export async function look({ store, clock, plans, rates, panelNames }: LookParts): Promise<Seen> {
  const { db } = store;
  const now = instantFromUnix(Math.floor(clock.now() / 1000));
  const book = await plans.book();
  const panels = await panelsOf(db, panelNames);
  const compared = [...panels.values()].filter(({ leftOut }) => leftOut === null).map(({ name }) => name);
  const customers = await customersOf(db);
  const lines = await linesOf(db, compared);
  const subscriptions = await subscriptionsOf(db, (name) => book.get(name) ?? null);
  const serving = [...subscriptions.values()].flatMap((each) =>
    each.links.map((link) => [lineKey(link), each] as const),
  );
  return {
    now,
    today: rates.dayOf(now),
    plans: book,
    rates: await rates.table(),
    panels,
    customers,
    byEmail: new Map(
      [...customers.values()].flatMap(({ id, emailKey }) => (emailKey === null ? [] : [[emailKey, id]])),
    ),
    subscriptions,
    serving: new Map(serving),
    lines,
    carrying: carryingOf(lines.values()),
    devices: await devicesOf(db, compared),
  };
}

async function panelsOf(db: Db, configured: readonly string[]): Promise<Map<string, PanelSeen>> {
  const rows = await db
    .selectFrom('panels')
    .select(['panel', 'state', 'baseline_at', 'dialect', 'starting'])
    .where('panel', 'in', [...configured, ''])
    .execute();
  const lists = await db
    .selectFrom('thing_lists')
    .select(['panel', 'baseline_at'])
    .where('kind', '=', 'device')
    .execute();
  const withDevices = new Set(lists.flatMap(({ panel, baseline_at }) => (baseline_at === null ? [] : [panel])));
  return new Map(
    configured.map((name) => {
      const row = rows.find(({ panel }) => panel === name);
      return [name, { name, leftOut: leftOutOf(row), devices: withDevices.has(name) }];
    }),
  );
}

function leftOutOf(
  row: { state: string; baseline_at: string | null; dialect: string | null; starting: number } | undefined,
): string | null {
  if (row?.dialect === 'reseller') return 'An account of a reseller lists no lines, so nothing can be compared.';
  if (row === undefined || row.baseline_at === null) return 'Its lines have not been read to the end yet.';
  if (row.starting === 1) return 'Its lines have not been read since the daemon started.';
  if (row.state === 'held') return 'So many lines vanished at once that a person is to say whether they are gone.';
  if (row.state === 'unreachable') return 'The panel does not answer.';
  if (row.state !== 'ready') return 'The panel does not answer as it should.';
  return null;
}

async function customersOf(db: Db): Promise<Map<string, CustomerSeen>> {
  const rows = await db.selectFrom('customers').select(['id', 'email_key', 'details']).execute();
  return new Map(
    rows.map(({ id, email_key, details }) => {
      const { phone } = JSON.parse(details) as { phone?: { value: string } };
      return [id, { id, emailKey: emailKeyOf(email_key), phone: phone?.value ?? null }];
    }),
  );
}

async function subscriptionsOf(
  db: Db,
  planNamed: (name: string) => SubscriptionSeen['plan'],
): Promise<Map<string, SubscriptionSeen>> {
  const rows = await db.selectFrom('subscriptions').selectAll().orderBy('id').execute();
  const links = Map.groupBy(await linksOf(db), ({ subscription }) => subscription);
  const actions: ReadonlyMap<string, ServiceActionTable[]> = Map.groupBy(
    await db.selectFrom('service_actions').selectAll().where('state', 'in', ['due', 'running', 'failed']).execute(),
    ({ subscription }) => subscription,
  );
  const paid = await paidOf(db);
  return new Map(
    rows.map((row) => [
      row.id,
      {
        row,
        told: toldIn(row),
        standing: standingIn(row),
        plan: row.plan === null ? null : planNamed(row.plan),
        paid: paid.get(row.id) ?? null,
        links: links.get(row.id) ?? [],
        actions: actions.get(row.id) ?? [],
      },
    ]),
  );
}

/** Links, the first of a subscription first. */
function linksOf(db: Db): Promise<SubscriptionLineTable[]> {
  return db.selectFrom('subscription_lines').selectAll().orderBy('since').orderBy('panel').orderBy('line').execute();
}

/** What was paid last for each subscription. */
async function paidOf(db: Db): Promise<Map<string, PaidPrice>> {
  const rows = await db
    .selectFrom('payments')
    .select(['subscription', 'amount', 'currency', 'period_start', 'period_end', 'paid_at'])
    .where('paid_at', 'is not', null)
    .orderBy('paid_at')
    .execute();
  const paid = new Map<string, PaidPrice>();
  for (const { subscription, amount, currency, period_start, period_end } of rows) {
    if (amount === null || currency === null) continue;
    paid.set(subscription, { amount, currency, periodStart: period_start, periodEnd: period_end });
  }
  return paid;
}

async function linesOf(db: Db, panels: readonly string[]): Promise<Map<string, LineSeen>> {
  const lines = new Map<string, LineSeen>();
  for (const panel of panels) {
    for (let after = -1; ;) {
      const rows = await db
        .selectFrom('lines')
        .leftJoin('line_details', (join) =>
          join.onRef('line_details.panel', '=', 'lines.panel').onRef('line_details.id', '=', 'lines.id'),
        )
        .select(['lines.id', 'lines.state', 'line_details.package', 'line_details.bouquets'])
        .where('lines.panel', '=', panel)
        .where('lines.id', '>', after)
        .orderBy('lines.id')
        .limit(batch)
        .execute();
      for (const row of rows) {
        const line = lineSeen(panel, row);
        lines.set(lineKey({ panel, line: line.id }), line);
      }
      after = rows.at(-1)?.id ?? after;
      if (rows.length < batch) break;
    }
  }
  return lines;
}

function carryingOf(lines: Iterable<LineSeen>): Map<string, LineSeen[]> {
  const carrying = new Map<string, LineSeen[]>();
  for (const line of lines) {
    for (const address of line.addresses) {
      const known = carrying.get(address);
      if (known === undefined) carrying.set(address, [line]);
      else known.push(line);
    }
  }
  return carrying;
}

function lineSeen(
  panel: string,
  row: { id: number; state: string; package: string | null; bouquets: string | null },
): LineSeen {
  const state = JSON.parse(row.state) as StoredLine;
  const { username, expiresAt, enabled, banned, trial, restreamer, maxConnections, ownerName } = state;
  const notes = [state.adminNotes ?? '', state.resellerNotes ?? ''].join('\n');
  return {
    panel,
    id: String(row.id),
    username,
    expiresAt,
    enabled,
    banned,
    trial,
    restreamer,
    maxConnections,
    ownerName,
    notes,
    addresses: [...new Set(addressesIn(`${username}\n${notes}`))],
    packageId: row.package,
    bouquetIds: row.bouquets === null ? null : numbersOrTexts(row.bouquets),
  };
}

function numbersOrTexts(json: string): string[] {
  return (JSON.parse(json) as unknown[]).map(String);
}

async function devicesOf(db: Db, panels: readonly string[]): Promise<Map<string, number>> {
  const devices = new Map<string, number>();
  if (panels.length === 0) return devices;
  const rows = await db
    .selectFrom('things')
    .select(['panel', 'state'])
    .where('kind', '=', 'device')
    .where('panel', 'in', [...panels])
    .execute();
  for (const { panel, state } of rows) {
    const { lineId } = JSON.parse(state) as { lineId?: string };
    if (lineId === undefined) continue;
    const key = lineKey({ panel, line: lineId });
    devices.set(key, (devices.get(key) ?? 0) + 1);
  }
  return devices;
}
