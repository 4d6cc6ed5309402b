import { sleep } from 'n8n-workflow';
import { DaemonError, type DaemonClient } from '../../shared';
import { whenThere } from '../transport';
import type { BusinessOperation } from './catalogue';
import type { BusinessRequest } from './request';

/** Calls of the daemon, and the wait for what they begin. */

/** How long the daemon is asked to wait for what was begun to end, how long it is asked after that, and how often. Seconds. */
export const patience = { call: 30, all: 90, between: 2 };

/** What the operation is answered with, in the end. */
export async function answered(
  client: DaemonClient,
  operation: BusinessOperation,
  request: BusinessRequest,
): Promise<object> {
  const { waits, tellsFailures } = operation;
  let answer = await called(client, request).catch((error: unknown) => {
    const failed = tellsFailures === true ? failureIn(error) : undefined;
    return failed ?? Promise.reject(error);
  });
  if (waits === undefined) return answer;
  const again = waits.at === undefined ? request : progressOf(waits.at, answer);
  for (let waited = 0; isUnderWay(answer) && waited < patience.all; waited += patience.between) {
    await sleep(patience.between * 1000);
    answer = await called(client, again);
  }
  return checkEnded(answer);
}

function progressOf(at: string, answer: object): BusinessRequest {
  const { id } = answer as { id?: unknown };
  return { method: 'GET', path: at.replace('{id}', encodeURIComponent(String(id))), query: {}, body: undefined };
}

/** States of what has begun and not ended. */
const underWay: ReadonlySet<unknown> = new Set(['due', 'running']);

function isUnderWay(answer: object): boolean {
  return underWay.has((answer as { state?: unknown }).state);
}

/** @throws DaemonError for what has failed, or takes longer than anybody waits here */
function checkEnded(answer: object): object {
  const { state, message, problem } = answer as Record<string, unknown>;
  const said = [message, problem].find((text) => typeof text === 'string') as string | undefined;
  if (state === 'failed') {
    throw new DaemonError(
      said ?? 'It was begun, and failed.',
      'failed',
      502,
      'Attention → Get Many tells what to do.',
      undefined,
    );
  }
  if (isUnderWay(answer)) {
    throw new DaemonError(
      `It is not done yet${said === undefined ? '.' : `: ${said}`}`,
      'not-done',
      202,
      'The sync daemon goes on with it by itself. Run this again with the same idempotency key to get its result.',
      undefined,
    );
  }
  return answer;
}

/** A command that has failed, as one that is under way or done looks. */
function failureIn(error: unknown): object | undefined {
  if (!(error instanceof DaemonError) || error.more['state'] !== 'failed') return undefined;
  const { key, panel, operation, state, attempts } = error.more;
  const { code, message, hint = null } = error;
  return { key, panel, operation, state, result: null, error: { code, message, hint }, attempts };
}

/** One call. Sent again to a daemon that is being restarted: what is named by a key, and what says how things are to be, happens once all the same. */
export async function called(client: DaemonClient, { method, path, query, body }: BusinessRequest): Promise<object> {
  const request = {
    query,
    ...(body === undefined ? {} : { body }),
    timeoutSeconds: 30 + Number(query['wait'] ?? 0),
  };
  const answer = await whenThere(async () => await client.call(method, path, request));
  return answer.body as object;
}
