/** One node of a template, before it has an id and a place. */
export interface Step {
  name: string;
  /** Full node type. */
  type: string;
  typeVersion: number;
  parameters: Record<string, unknown>;
  /** What stands beside the parameters: `onError`, `retryOnFail`, `webhookId`. */
  more: Record<string, unknown>;
  /** Of a trigger: the sample items pinned to it. */
  sample?: readonly Record<string, unknown>[];
}

/** Newest version of each node type in the pinned n8n; a test compares them with what n8n says. */
const versions = {
  'n8n-nodes-xtream-ui.xtreamUi': 1,
  'n8n-nodes-xtream-ui.xtreamUiTool': 1,
  'n8n-nodes-xtream-ui.xtreamUiTrigger': 1,
  'n8n-nodes-base.aggregate': 1,
  'n8n-nodes-base.code': 2,
  'n8n-nodes-base.compareDatasets': 2.3,
  'n8n-nodes-base.convertToFile': 1.1,
  'n8n-nodes-base.crypto': 2,
  'n8n-nodes-base.dataTable': 1.1,
  'n8n-nodes-base.dateTime': 2,
  'n8n-nodes-base.elasticsearch': 1,
  'n8n-nodes-base.emailSend': 2.1,
  'n8n-nodes-base.errorTrigger': 1,
  'n8n-nodes-base.executeWorkflow': 1.4,
  'n8n-nodes-base.executeWorkflowTrigger': 1.2,
  'n8n-nodes-base.executionData': 1.1,
  'n8n-nodes-base.filter': 2.3,
  'n8n-nodes-base.form': 2.5,
  'n8n-nodes-base.formTrigger': 2.6,
  'n8n-nodes-base.googleSheets': 4.7,
  'n8n-nodes-base.httpRequest': 4.5,
  'n8n-nodes-base.hubspot': 2.2,
  'n8n-nodes-base.hubspotTrigger': 1,
  'n8n-nodes-base.if': 2.3,
  'n8n-nodes-base.kafka': 2,
  'n8n-nodes-base.limit': 1,
  'n8n-nodes-base.manualTrigger': 1,
  'n8n-nodes-base.merge': 3.2,
  'n8n-nodes-base.noOp': 1,
  'n8n-nodes-base.quickbooks': 1,
  'n8n-nodes-base.rabbitmq': 1.2,
  'n8n-nodes-base.removeDuplicates': 2,
  'n8n-nodes-base.respondToWebhook': 1.5,
  'n8n-nodes-base.salesforce': 1.1,
  'n8n-nodes-base.scheduleTrigger': 1.4,
  'n8n-nodes-base.set': 3.5,
  'n8n-nodes-base.slack': 2.7,
  'n8n-nodes-base.sort': 1,
  'n8n-nodes-base.splitInBatches': 3,
  'n8n-nodes-base.splitOut': 1,
  'n8n-nodes-base.stopAndError': 1,
  'n8n-nodes-base.stripe': 1,
  'n8n-nodes-base.summarize': 1.1,
  'n8n-nodes-base.switch': 3.4,
  'n8n-nodes-base.twilio': 1,
  'n8n-nodes-base.wait': 1.1,
  'n8n-nodes-base.webhook': 2.1,
  'n8n-nodes-base.xero': 1,
  'n8n-nodes-base.zohoCrm': 1,
} as const;

export type StepType = keyof typeof versions;

/**
 * A node of any type.
 *
 * @param type full node type; one that is not in the list above gives its version in `more.typeVersion`
 * @throws Error when the version is not known
 */
export function step(
  type: StepType | (string & {}),
  name: string,
  parameters: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
): Step {
  const { typeVersion = (versions as Record<string, number>)[type], ...rest } = more;
  if (typeof typeVersion !== 'number') throw new Error(`The version of ${type} is not known. Add it to step.ts.`);
  return { name, type, typeVersion, parameters, more: rest };
}

/** What makes n8n try a node three times before it counts as failed. For what may be repeated without harm. */
export const tries = { retryOnFail: true, maxTries: 3, waitBetweenTries: 2000 } as const;

/** Outputs a node has before its error output. */
export function regularOutputs({ type, parameters }: Step): number {
  if (type === 'n8n-nodes-base.if' || type === 'n8n-nodes-base.splitInBatches') return 2;
  if (type === 'n8n-nodes-base.compareDatasets') return 4;
  if (type !== 'n8n-nodes-base.switch') return 1;
  const { rules, options } = parameters as { rules: { values: unknown[] }; options?: { fallbackOutput?: string } };
  return rules.values.length + (options?.fallbackOutput === 'extra' ? 1 : 0);
}
