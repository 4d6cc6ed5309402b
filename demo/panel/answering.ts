import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeJson, type PhpRequest } from '../php';
import { halve, nginxPage, truncate, type Fault, type Faults } from './faults';
import type { Requests } from './requests';

/** What every API of a panel does with a call: it is written down, meets the fault that is set, and is answered as PHP behind nginx does. */

/** One call, ready to be carried out. */
export interface ApiCall {
  /** As faults and the list of requests name it. */
  action: string;
  /** A write is carried out only without a fault, late, or without an answer. */
  isRead: boolean;
  /** The offset a list was asked for. */
  start: number;
  /** Carries it out. @param change what a fault does to the answer before it is encoded */
  run: (change?: (answer: unknown) => unknown) => string | Promise<string>;
  /** The HTTP status of what `run` answers, once it has. @default 200 */
  status?: () => number;
  /** The answer to a key the panel does not know. */
  wrongKey: string;
  /** The beginning of an answer to a write. */
  cutShort: string;
}

interface Answer {
  status: number;
  body: string;
}

const DEFAULT_SLOW_MS = 1000;

/** Answers one call; under some faults there is no answer and the connection hangs or breaks. */
export async function answerCall(
  { requests, faults, clock }: { requests: Requests; faults: Faults; clock: () => number },
  { method, query, form }: PhpRequest,
  response: ServerResponse,
  call: ApiCall,
): Promise<void> {
  const { action } = call;
  const fault = faults.take(action);
  const fields = { at: clock(), method, action, query, form, status: null, fault: fault?.kind ?? null };
  const received = requests.add(fields);
  if (fault?.kind === 'slow') await delay(fault.delayMs ?? DEFAULT_SLOW_MS);
  const answer = await (fault ? underFault(fault, call) : carriedOut(call));
  if (answer === 'hang') return;
  if (answer === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  received.status = answer.status;
  // As the panel's clock has it, like everything else it tells.
  response.setHeader('date', new Date(clock()).toUTCString());
  send(response, answer);
}

async function carriedOut({ run, status }: ApiCall): Promise<Answer> {
  const body = await run();
  return { status: status?.() ?? 200, body };
}

async function underFault(fault: Fault, call: ApiCall): Promise<Answer | 'hang' | 'reset'> {
  const { isRead, start, run, wrongKey, cutShort } = call;
  switch (fault.kind) {
    case 'empty-body':
      return { status: 200, body: '' };
    case 'null':
      return { status: 200, body: 'null' };
    case 'html':
      return { status: 200, body: nginxPage('502 Bad Gateway') };
    case 'result-false':
      return { status: 200, body: encodeJson({ result: false }) };
    case 'refused':
      return { status: 200, body: encodeJson({ status: 'STATUS_FAILURE' }) };
    case 'truncated-json':
      return { status: 200, body: isRead ? truncate(await run()) : cutShort };
    case 'half-pages':
      return { status: 200, body: await run((answer) => halve(answer, start)) };
    case 'http-500':
      return { status: 500, body: nginxPage('500 Internal Server Error') };
    case 'http-503':
      return { status: 503, body: nginxPage('503 Service Temporarily Unavailable') };
    case 'hang':
    case 'reset':
      return fault.kind;
    case 'apply-then-reset':
      await run();
      return 'reset';
    case 'wrong-key':
      return { status: 200, body: wrongKey };
    case 'slow':
      return carriedOut(call);
  }
}

export function send(response: ServerResponse, { status, body }: Answer): void {
  response
    .writeHead(status, {
      server: 'nginx',
      // Not application/json, although it is.
      'content-type': 'text/html; charset=UTF-8',
      'set-cookie': `PHPSESSID=${randomBytes(13).toString('hex')}; path=/`,
      'content-length': Buffer.byteLength(body),
    })
    .end(body);
}
