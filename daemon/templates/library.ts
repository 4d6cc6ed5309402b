import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface NodeJson {
  id: string;
  name: string;
  type: string;
  typeVersion: number;
  parameters: Record<string, unknown>;
  credentials?: Record<string, { id: string; name: string }>;
  [field: string]: unknown;
}

export interface WorkflowJson {
  id: string;
  name: string;
  nodes: NodeJson[];
  connections: Record<string, unknown>;
  settings: Record<string, unknown>;
  pinData?: Record<string, unknown>;
  [field: string]: unknown;
}

export interface Template {
  /** What it is called on the command line: its file without `.json`. */
  name: string;
  workflow: WorkflowJson;
}

/** Beside the code, both in the repository and in the package. */
const folder = join(__dirname, '..', '..', 'workflows');

/** Every template there is, by name. */
export function readTemplates(): Template[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({
      name: file.replace(/\.json$/, ''),
      workflow: JSON.parse(readFileSync(join(folder, file), 'utf8')) as WorkflowJson,
    }));
}

/** The templates by these names, all when none is named. @throws Error naming the one there is not */
export function findTemplates(names: readonly string[]): Template[] {
  const all = readTemplates();
  const unknown = names.find((name) => !all.some((template) => template.name === name));
  if (unknown !== undefined)
    throw new Error(`There is no template "${unknown}". "templates list" shows what there is.`);
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}

/** The chosen ones and the error workflows and sub-workflows they refer to; what is referred to comes first, as n8n wants it published before. */
export function withWhatTheyNeed(chosen: readonly Template[]): Template[] {
  const all = readTemplates().map((template) => chosen.find(({ name }) => name === template.name) ?? template);
  const ordered: Template[] = [];
  const add = (template: Template): void => {
    if (ordered.includes(template)) return;
    const text = JSON.stringify([template.workflow.settings, template.workflow.nodes]);
    for (const other of all) {
      if (other !== template && text.includes(`"${other.workflow.id}"`)) add(other);
    }
    ordered.push(template);
  };
  for (const template of chosen) add(template);
  return ordered;
}
