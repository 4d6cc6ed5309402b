import { fitted, neededCredentials, neededTables, stillExamples } from './fit';
import { withWhatTheyNeed, type Template, type WorkflowJson } from './library';
import { merge, same, type Change, type Preference } from './merge';
import { N8nApiProblem, type Credential, type N8nApi } from './n8n';

export interface InstallOptions {
  /** Credential type → id, where n8n has several of a type. */
  credentials: ReadonlyMap<string, string>;
  /** What is right where template and operator changed the same. @default 'ours': the operator's edits are kept */
  prefer?: Preference;
  /** Looks only. */
  dryRun?: boolean;
  publish?: boolean;
  /** Asked before a workflow that is there is changed; not asked when nothing of the template changed. @returns whether to, and whose conflicts win */
  confirm?: (template: Template, changes: readonly Change[]) => Promise<Preference | null>;
}

/** What came of one template. */
export interface Installed {
  template: string;
  /** n8n's id; null when it would be new and nothing was written. */
  id: string | null;
  outcome: 'installed' | 'updated' | 'unchanged' | 'kept';
  /** Since it was installed, by the operator and by the template. */
  changes: Change[];
  /** Credential types that nobody chose: there is none in n8n, or several. */
  credentials: Array<{ type: string; found: Credential[] }>;
  /** Data Tables that were made. */
  tables: string[];
  /** Rows that still hold the template's examples, as `Settings: company`. */
  fillIn: string[];
  published: boolean;
  /** Why it was not published. */
  problem: string | null;
}

/** Where n8n keeps what was installed: the template as it was, to tell its changes from the operator's. */
const ledger = { name: 'Xtream UI templates', columns: ['template', 'workflow', 'installed'] } as const;

interface Known {
  workflow: string;
  installed: WorkflowJson;
}

/**
 * Brings templates and what they refer to into n8n, or brings those that are there up to date: the operator's edits stay unless told otherwise.
 * @throws N8nApiProblem when n8n refuses
 */
export async function installTemplates(
  n8n: N8nApi,
  chosen: readonly Template[],
  options: InstallOptions,
): Promise<Installed[]> {
  const { dryRun = false } = options;
  const templates = withWhatTheyNeed(chosen);
  const credentials = await n8n.credentials();
  const tables = await n8n.tables();
  const there = new Set((await n8n.workflows()).map(({ id }) => id));
  const book =
    tables.find(({ name }) => name === ledger.name) ??
    (dryRun ? undefined : await n8n.createTable(ledger.name, ledger.columns));
  const known = new Map<string, Known>();
  for (const row of book ? await n8n.rows(book.id) : []) {
    const { template, workflow, installed } = row as Record<'template' | 'workflow' | 'installed', string>;
    if (there.has(workflow)) known.set(template, { workflow, installed: JSON.parse(installed) as WorkflowJson });
  }
  const ids = new Map([...known].map(([own, { workflow }]) => [own, workflow]));
  const results: Installed[] = [];
  for (const template of templates) {
    const { workflow } = template;
    const { using, open } = choose(neededCredentials(template), credentials, options.credentials);
    const made: string[] = [];
    for (const [name, columns] of neededTables(template)) {
      if (tables.some((table) => table.name === name)) continue;
      if (!dryRun) tables.push(await n8n.createTable(name, columns));
      made.push(name);
    }
    const wanted = fitted(workflow, ids, using);
    const before = known.get(workflow.id);
    const result: Installed = {
      ...{
        template: template.name,
        id: before?.workflow ?? null,
        outcome: 'unchanged',
        changes: [],
        credentials: open,
      },
      ...{ tables: made, fillIn: [], published: false, problem: null },
    };
    results.push(result);
    if (before === undefined) {
      result.outcome = 'installed';
      if (!dryRun) {
        result.id = await n8n.createWorkflow(wanted);
        ids.set(workflow.id, result.id);
      }
      result.fillIn = stillExamples(workflow, wanted);
    } else {
      await update(n8n, template, { wanted, before, result, options });
    }
    if (dryRun || result.id === null || book === undefined) continue;
    if (result.outcome !== 'kept')
      await n8n.upsertRow(book.id, 'template', {
        template: workflow.id,
        workflow: result.id,
        installed: JSON.stringify(wanted),
      });
    if (options.publish !== false && open.length === 0) await publish(n8n, result);
  }
  return results;
}

interface Update {
  wanted: WorkflowJson;
  before: Known;
  result: Installed;
  options: InstallOptions;
}

async function update(n8n: N8nApi, template: Template, { wanted, before, result, options }: Update): Promise<void> {
  const current = await n8n.workflow(before.workflow);
  const [base, ours, theirs] = [compared(before.installed), compared(current), compared(wanted)];
  let merged = merge(base, ours, theirs, options.prefer ?? 'ours');
  result.changes = merged.changes.filter((change) => !byN8n(change));
  result.fillIn = stillExamples(template.workflow, current);
  const theirsChanged = merged.changes.some(({ by }) => by !== 'operator');
  if (!theirsChanged) return;
  const preference = options.confirm ? await options.confirm(template, result.changes) : (options.prefer ?? 'ours');
  if (preference === null) {
    result.outcome = 'kept';
    return;
  }
  merged = merge(base, ours, theirs, preference);
  result.outcome = same(merged.value, ours) ? 'unchanged' : 'updated';
  if (options.dryRun !== true && result.outcome === 'updated')
    await n8n.updateWorkflow(before.workflow, { ...current, ...merged.value });
  result.fillIn = stillExamples(template.workflow, { ...current, ...merged.value });
}

type Compared = Pick<WorkflowJson, 'name' | 'nodes' | 'connections' | 'settings'>;

/** What a template and an operator decide on. Credentials are the operator's alone once they are there. */
function compared({ name, nodes, connections, settings }: WorkflowJson): Compared {
  return { name, nodes, connections, settings };
}

/** Settings and webhook ids that n8n adds to every workflow it keeps. */
function byN8n({ path, by, installed }: Change): boolean {
  const added = path.startsWith('settings › ') || path.endsWith(' › webhookId');
  return by === 'operator' && added && installed === undefined;
}

async function publish(n8n: N8nApi, result: Installed): Promise<void> {
  try {
    await n8n.publish(result.id ?? '');
    result.published = true;
  } catch (error) {
    if (!(error instanceof N8nApiProblem)) throw error;
    result.problem = error.message;
  }
}

/** The credential of each type: the one that was named, else the only one there is. */
function choose(
  types: readonly string[],
  all: readonly Credential[],
  named: ReadonlyMap<string, string>,
): { using: Map<string, Credential>; open: Installed['credentials'] } {
  const using = new Map<string, Credential>();
  const open: Installed['credentials'] = [];
  for (const type of types) {
    const found = all.filter((credential) => credential.type === type);
    const wanted = named.get(type);
    const one =
      wanted === undefined ? (found.length === 1 ? found[0] : undefined) : found.find(({ id }) => id === wanted);
    if (one) using.set(type, one);
    else open.push({ type, found });
  }
  return { using, open };
}
