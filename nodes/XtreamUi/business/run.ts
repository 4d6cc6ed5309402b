import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { PanelError } from '../../../panel';
import type { DaemonClient } from '../../shared';
import { idempotencyKey } from '../actions/idempotencyKey';
import { resolvePanel } from '../transport';
import { answered, called, patience } from './calls';
import type { BusinessOperation } from './catalogue';
import { givenValues } from './given';
import { parseBusiness } from './parse';
import { withFile } from './report';
import { requestOf, type BusinessRequest } from './request';

/** Rows asked for at once. */
const pageSize = 500;

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
  if (operation.waits !== undefined) request.query['wait'] = patience.call;

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
