import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, type WorkflowJson, type WorkflowNodeJson } from '../../n8n';

/** A template as it lies in `workflows/`. */
export interface Template {
  /** Name of its file without `.json`. */
  file: string;
  /** The file as text. */
  text: string;
  workflow: WorkflowJson & { id: string; active: boolean; settings: Record<string, unknown> };
}

/** `node → kind → outputs → targets`, as n8n keeps connections; kinds other than `main` join models and tools to AI agents. */
export type Connections = Record<
  string,
  Partial<Record<string, Array<Array<{ node: string; type: string; index: number }>>>>
>;

/** File of the error workflow of all others. */
export const errorWorkflow = 'tell-when-a-workflow-fails';

export const stickyType = 'n8n-nodes-base.stickyNote';

export function templates(): Template[] {
  const folder = join(projectRoot(), 'workflows');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      return { file: file.replace(/\.json$/, ''), text, workflow: JSON.parse(text) as Template['workflow'] };
    });
}

/** @throws Error when there is none by this name */
export function template(file: string): Template['workflow'] {
  const found = templates().find((candidate) => candidate.file === file);
  if (!found) throw new Error(`There is no workflows/${file}.json.`);
  return found.workflow;
}

export function stickies({ nodes }: WorkflowJson): WorkflowNodeJson[] {
  return nodes.filter(({ type }) => type === stickyType);
}

/** Everything but the sticky notes. */
export function steps({ nodes }: WorkflowJson): WorkflowNodeJson[] {
  return nodes.filter(({ type }) => type !== stickyType);
}

export function connectionsOf({ connections }: WorkflowJson): Connections {
  return connections as Connections;
}

/** Whether n8n starts runs at this node. */
export function isTrigger({ type }: WorkflowNodeJson): boolean {
  return /trigger$/i.test(type);
}
