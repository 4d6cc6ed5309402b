import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from 'pino';
import { instantFromUnix, type BillingData } from '../../panel';
import type { Clock } from '../clock';
import type { EventDraft, EventLog } from '../events';
import { Problem } from '../problem';
import type { Sealer } from '../secrets';
import type { Store, Write } from '../store';
import { providers, type Provider, type ProviderName } from './providers';

/** A place for one provider account's webhooks: `POST /v1/inbox/{name}`. */
export interface InboxSource {
  name: string;
  provider: ProviderName;
  /** Several while one replaces another. With none, everything is refused. */
  secrets: readonly string[];
  /** How far a message's own time may be from now, in both directions. Seconds. */
  toleranceSeconds: number;
}

export type InboxOutcome =
  'received' | 'duplicate' | 'unknown-source' | 'no-secret' | 'bad-signature' | 'stale' | 'not-json';

export interface InboxOptions {
  store: Store;
  log: EventLog;
  sealer: Sealer;
  sources: readonly InboxSource[];
  clock: Clock;
  logger: Logger;
}

/**
 * Takes billing webhooks in: verified from the raw bytes before anything parses them, once each, and with the events that follow in the same transaction.
 * When `receive` resolves, all of it is on disk. Whatever fails is not stored, so that the provider sends it again.
 */
export class Inbox {
  private readonly outcomes = new Map<InboxOutcome, number>();
  private readonly log: Logger;

  constructor(private readonly options: InboxOptions) {
    this.log = options.logger.child({ part: 'inbox' });
    for (const source of options.sources) {
      if (source.secrets.length === 0) {
        this.log.warn({ source: source.name }, 'this inbox source has no secret and refuses everything');
      }
    }
  }

  /** How often each outcome came since the start. */
  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.outcomes);
  }

  /**
   * @param rawBody as received
   * @returns whether the message was here before; then nothing was changed
   * @throws Problem 404 `unknown-source`, 503 `no-secret`, 400 `bad-signature`, `stale`, `not-json`
   */
  async receive(source: string, rawBody: Buffer, headers: IncomingHttpHeaders): Promise<{ duplicate: boolean }> {
    try {
      const isNew = await this.take(source, rawBody, headers);
      this.count(isNew ? 'received' : 'duplicate');
      return { duplicate: !isNew };
    } catch (error) {
      if (error instanceof Problem) {
        this.count(error.code as InboxOutcome);
        const level = error.code === 'no-secret' ? 'error' : 'warn';
        this.log[level]({ source, code: error.code, problem: error.message }, 'webhook refused');
      }
      throw error;
    }
  }

  private async take(name: string, rawBody: Buffer, headers: IncomingHttpHeaders): Promise<boolean> {
    const { sources, store, clock } = this.options;
    const source = sources.find((candidate) => candidate.name === name);
    if (!source) throw new Problem(404, 'unknown-source', 'There is no inbox source by this name.');
    const { secrets, toleranceSeconds } = source;
    if (secrets.length === 0) {
      throw new Problem(
        503,
        'no-secret',
        `The inbox source ${name} has no signing secret, so nothing can be believed.`,
        {
          hint: `Add the secret of the webhook endpoint to the source ${name} in the configuration and restart the daemon.`,
        },
      );
    }
    const provider: Provider = providers[source.provider];
    provider.verify({ rawBody, headers, secrets, toleranceSeconds, now: clock.now() });
    const message = parse(rawBody);
    const { id, type } = provider.identify(message);
    // Signed, but without an id: the same bytes are the same message.
    const dedupeId = id ?? `sha256:${createHash('sha256').update(rawBody).digest('hex')}`;
    const drafts = await this.draft(name, provider, message, dedupeId, type);
    const kept = Object.fromEntries(provider.keptHeaders.map((header) => [header, headers[header]]));
    const isNew = await store.write(async (trx, afterCommit) => {
      const stored = await trx
        .insertInto('inbox')
        .values({
          source: name,
          provider: provider.name,
          dedupe_id: dedupeId,
          type,
          message: this.options.sealer.seal({ headers: kept, body: rawBody.toString('latin1') }),
          received_at: new Date(clock.now()).toISOString(),
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (stored.numInsertedOrUpdatedRows !== 1n) return false;
      const untold: EventDraft[] = [];
      for (const draft of drafts) if (await tellsNews(trx, draft)) untold.push(draft);
      await this.options.log.append(trx, afterCommit, untold);
      return true;
    });
    this.log.info({ source: name, id: dedupeId, type, duplicate: !isNew }, 'webhook taken in');
    return isNew;
  }

  private async draft(
    source: string,
    provider: Provider,
    message: unknown,
    providerEventId: string,
    type: string | null,
  ): Promise<EventDraft[]> {
    const { time, events } = await provider.mapping.apply(message);
    return events.map((event) => {
      const billing: BillingData = {
        provider: provider.name,
        source,
        providerEventId,
        providerEventType: type ?? '',
        ...event.billing,
      };
      return {
        type: event.type,
        panel: null,
        subject: subjectOf(billing),
        time: time ?? instantFromUnix(Math.floor(this.options.clock.now() / 1000)),
        origin: 'billing',
        data: { billing },
      };
    });
  }

  private count(outcome: InboxOutcome): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }
}

/** @throws Problem 400 `not-json` */
function parse(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch {
    throw new Problem(400, 'not-json', 'The message is signed, but is not JSON.', {
      hint: 'See that the endpoint at the provider sends JSON.',
    });
  }
}

/** Events of one subject keep their order. Ids are one account's: two accounts of a provider may give the same. */
function subjectOf({ source, providerEventId, subscription, customer }: BillingData): string {
  if (subscription.id !== null) return `subscription:${source}/${subscription.id}`;
  if (customer.id !== null) return `customer:${source}/${customer.id}`;
  // A guest's purchase has neither.
  return `message:${source}/${providerEventId}`;
}

/** Whether nothing was told of the same payment yet: providers send several messages about one. What has no key is news each time. */
async function tellsNews(trx: Write, { type, data }: EventDraft): Promise<boolean> {
  const key = data.billing?.key ?? null;
  if (key === null) return true;
  const added = await trx
    .insertInto('billing_facts')
    .values({ key, type })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}
