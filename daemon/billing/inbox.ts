import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from 'pino';
import type { Clock } from '../clock';
import { Problem } from '../problem';
import type { Sealer } from '../secrets';
import type { Store } from '../store';
import type { FactSink } from './fact';
import type { Http, Provider } from './providers';
import { Source, type InboxSource, type Message } from './source';

export type InboxOutcome =
  'received' | 'duplicate' | 'unknown-source' | 'no-secret' | 'bad-signature' | 'stale' | 'not-json' | 'cannot-verify';

export interface InboxOptions {
  store: Store;
  sink: FactSink;
  sealer: Sealer;
  sources: readonly InboxSource[];
  clock: Clock;
  logger: Logger;
  /** Asks providers. */
  http: Http;
}

/**
 * Takes billing webhooks in: verified from the raw bytes before anything parses them, once each, and with the events that follow in the same transaction.
 * When `receive` resolves, all of it is on disk. Whatever fails is not stored, so that the provider sends it again.
 */
export class Inbox {
  private readonly sources = new Map<string, Source>();
  private readonly outcomes = new Map<InboxOutcome, number>();
  private readonly log: Logger;

  constructor(private readonly options: InboxOptions) {
    this.log = options.logger.child({ part: 'inbox' });
    for (const each of options.sources) {
      const source = new Source(each, options.http);
      this.sources.set(each.name, source);
      if (source.provider.secret !== null && each.secrets.length === 0) {
        this.log.warn({ source: each.name }, 'this inbox source has no secret and refuses everything');
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
    const source = this.sources.get(name);
    if (!source) throw new Problem(404, 'unknown-source', 'There is no inbox source by this name.');
    const message = await this.prove(source, rawBody, headers);
    const { store, sink, sealer } = this.options;
    const facts = await source.understand(message);
    const prepared = await sink.prepare?.(facts);
    const isNew = await store.write(async (trx, afterCommit) => {
      const stored = await trx
        .insertInto('inbox')
        .values({
          source: name,
          provider: source.provider.name,
          dedupe_id: message.id,
          type: message.type,
          message: sealer.seal({ headers: message.headers, body: rawBody.toString('latin1') }),
          received_at: new Date(message.received).toISOString(),
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (stored.numInsertedOrUpdatedRows !== 1n) return false;
      await sink.takeIn(trx, afterCommit, facts, prepared);
      return true;
    });
    this.log.info({ source: name, id: message.id, type: message.type, duplicate: !isNew }, 'webhook taken in');
    return isNew;
  }

  private async prove(source: Source, rawBody: Buffer, headers: IncomingHttpHeaders): Promise<Message> {
    const { provider, options } = source;
    const { secrets, toleranceSeconds, settings = {} } = options;
    if (provider.secret !== null && secrets.length === 0) {
      throw new Problem(
        503,
        'no-secret',
        `The inbox source ${source.name} has no signing secret, so nothing can be believed.`,
        { hint: `Add ${provider.secret} to the source ${source.name} in the configuration and restart the daemon.` },
      );
    }
    const received = this.options.clock.now();
    const { http } = this.options;
    await provider.verify({ rawBody, headers, secrets, toleranceSeconds, now: received, settings, http });
    const content = read(provider, rawBody, headers);
    const { id, type } = provider.identify(content, headers);
    return {
      // Proven, but without an id: the same bytes are the same message.
      id: id ?? `sha256:${createHash('sha256').update(rawBody).digest('hex')}`,
      type,
      content,
      headers: Object.fromEntries(provider.keptHeaders.map((header) => [header, headers[header]])),
      received,
    };
  }

  private count(outcome: InboxOutcome): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }
}

/** @throws Problem 400 `not-json` */
export function read(provider: Provider, rawBody: Buffer, headers: IncomingHttpHeaders): unknown {
  if (provider.parse !== undefined) return provider.parse(rawBody, headers);
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch {
    throw new Problem(400, 'not-json', 'The message is proven, but is not JSON.', {
      hint: 'See that the endpoint at the provider sends JSON.',
    });
  }
}
