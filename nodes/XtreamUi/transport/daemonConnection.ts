import { sleep } from 'n8n-workflow';
import { PanelError } from '../../../panel';
import { DaemonError, type DaemonClient } from '../../shared';
import type { Connection, LinePage } from './connection';

/** How long the daemon is asked to wait for a command, and how long a node asks after one that takes longer. Seconds. */
const patience = { call: 30, all: 120 };
/** Between two questions after a command. Milliseconds. */
const askEvery = 2_000;
/** Pauses before a daemon that did not answer is called again. Milliseconds. */
const resendAfter = [1_000, 2_000, 4_000];
const pickerPage = 100;

interface Command {
  key: string;
  state: string;
  result: object | null;
  /** Why it failed, or what holds it up. */
  error: { code: string; message: string; hint?: string; field?: string } | null;
}

/**
 * Through the daemon. Writes are commands: the daemon carries each key out once in effect, whatever is repeated.
 * @param panelName empty: the only panel the daemon has
 */
export function daemonConnection(client: DaemonClient, panelName: string): Connection {
  let resolved: Promise<string> | undefined;
  const panel = async (): Promise<string> => await (resolved ??= resolvePanel(client, panelName));

  const query = async (operation: string, values: object, limit?: number): Promise<Record<string, unknown>> => {
    const body = { panel: await panel(), operation, parameters: values, ...(limit === undefined ? {} : { limit }) };
    return (await client.call('POST', '/v1/queries', { body, timeoutSeconds: 120 })).body as Record<string, unknown>;
  };

  return {
    readOne: async (operation, values) => objectIn((await query(operation.id, values))['result']),

    async readMany(operation, values, limit) {
      const { results } = await query(operation.id, values, limit ?? undefined);
      if (!Array.isArray(results)) throw unexpected();
      return results as object[];
    },

    async write(operation, values, { idempotencyKey }) {
      const body = { key: idempotencyKey, panel: await panel(), operation: operation.id, parameters: values };
      return objectIn((await finished(client, await sent(client, body))).result);
    },

    async searchLines(text, page) {
      const path = `/v1/panels/${encodeURIComponent(await panel())}/lines`;
      const { body } = await client.call('GET', path, { query: { search: text, after: page, limit: pickerPage } });
      const { lines, next } = body as { lines?: LinePage['lines']; next?: string | null };
      return { lines: lines ?? [], next: next ?? undefined };
    },
  };
}

/** The panel to ask when the node names none: the only one. @throws PanelError `invalid-parameter` when there is none or more than one */
/** @param name empty: the only panel the daemon has. @throws PanelError `invalid-parameter` when it has several, or none */
export async function resolvePanel(client: DaemonClient, name: string): Promise<string> {
  if (name !== '') return name;
  const names = (await listPanels(client)).map(({ panel }) => panel);
  if (names.length === 1 && names[0] !== undefined) return names[0];
  throw names.length === 0
    ? new PanelError('invalid-parameter', 'The sync daemon has no panel.', { hint: 'Add one to its configuration.' })
    : new PanelError('invalid-parameter', `Panel is missing, and the sync daemon has several: ${names.join(', ')}`, {
        hint: 'Choose the panel to work on.',
      });
}

/** @returns the daemon's panels and their state, e.g. `ready` */
export async function listPanels(client: DaemonClient): Promise<Array<{ panel: string; state: string }>> {
  const { body } = await client.call('GET', '/v1/panels');
  return (body as { panels?: Array<{ panel: string; state: string }> }).panels ?? [];
}

async function sent(client: DaemonClient, body: object): Promise<Command> {
  const request = { body, query: { wait: patience.call }, timeoutSeconds: patience.call + 30 };
  return (await whenThere(async () => await client.call('POST', '/v1/commands', request))).body as Command;
}

/** Calls again, after growing pauses, while the daemon is being restarted or cannot be reached: for calls that may come twice. */
export async function whenThere<T>(call: () => Promise<T>): Promise<T> {
  for (const pause of [...resendAfter, undefined]) {
    try {
      return await call();
    } catch (error) {
      if (!isAway(error) || pause === undefined) return await Promise.reject(error);
      await sleep(pause);
    }
  }
  throw unexpected();
}

/** Asks after the command until it is confirmed. It goes on in the daemon whether or not someone asks. */
async function finished(client: DaemonClient, command: Command): Promise<Command> {
  let current = command;
  for (let waited = 0; current.state !== 'confirmed'; waited += askEvery) {
    if (current.state === 'failed') throw failure(current);
    if (waited >= (patience.all - patience.call) * 1000) {
      throw new DaemonError(
        `The command ${current.key} is not done yet${current.error === null ? '.' : `: ${current.error.message}`}`,
        'not-done',
        202,
        'The sync daemon goes on with it by itself. Run this again with the same idempotency key to get its result.',
        undefined,
      );
    }
    await sleep(askEvery);
    current = (await client.call('GET', `/v1/commands/${encodeURIComponent(command.key)}`)).body as Command;
  }
  return current;
}

function failure({ key, error }: Command): Error {
  const message = error?.message ?? `The command ${key} was not carried out.`;
  return new DaemonError(message, error?.code ?? 'failed', 502, error?.hint, error?.field);
}

/** The daemon is being restarted, or cannot be reached. */
function isAway(error: unknown): boolean {
  if (error instanceof DaemonError) return error.code === 'stopping';
  return error instanceof PanelError && (error.code === 'unreachable' || error.code === 'timeout');
}

function objectIn(value: unknown): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unexpected();
  return value;
}

function unexpected(): PanelError {
  return new PanelError('bad-answer', 'The sync daemon answered something unexpected.', {
    hint: 'Check that node package and daemon are of the same version.',
  });
}
