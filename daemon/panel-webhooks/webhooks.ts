import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { instantFromUnix, PanelError, type Instant, type LineSummary } from '../../panel';
import type { Clock } from '../clock';
import type { EventLog } from '../events';
import { Problem } from '../problem';
import type { Sealer } from '../secrets';
import type { Store } from '../store';
import type { PanelReminder, Panels, Reminders } from '../sync';
import type { Things } from '../watch';
import { alertEvents } from './alerts';
import { readMessage, type PanelMessage } from './message';
import { verifySignature } from './signature';

export interface PanelWebhookOptions {
  store: Store;
  log: EventLog;
  sealer: Sealer;
  panels: Pick<Panels, 'get'>;
  reminders: Reminders;
  things: Things;
  /** By the panel's name. A panel without one takes nothing. */
  secrets: ReadonlyMap<string, string>;
  clock: Clock;
  logger: Logger;
}

/** Lines asked of a panel side by side, while it waits ten seconds for our answer. */
const readAtOnce = 4;

/**
 * Takes in what XC_VM 2.6 posts of itself: verified from the raw bytes before anything parses them, once each, and with the events that follow in
 * the same transaction. When `receive` resolves, all of it is on disk. The panel sends everything once, whatever it is answered.
 */
export class PanelWebhooks {
  private readonly logger: Logger;

  constructor(private readonly options: PanelWebhookOptions) {
    this.logger = options.logger.child({ part: 'panel-webhooks' });
  }

  /**
   * @param rawBody as received
   * @param signature the header X-XCVM-Signature
   * @returns whether the message was here before; then nothing was changed
   * @throws Problem 404 `unknown-webhook`, 400 `bad-signature`, `not-json`, `malformed`
   */
  async receive(panel: string, rawBody: Buffer, signature: string | undefined): Promise<{ duplicate: boolean }> {
    try {
      const secret = this.options.secrets.get(panel);
      // The same for a panel there is not: callers without a secret learn no names.
      if (secret === undefined) {
        throw new Problem(404, 'unknown-webhook', 'No panel by this name takes webhooks.', {
          hint: 'Set webhookSecret for the panel in the daemon’s configuration, to what the webhook channel in the panel has.',
        });
      }
      verifySignature(rawBody, signature, secret);
      return { duplicate: !(await this.take(panel, rawBody)) };
    } catch (error) {
      if (error instanceof Problem) {
        this.logger.warn({ panel, code: error.code, problem: error.message }, 'A panel’s webhook was refused');
      }
      throw error;
    }
  }

  /** @returns whether it was new */
  private async take(panel: string, rawBody: Buffer): Promise<boolean> {
    const { store, sealer, clock } = this.options;
    const { event, message } = readMessage(rawBody);
    const read = message === null ? new Map<string, LineSummary>() : await this.readUnknown(panel, message);
    const isNew = await store.write(async (trx, afterCommit) => {
      const stored = await trx
        .insertInto('panel_webhooks')
        .values({
          panel,
          body_hash: createHash('sha256').update(rawBody).digest('hex'),
          event,
          body: sealer.seal(rawBody.toString('latin1')),
          received_at: new Date(clock.now()).toISOString(),
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (stored.numInsertedOrUpdatedRows !== 1n) return false;
      if (message?.event === 'alert') {
        const { log, things } = this.options;
        await log.append(trx, afterCommit, await alertEvents(trx, things, panel, message));
      } else if (message?.event === 'lines.expiring') {
        const { time, reminders } = remindersOf(message);
        await this.options.reminders.tell(trx, afterCommit, panel, { reminders, read, time });
      }
      return true;
    });
    const state = message?.event === 'alert' ? message.state : undefined;
    this.logger.info(
      { panel, event, state, known: message !== null, duplicate: !isNew },
      'A panel’s webhook was taken in',
    );
    return isNew;
  }

  /** The lines it tells of that the snapshot does not have as it tells: those of devices, and those that changed since the last pass. */
  private async readUnknown(panel: string, message: PanelMessage): Promise<Map<string, LineSummary>> {
    const found = new Map<string, LineSummary>();
    if (message.event !== 'lines.expiring') return found;
    const ids = await this.options.reminders.unknown(panel, remindersOf(message).reminders);
    const adapter = await this.options.panels.get(panel).open();
    const readNext = async (): Promise<void> => {
      for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
        try {
          found.set(id, await adapter.getLine(id));
        } catch (error) {
          if (!(error instanceof PanelError)) throw error;
          this.logger.warn(
            { panel, line: id, code: error.code },
            'A line the panel reminds of cannot be read; it is left out',
          );
        }
      }
    };
    await Promise.all(Array.from({ length: readAtOnce }, readNext));
    return found;
  }
}

function remindersOf(message: Extract<PanelMessage, { event: 'lines.expiring' }>): {
  time: Instant;
  reminders: PanelReminder[];
} {
  return {
    time: instantFromUnix(message.time),
    reminders: message.lines.map(({ id, exp_date, days }) => ({ lineId: String(id), expiresAt: exp_date, days })),
  };
}
