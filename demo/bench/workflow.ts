import type { WorkflowJson, WorkflowNodeJson } from '../../n8n';

/** Columns of get_lines that a change of the line shows in; those that change by watching are left out. */
const compared = [
  'id',
  'username',
  'password',
  'member_id',
  'exp_date',
  'admin_enabled',
  'enabled',
  'max_connections',
  'is_trial',
  'is_restreamer',
  'admin_notes',
  'reseller_notes',
];

/**
 * All lines in one request, one item a line, without those seen before, and the ids of those that are left as the answer. A webhook stands for the
 * schedule.
 *
 * @param historySize of Remove Duplicates. @default the node's own, 10 000
 */
export function workflowOf(name: string, linesUrl: string, historySize?: number): WorkflowJson {
  const nodes = [
    node('Webhook', 'webhook', 2.1, { path: name, responseMode: 'lastNode' }),
    // Panels call their JSON text/html.
    node('Get lines', 'httpRequest', 4.2, {
      url: linesUrl,
      options: { response: { response: { responseFormat: 'json' } } },
    }),
    node('Split Out', 'splitOut', 1, { fieldToSplitOut: 'data' }),
    node('Remove Duplicates', 'removeDuplicates', 2, {
      operation: 'removeItemsSeenInPreviousExecutions',
      logic: 'removeItemsWithAlreadySeenKeyValues',
      dedupeValue: `={{ [${compared.map((column) => `$json.${column}`).join(', ')}].join('|') }}`,
      options: historySize === undefined ? {} : { historySize },
    }),
    node('Changed lines', 'aggregate', 1, { fieldsToAggregate: { fieldToAggregate: [{ fieldToAggregate: 'id' }] } }),
  ].map((made, index) => ({
    ...made,
    id: `${name}-${String(index)}`,
    position: [index * 220, 0] as [number, number],
  }));
  const links = nodes.slice(1).map((to, index) => [nodes[index]?.name, { main: [[link(to.name)]] }]);
  // What it was told each time need not be kept: a hundred thousand items an execution.
  const settings = { executionOrder: 'v1', saveDataSuccessExecution: 'none', saveExecutionProgress: false };
  return { name, nodes, connections: Object.fromEntries(links) as Record<string, unknown>, settings };
}

function node(
  name: string,
  type: string,
  typeVersion: number,
  parameters: Record<string, unknown>,
): Pick<WorkflowNodeJson, 'name' | 'type' | 'typeVersion' | 'parameters' | 'webhookId'> {
  return {
    name,
    type: `n8n-nodes-base.${type}`,
    typeVersion,
    parameters,
    ...(type === 'webhook' ? { webhookId: String(parameters.path) } : {}),
  };
}

function link(node: string): object {
  return { node, type: 'main', index: 0 };
}
