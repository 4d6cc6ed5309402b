import { access, constants, mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { Inbox, billingMigrations } from './billing';
import { systemClock, type Clock } from './clock';
import { Commands, commandMigrations, Queries } from './commands';
import type { Config } from './config';
import { AllDuties } from './duties';
import { EventLog, eventMigrations } from './events';
import { Feeds, feedMigrations } from './feeds';
import { createServer } from './http';
import { lockFolder } from './lock';
import { panelWebhookMigrations, PanelWebhooks } from './panel-webhooks';
import { Sealer, secretFromFile } from './secrets';
import { isStoreFault, Store } from './store';
import { LineSnapshot, Reminders, syncMigrations, WatchedPanels, type PanelOptions } from './sync';
import { version } from './version';

/** The daemon could not start: why, and what to do. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

export interface Daemon {
  /** Where its API listens, e.g. `http://127.0.0.1:8090`. */
  readonly url: string;
  /** Ends waiting requests, lets what is under way come to a safe place, closes the store. */
  stop(): Promise<void>;
}

function panelOptions(config: Config): PanelOptions[] {
  return config.panels.map((panel) => ({
    ...panel,
    timeZone: panel.timeZone ?? config.timeZone,
    poll: 'cron' in panel.poll ? { cron: panel.poll.cron } : { everySeconds: panel.poll.every },
    timeoutSeconds: panel.timeout,
  }));
}

async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'EEXIST' || code === 'ENOTDIR') {
      throw new StartError(
        `The data folder ${folder} cannot be written: it is a file, or lies in one. Name another folder under "data".`,
      );
    }
    throw new StartError(
      `The data folder ${folder} cannot be written (${code}). Give the daemon’s user the right to write it, or name another folder under "data".`,
    );
  }
}

function cannotBeOpened(folder: string, cause: unknown): StartError {
  const fix = isStoreFault(cause)
    ? 'Look for a full disk, or for missing rights on the folder.'
    : 'Restore it from a backup, or move it away to begin anew.';
  return new StartError(`The data in ${folder} cannot be opened: ${(cause as Error).message}. ${fix}`, { cause });
}

function lock(folder: string): (() => void) | null {
  try {
    return lockFolder(join(folder, 'daemon.lock'));
  } catch (error) {
    throw cannotBeOpened(folder, error);
  }
}

/**
 * Starts everything, or nothing.
 * @throws StartError
 */
export async function startDaemon(config: Config, logger: Logger, clock: Clock = systemClock): Promise<Daemon> {
  await prepareFolder(config.data);
  const unlock = lock(config.data);
  if (!unlock) {
    throw new StartError(`Another daemon works on ${config.data}. Stop it, or give this one a data folder of its own.`);
  }
  let store: Store;
  let sealer: Sealer;
  try {
    sealer = new Sealer(config.secretKey ?? (await secretFromFile(join(config.data, 'secret.key'))));
    store = await Store.open({
      file: join(config.data, 'state.db'),
      migrations: [
        ...eventMigrations,
        ...syncMigrations,
        ...feedMigrations,
        ...commandMigrations,
        ...billingMigrations,
        ...panelWebhookMigrations,
      ],
    });
  } catch (error) {
    unlock();
    throw cannotBeOpened(config.data, error);
  }
  const log = new EventLog(store);
  const snapshot = new LineSnapshot({ store, log, sealer, clock, thresholds: config.expiring.days });
  const panels = new WatchedPanels(panelOptions(config), { store, log, snapshot, clock, logger });
  const commands = new Commands({ store, log, sealer, panels, snapshot, clock, logger });
  const queries = new Queries({ panels, clock });
  const sources = config.inbox.map(({ tolerance, ...source }) => ({ ...source, toleranceSeconds: tolerance }));
  const inbox = new Inbox({ store, log, sealer, sources, clock, logger });
  const panelWebhooks = new PanelWebhooks({
    store,
    log,
    sealer,
    panels,
    reminders: new Reminders({ store, log, clock }),
    secrets: new Map(
      config.panels.flatMap(({ name, webhookSecret }) => (webhookSecret === undefined ? [] : [[name, webhookSecret]])),
    ),
    clock,
    logger,
  });
  const duties = new AllDuties(logger);
  const feeds = new Feeds({ store, log, clock, logger });
  const server = createServer({
    token: config.api.token,
    feeds,
    log,
    commands,
    queries,
    inbox,
    panelWebhooks,
    panels,
    store,
    logger,
    clock,
    version,
  });
  try {
    await server.listen({ host: config.api.host, port: config.api.port });
  } catch (error) {
    await store.close();
    unlock();
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    const place = `${config.api.host}:${String(config.api.port)}`;
    throw new StartError(
      code === 'EADDRINUSE'
        ? `Something else listens on ${place}. Stop it, or choose another port under "api".`
        : `The API cannot listen on ${place} (${code}). Choose another host or port under "api".`,
    );
  }
  // First what was sent and not confirmed: a pass before it would take our own change for one made by hand.
  await commands.start();
  panels.start();
  duties.start();
  const { port } = server.server.address() as AddressInfo;
  const url = `http://${config.api.host}:${String(port)}`;
  logger.info({ url, panels: config.panels.map((panel) => panel.name), version }, 'The daemon is ready');

  let stopped: Promise<void> | undefined;
  return {
    url,
    stop() {
      stopped ??= (async () => {
        logger.info('The daemon is stopping');
        await server.close();
        await commands.stop();
        await duties.stop();
        await panels.stop();
        await store.close();
        unlock();
        logger.info('The daemon has stopped');
      })();
      return stopped;
    },
  };
}
