import { sleep, type IDataObject, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { PanelError } from '../../../panel';
import { DaemonError, type DaemonClient } from '../../shared';
import { idempotencyKey } from '../actions/idempotencyKey';
import { resolvePanel, whenThere } from '../transport';
import type { BusinessOperation } from './catalogue';
import { givenValues } from './given';
import { parseBusiness } from './parse';
import { withFile } from './report';
import { requestOf, type BusinessRequest } from './request';

/** Rows asked for at once. */
const pageSize = 500;
/** How long the daemon is asked to wait for what was begun to end, how long it is asked after that, and how often. Seconds. */
const patience = { call: 30, all: 90, between: 2 };

/** Carries a business operation out for one item. Parameters are checked before anything is sent. */
export async function runBusiness(
  context: IExecuteFunctions,
  connect: (itemIndex: number) => Promise<DaemonClient>,
  operation: BusinessOperation,
  itemIndex: number,
): Promise<INodeExecutionData[]> {
  const values = parseBusiness(operation, givenValues(context, operation, itemIndex), context.getTimezone());
  const client = await connect(itemIndex);
  await fillPanels(client, operation, values);
  const request = requestOf(operation, values);
  addKey(context, operation, itemIndex, request);
  if (operation.waits === true) request.query['wait'] = patience.call;

  const { answer } = operation;
  switch (answer.kind) {
    case 'rows': {
      const all = context.getNodeParameter('returnAll', itemIndex, false) === true;
      const limit = all ? Infinity : Math.max(1, Number(context.getNodeParameter('limit', itemIndex, 50)));
      return (await rowsOf(client, request, answer, limit)).map((row) => output(context, operation, itemIndex, row));
    }
    case 'deleted':
      await called(client, request);
      return [
        { json: { deleted: true, ...Object.fromEntries(answer.named.map((name) => [name, values[name] as string])) } },
      ];
    case 'report':
      return await withFile(context, client, request, answer.at, itemIndex);
    case 'one':
      return [output(context, operation, itemIndex, await answered(client, operation, request))];
  }
}

/** The only panel the daemon has, where none is given and one is needed. */
async function fillPanels(
  client: DaemonClient,
  { parameters }: BusinessOperation,
  values: Record<string, unknown>,
): Promise<void> {
  for (const [name, { sole }] of Object.entries(parameters)) {
    if (sole === true && values[name] === undefined) values[name] = await resolvePanel(client, '');
  }
}

function addKey(
  context: IExecuteFunctions,
  operation: BusinessOperation,
  itemIndex: number,
  { body }: BusinessRequest,
): void {
  if (operation.key !== undefined && body !== undefined) {
    body[operation.key] = idempotencyKey(context, operation, itemIndex);
  }
}

/** What the operation is answered with, in the end. */
async function answered(client: DaemonClient, operation: BusinessOperation, request: BusinessRequest): Promise<object> {
  const ask = async (): Promise<object> =>
    await called(client, request).catch((error: unknown) => {
      const failed = operation.tellsFailures === true ? failureIn(error) : undefined;
      return failed ?? Promise.reject(error);
    });
  let answer = await ask();
  if (operation.waits !== true) return answer;
  for (let waited = 0; isUnderWay(answer) && waited < patience.all; waited += patience.between) {
    await sleep(patience.between * 1000);
    answer = await ask();
  }
  return checkEnded(answer);
}

/** States of what has begun and not ended. */
const underWay: ReadonlySet<unknown> = new Set(['due', 'running']);

function isUnderWay(answer: object): boolean {
  return underWay.has((answer as { state?: unknown }).state);
}

/** @throws DaemonError for what has failed, or takes longer than anybody waits here */
function checkEnded(answer: object): object {
  const { state, message } = answer as { state?: unknown; message?: unknown };
  const said = typeof message === 'string' ? message : '';
  if (state === 'failed') {
    throw new DaemonError(
      said === '' ? 'It was begun, and failed.' : said,
      'failed',
      502,
      'Attention → Get Many tells what to do.',
      undefined,
    );
  }
  if (isUnderWay(answer)) {
    throw new DaemonError(
      `It is not done yet${said === '' ? '.' : `: ${said}`}`,
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
async function called(client: DaemonClient, { method, path, query, body }: BusinessRequest): Promise<object> {
  const request = {
    query,
    ...(body === undefined ? {} : { body }),
    timeoutSeconds: 30 + Number(query['wait'] ?? 0),
  };
  const answer = await whenThere(async () => await client.call(method, path, request));
  return answer.body as object;
}

async function rowsOf(
  client: DaemonClient,
  request: BusinessRequest,
  { at, paged, atMost }: Extract<BusinessOperation['answer'], { kind: 'rows' }>,
  limit: number,
): Promise<object[]> {
  const rows: object[] = [];
  let after: unknown;
  do {
    const query = { ...request.query };
    const size = paged === true ? pageSize : atMost;
    if (size !== undefined) query['limit'] = Math.min(size, limit - rows.length);
    if (typeof after === 'string' || typeof after === 'number') query['after'] = after;
    const answer = (await called(client, { ...request, query })) as Record<string, unknown>;
    if (!Array.isArray(answer[at])) {
      throw new PanelError('bad-answer', 'The sync daemon answered something unexpected.', {
        hint: 'Check that node package and daemon are of the same version.',
      });
    }
    rows.push(...(answer[at] as object[]));
    after = paged === true ? answer['next'] : null;
  } while (after !== null && after !== undefined && rows.length < limit);
  return rows.slice(0, limit);
}

function output(
  context: IExecuteFunctions,
  { simplified }: BusinessOperation,
  itemIndex: number,
  result: object,
): INodeExecutionData {
  const values = result as IDataObject;
  if (simplified === undefined || context.getNodeParameter('simplify', itemIndex, true) !== true)
    return { json: values };
  return { json: Object.fromEntries(simplified.map((name) => [name, values[name] ?? null])) };
}
