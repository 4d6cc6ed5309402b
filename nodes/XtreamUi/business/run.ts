import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { PanelError } from '../../../panel';
import { DaemonError, type DaemonClient } from '../../shared';
import { dueActionKey, idempotencyKey, ownIdempotencyKey } from '../actions/idempotencyKey';
import { resolvePanel, whenThere } from '../transport';
import type { BusinessOperation } from './catalogue';
import { givenValues } from './given';
import { parseBusiness } from './parse';
import { withFile } from './report';
import { requestOf, type BusinessRequest } from './request';

/** Rows asked for at once. */
const pageSize = 500;
/** How long the daemon is asked to wait for what was begun to end. Seconds. */
const patience = 30;

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
  if (operation.waits === true) request.query['wait'] = patience;

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
  if (operation.key === undefined || body === undefined) return;
  switch (operation.key) {
    case 'made':
      body['key'] = idempotencyKey(context, operation, itemIndex);
      return;
    case 'id':
      body['id'] = idempotencyKey(context, operation, itemIndex);
      return;
    case 'action': {
      const key = ownIdempotencyKey(context, itemIndex) ?? dueActionKey(context, itemIndex, body['action']);
      if (key !== undefined) body['key'] = key;
    }
  }
}

/** What the operation is answered with. */
async function answered(client: DaemonClient, operation: BusinessOperation, request: BusinessRequest): Promise<object> {
  return await called(client, request).catch((error: unknown) => {
    const failed = operation.tellsFailures === true ? failureIn(error) : undefined;
    return failed ?? Promise.reject(error);
  });
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
