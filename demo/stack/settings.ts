import type { WorkflowJson } from '../../n8n';

/** Puts other values into some rows of a template's node **Settings**; rows it does not have are left out. */
export function withSettings(rows: Readonly<Record<string, unknown>>): (template: WorkflowJson) => WorkflowJson {
  return (template) => ({
    ...template,
    nodes: template.nodes.map((node) => {
      if (node.name !== 'Settings') return node;
      const parameters = structuredClone(node.parameters) as {
        assignments: { assignments: Array<{ name: string; value: unknown }> };
      };
      for (const row of parameters.assignments.assignments) row.value = rows[row.name] ?? row.value;
      return { ...node, parameters };
    }),
  });
}
