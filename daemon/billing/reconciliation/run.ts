import type { Instant } from '../../../panel';
import { instantOf } from '../../clock';
import type { Held } from '../../duties';
import type { EventLog } from '../../events';
import type { Service } from '../service';
import { look, type LookParts, type Seen } from '../seen';
import { compare, type Compared } from './compare';
import type { Finding, FixState } from './finding';
import { readProvider, type Listing, type ReadableSource, type ReadParts } from './provider';
import type { StrayOptions } from './strays';
import type { Summary } from './summary';
import type { ReconciliationTable } from './tables';

export interface RunParts extends ReadParts, LookParts {
  log: EventLog;
  service: Pick<Service, 'look' | 'perform'>;
  sources: () => Iterable<ReadableSource>;
  strays: StrayOptions;
}

/** So many runs are kept. */
const kept = 60;

/** Rows of one INSERT. */
const batch = 500;

/** Reads the providers, compares, and writes down what was found. Nothing is changed but what providers tell. */
export async function carryOut(
  parts: RunParts,
  row: ReconciliationTable,
  signal: AbortSignal,
  held?: Pick<Held, 'check'>,
): Promise<void> {
  const sources = [...parts.sources()].filter(({ name }) => row.source === null || name === row.source);
  const listings: Listing[] = [];
  for (const source of sources) listings.push(await readProvider(parts, source, row.id, signal));
  const isOver = (): boolean => signal.aborted;
  if (isOver()) return;
  await lookAtChanged(parts);
  const seen = await look(parts);
  const compared = compare(seen, listings, parts.strays);
  if (isOver()) return;
  await writeDown(parts, row, summaryOf(seen, compared, listings), compared.findings, held);
}

/** What has just been read is decided on first, so that what the daemon is about to do itself is no finding. */
async function lookAtChanged({ store, clock, service }: RunParts): Promise<void> {
  const rows = await store.db
    .selectFrom('subscriptions')
    .select('id')
    .where('look_at', '<=', Math.floor(clock.now() / 1000))
    .execute();
  for (const { id } of rows) await service.look(id);
}

function summaryOf(seen: Seen, { findings, notCompared }: Compared, listings: readonly Listing[]): Summary {
  const counts: Record<string, number> = {};
  for (const { kind } of findings) counts[kind] = (counts[kind] ?? 0) + 1;
  const known = findings.flatMap(({ leakedPerMonth }) => leakedPerMonth ?? []);
  const leakUnknown = findings.length - known.length;
  return {
    findings: findings.length,
    counts,
    leakedPerMonth: known.length === 0 && leakUnknown > 0 ? null : known.reduce((sum, each) => sum + each, 0),
    leakUnknown,
    currency: seen.rates.base,
    notCompared,
    read: listings.map(({ source, listed }) => ({ source, subscriptions: listed?.size ?? null })),
    subscriptions: seen.subscriptions.size,
    lines: seen.lines.size,
  };
}

async function writeDown(
  { store, log, clock }: RunParts,
  { id, fix }: ReconciliationTable,
  summary: Summary,
  findings: readonly Finding[],
  held?: Pick<Held, 'check'>,
): Promise<void> {
  const time: Instant = instantOf(clock.now());
  const stateOf = (finding: Finding): FixState =>
    fix === 'sure' && finding.sure && finding.fix.do !== 'none' ? 'due' : 'open';
  await store.write(async (trx, afterCommit) => {
    await held?.check(trx);
    await trx.deleteFrom('reconciliation_findings').where('reconciliation', '=', id).execute();
    for (let at = 0; at < findings.length; at += batch) {
      const rows = findings.slice(at, at + batch).map((finding, index) => ({
        reconciliation: id,
        id: finding.id,
        position: at + index,
        finding: JSON.stringify(finding),
        state: stateOf(finding),
        message: null,
      }));
      await trx.insertInto('reconciliation_findings').values(rows).execute();
    }
    await trx
      .updateTable('reconciliations')
      .set({ state: 'done', summary: JSON.stringify(summary), problem: null, ended_at: time })
      .where('id', '=', id)
      .execute();
    const { counts, leakedPerMonth, currency } = summary;
    await log.append(trx, afterCommit, [
      {
        type: 'reconciliation.completed',
        panel: null,
        subject: `reconciliation:${id}`,
        time,
        origin: 'daemon',
        data: { reconciliation: { id, findings: findings.length, counts, leakedPerMonth, currency } },
      },
    ]);
    const old = await trx
      .selectFrom('reconciliations')
      .select('id')
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(1000)
      .offset(kept)
      .execute();
    const ids = old.map((each) => each.id);
    if (ids.length === 0) return;
    await trx.deleteFrom('reconciliation_findings').where('reconciliation', 'in', ids).execute();
    await trx.deleteFrom('reconciliations').where('id', 'in', ids).execute();
  });
}
