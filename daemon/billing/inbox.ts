import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from 'pino';
import type { Clock } from '../clock';
import { Problem } from '../problem';
import type { Sealer } from '../secrets';
import type { Store } from '../store';
import type { FactSink } from './fact';
import { read, type Message } from './message';
import { listMessages, type MessageQuery, type MessageView } from './messages';
import { MappingError, type Http } from './providers';
import { register, registrationOf, type Registered } from './registrations';
import { renormalise, type Renormalised } from './renormalise';
import { Source, type InboxSource } from './source';
import { columnsOf, failureOf, messagesWait, type Understood } from './understood';

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

  /** @throws Problem 404 `unknown-source` */
  source(name: string): Source {
    const source = this.find(name);
    if (source) return source;
    throw new Problem(404, 'unknown-source', 'There is no inbox source by this name.');
  }

  find(name: string): Source | undefined {
    return this.sources.get(name);
  }

  /** All of them, each with its provider's API where it has a key. */
  all(): Source[] {
    return [...this.sources.values()];
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

  /** The messages, newest first, and how they stand. */
  messages(query: MessageQuery): Promise<{ messages: MessageView[]; next: number | null }> {
    return listMessages(this.options, query);
  }

  /** @see renormalise @throws Problem 404 `unknown-source`, 422 `invalid-mapping` */
  renormalise(source: string, options: { after: number; dryRun: boolean }): Promise<Renormalised> {
    return renormalise(this.options, this.source(source), options);
  }

  /** @see register @throws Problem 404 `unknown-source`, 409 `no-api`, 502 `provider-refused`, 503 `provider-unreachable` */
  register(source: string, url: string): Promise<Registered> {
    return register(this.options, this.source(source), url);
  }

  private async take(name: string, rawBody: Buffer, headers: IncomingHttpHeaders): Promise<boolean> {
    const source = this.source(name);
    const message = await this.prove(source, rawBody, headers);
    const { store, sink, sealer } = this.options;
    const understood = await this.understand(source, message);
    const prepared = 'facts' in understood ? await sink.prepare?.(understood.facts) : undefined;
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
          ...columnsOf(sealer, understood, message.received),
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (stored.numInsertedOrUpdatedRows !== 1n) return false;
      if ('facts' in understood) await sink.takeIn(trx, afterCommit, understood.facts, prepared);
      else if ('problem' in understood) {
        await sink.failed?.(trx, afterCommit, failureOf(source, message, understood.problem));
      } else await store.signal(trx, afterCommit, messagesWait);
      return true;
    });
    const { state } = columnsOf(sealer, understood, message.received);
    this.log.info({ source: name, id: message.id, type: message.type, duplicate: !isNew, state }, 'webhook taken in');
    if (isNew && 'problem' in understood)
      this.log.error({ source: name, problem: understood.problem }, 'webhook not understood');
    return isNew;
  }

  /** A mapping that fails loses nothing: the message is kept, and can be normalised when the mapping is mended. */
  private async understand(source: Source, message: Message): Promise<Understood> {
    if (source.missing(message.content) !== null) return { waits: true };
    try {
      return { facts: await source.understand(message) };
    } catch (error) {
      if (!(error instanceof MappingError)) throw error;
      return { problem: error.message };
    }
  }

  private async prove(source: Source, rawBody: Buffer, headers: IncomingHttpHeaders): Promise<Message> {
    const { provider, options } = source;
    const registration = await registrationOf(this.options, source.name);
    const { toleranceSeconds } = options;
    const secrets = [...options.secrets, ...(registration?.secret === undefined ? [] : [registration.secret])];
    const settings = { webhookId: registration?.webhookId, url: registration?.url, ...options.settings };
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
