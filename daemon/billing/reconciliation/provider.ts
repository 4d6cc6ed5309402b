import type { Logger } from 'pino';
import { instantFromUnix, type Instant } from '../../../panel';
import type { Clock } from '../../clock';
import type { Store } from '../../store';
import type { BillingFact } from '../fact';
import { MappingError, ProviderError, type BillingApi } from '../providers';
import type { Message } from '../message';
import type { Summary } from './summary';
import { plusSeconds, type Ledger } from '../subscriptions';

/** An inbox source whose provider can be asked. */
export interface ReadableSource {
  name: string;
  /** undefined: no API key is given, or its provider has no API. */
  api: BillingApi | undefined;
  provider: { name: string; identify(message: unknown, headers: object): { id: string | null; type: string | null } };
  understand(message: Message): Promise<BillingFact[]>;
}

/** What a provider listed. */
export interface Listing {
  source: string;
  /** When the reading began: what is younger may be missing from the list. */
  begun: Instant;
  /** The provider's ids of all its subscriptions; null: not all were read, so nobody can be said to be missing. */
  listed: ReadonlySet<string> | null;
  /** Why the list could not be read to its end; null: it was, or there was nothing to read. */
  problem: string | null;
  /** Messages made of it. */
  messages: number;
}

export interface ReadParts {
  store: Store;
  ledger: Ledger;
  clock: Clock;
  logger: Logger;
}

/** Facts of one transaction: others may write in between. */
const batch = 50;

/** So far before the last whole reading payments are read: the longest a provider goes on trying to collect, and some. Days. */
const daysBack = 90;

/**
 * Reads all subscriptions of a provider, and its payments since 90 days before the last whole reading where it lists them, and takes them in as if it had told
 * them: what webhooks lost is made good.
 *
 * What is told of a subscription counts from before its page was asked for, so that what a webhook tells meanwhile is newer. That a payment failed is taken in
 * where no failure of it is known: read again and again, one attempt would look like many.
 *
 * @param signal ends the reading between two pages; then the list is not complete
 */
export async function readProvider(
  parts: ReadParts,
  source: ReadableSource,
  run: string,
  signal: AbortSignal,
): Promise<Listing> {
  const { clock, logger } = parts;
  const second = (): Instant => instantFromUnix(Math.floor(clock.now() / 1000));
  const begun = second();
  const listed = new Set<string>();
  let messages = 0;
  const ended = (problem: string | null): Listing => ({
    source: source.name,
    begun,
    listed: problem === null ? listed : null,
    problem,
    messages,
  });
  const { api } = source;
  if (api === undefined) return { source: source.name, begun, listed: null, problem: null, messages };
  async function read(pages: AsyncGenerator<unknown[]>): Promise<Set<string>> {
    const subscriptions = new Set<string>();
    let asked = second();
    for await (const page of pages) {
      signal.throwIfAborted();
      const facts: BillingFact[] = [];
      for (const content of page) {
        messages += 1;
        const { type } = source.provider.identify(content, {});
        const id = `${run}/${String(messages)}`;
        const told = await source.understand({ id, type, content, headers: {}, received: clock.now() });
        for (const { billing } of told)
          if (billing.subscription.id !== null) subscriptions.add(billing.subscription.id);
        facts.push(...told.map((fact) => asRead(fact, asked)));
      }
      await takeIn(parts, facts);
      asked = second();
    }
    return subscriptions;
  }
  try {
    // First what was paid and what failed, so that how a subscription stands is not judged without it.
    if (api.payments !== undefined) {
      const since = (await lastReading(parts.store, source.name)) ?? begun;
      await read(api.payments(plusSeconds(since, -daysBack * 86_400)));
    }
    for (const id of await read(api.subscriptions())) listed.add(id);
    return ended(null);
  } catch (error) {
    if (signal.aborted) return ended('The daemon is stopping.');
    if (error instanceof ProviderError || error instanceof MappingError) return ended(error.message);
    logger.error({ err: error, source: source.name }, 'reading a provider met a fault of the daemon');
    return ended('Reading it met a fault of the daemon; its log tells more.');
  }
}

/** When the source was last read to its end, by the runs that are kept; null: it was not. */
async function lastReading(store: Store, source: string): Promise<Instant | null> {
  const rows = await store.db
    .selectFrom('reconciliations')
    .select(['created_at', 'summary'])
    .where('state', '=', 'done')
    .orderBy('created_at', 'desc')
    .execute();
  const whole = rows.find(({ summary }) => {
    const { read = [] } = JSON.parse(summary ?? '{}') as Partial<Pick<Summary, 'read'>>;
    return read.some((each) => each.source === source && each.subscriptions !== null);
  });
  return whole?.created_at ?? null;
}

/** What is read of a subscription is how it stood when it was asked for. A payment has a time of its own. */
function asRead(fact: BillingFact, asked: Instant): BillingFact {
  const isState = fact.type.startsWith('subscription.');
  return { ...fact, time: isState || fact.time > asked ? asked : fact.time, read: true };
}

async function takeIn({ store, ledger }: ReadParts, facts: readonly BillingFact[]): Promise<void> {
  for (let at = 0; at < facts.length; at += batch) {
    await store.write((trx, afterCommit) => ledger.takeIn(trx, afterCommit, facts.slice(at, at + batch)));
  }
}
