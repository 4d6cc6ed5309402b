import type { CredentialRef } from './client';

/** One node of a workflow file, as n8n exports it; only the fields used here are named. */
export interface WorkflowNodeJson {
  id: string;
  name: string;
  /** Full node type, e.g. `n8n-nodes-base.hubspot`. */
  type: string;
  typeVersion: number;
  position: [number, number];
  parameters: Record<string, unknown>;
  webhookId?: string;
  /** Credential type → reference. */
  credentials?: Record<string, { id: string; name: string }>;
  [field: string]: unknown;
}

/** A workflow as n8n exports it. With `id` (21 characters at most) an import keeps it, so references between workflows hold. */
export interface WorkflowJson {
  id?: string;
  name: string;
  nodes: WorkflowNodeJson[];
  connections: Record<string, unknown>;
  settings?: Record<string, unknown>;
  meta?: Record<string, unknown>;
  pinData?: Record<string, unknown>;
  [field: string]: unknown;
}

/**
 * Fills in the credentials of a template, which by n8n's rules for templates carries none.
 *
 * @param credentials node type → the credentials nodes of that type get. A node's own `credentials` entry is replaced. Under `*`: those for nodes that
 * name a credential type in a parameter, as HTTP Request does.
 * @returns a copy; the template is left as it is.
 */
export function attachCredentials(workflow: WorkflowJson, credentials: Record<string, CredentialRef[]>): WorkflowJson {
  const nodes = workflow.nodes.map((node) => {
    const { nodeCredentialType, genericAuthType } = node.parameters;
    const named = (credentials['*'] ?? []).filter(
      ({ type }) => type === nodeCredentialType || type === genericAuthType,
    );
    const refs = [...(credentials[node.type] ?? []), ...named];
    if (refs.length === 0) return node;
    return { ...node, credentials: Object.fromEntries(refs.map(({ type, id, name }) => [type, { id, name }])) };
  });
  return { ...workflow, nodes };
}
