import type { NodeJson, Template, WorkflowJson } from './library';
import type { Credential } from './n8n';

/** Credential types the nodes of templates take, in the order of preference. HTTP Request nodes name theirs in a parameter. */
const taken: Record<string, readonly string[]> = {
  'n8n-nodes-xtream-ui.xtreamUi': ['xtreamUiSyncApi'],
  'n8n-nodes-xtream-ui.xtreamUiTool': ['xtreamUiSyncApi'],
  'n8n-nodes-xtream-ui.xtreamUiTrigger': ['xtreamUiSyncApi'],
  'n8n-nodes-base.elasticsearch': ['elasticsearchApi'],
  'n8n-nodes-base.emailSend': ['smtp'],
  'n8n-nodes-base.googleSheets': ['googleSheetsOAuth2Api'],
  'n8n-nodes-base.hubspot': ['hubspotAppToken'],
  'n8n-nodes-base.hubspotTrigger': ['hubspotDeveloperApi'],
  'n8n-nodes-base.kafka': ['kafka'],
  'n8n-nodes-base.quickbooks': ['quickBooksOAuth2Api'],
  'n8n-nodes-base.rabbitmq': ['rabbitmq'],
  'n8n-nodes-base.salesforce': ['salesforceOAuth2Api'],
  'n8n-nodes-base.slack': ['slackApi'],
  'n8n-nodes-base.stripe': ['stripeApi'],
  'n8n-nodes-base.stripeTrigger': ['stripeApi'],
  'n8n-nodes-base.telegram': ['telegramApi'],
  'n8n-nodes-base.twilio': ['twilioApi'],
  'n8n-nodes-base.xero': ['xeroOAuth2Api'],
  'n8n-nodes-base.zohoCrm': ['zohoOAuth2Api'],
  '@n8n/n8n-nodes-langchain.lmChatOpenAi': ['openAiApi'],
};

function typesOf({ type, parameters }: NodeJson): readonly string[] {
  const named = [parameters['nodeCredentialType'], parameters['genericAuthType']].filter(
    (each) => typeof each === 'string',
  );
  return named.length > 0 ? named : (taken[type] ?? []);
}

/** Credential types a template needs. */
export function neededCredentials({ workflow }: Template): string[] {
  return [...new Set(workflow.nodes.flatMap((node) => typesOf(node)))].sort();
}

/**
 * The template as it goes into this n8n: with its credentials, and with n8n's ids of the workflows it refers to.
 * @param ids template's own id → n8n's id
 * @param credentials type → the one to use
 */
export function fitted(
  workflow: WorkflowJson,
  ids: ReadonlyMap<string, string>,
  credentials: ReadonlyMap<string, Credential>,
): WorkflowJson {
  const nodes = workflow.nodes.map((node) => {
    const found = typesOf(node).flatMap((type) => credentials.get(type) ?? []);
    const refs = Object.fromEntries(found.map(({ type, id, name }) => [type, { id, name }]));
    return { ...(renamed(node, ids) as NodeJson), ...(found.length > 0 ? { credentials: refs } : {}) };
  });
  return { ...workflow, nodes, settings: renamed(workflow.settings, ids) as Record<string, unknown> };
}

/** Every text that is a template's own id, replaced by n8n's. */
function renamed(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return ids.get(value) ?? value;
  if (Array.isArray(value)) return value.map((each) => renamed(each, ids));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, renamed(each, ids)]));
}

/** Data Tables a template makes for itself: name → columns. */
export function neededTables({ workflow }: Template): Map<string, string[]> {
  const tables = new Map<string, string[]>();
  for (const { type, parameters } of workflow.nodes) {
    if (
      type !== 'n8n-nodes-base.dataTable' ||
      parameters['resource'] !== 'table' ||
      parameters['operation'] !== 'create'
    )
      continue;
    const { tableName, columns } = parameters as { tableName: string; columns?: { column?: Array<{ name: string }> } };
    tables.set(
      tableName,
      (columns?.column ?? []).map(({ name }) => name),
    );
  }
  return tables;
}

const example = /example\.(com|org|net)|\+1500555|Cedar TV/;

/** What an operator is still to fill in: rows of Edit Fields nodes that hold the template's example, as `Settings: company`. */
export function stillExamples(template: WorkflowJson, there: WorkflowJson): string[] {
  return there.nodes.flatMap((node) => {
    const original = template.nodes.find(({ id }) => id === node.id);
    if (node.type !== 'n8n-nodes-base.set' || original === undefined) return [];
    const before = new Map(rowsOf(original).map(({ id, value }) => [id, value]));
    return rowsOf(node)
      .filter(({ id, value }) => typeof value === 'string' && example.test(value) && before.get(id) === value)
      .map(({ name }) => `${node.name}: ${name}`);
  });
}

function rowsOf({ parameters }: NodeJson): Array<{ id: string; name: string; value: unknown }> {
  const { assignments } = (parameters['assignments'] ?? {}) as {
    assignments?: Array<{ id: string; name: string; value: unknown }>;
  };
  return assignments ?? [];
}
