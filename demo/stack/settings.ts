import type { WorkflowJson } from '../../n8n';

/** A template with other values in some rows of its node **Settings**; rows it does not have are left out. */
export function withSettings(workflow: WorkflowJson, rows: Readonly<Record<string, unknown>>): WorkflowJson {
  return {
    ...workflow,
    nodes: workflow.nodes.map((node) => {
      if (node.name !== 'Settings') return node;
      const parameters = structuredClone(node.parameters) as {
        assignments: { assignments: Array<{ name: string; value: unknown }> };
      };
      for (const row of parameters.assignments.assignments) row.value = rows[row.name] ?? row.value;
      return { ...node, parameters };
    }),
  };
}
