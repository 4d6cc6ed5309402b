import type { WorkflowJson, WorkflowNodeJson } from '../../n8n';
import { guarded } from './guard';
import { stableId } from './ids';
import { layOut, textHeight, type Section } from './layout';
import type { Link } from './links';
import { regularOutputs, type Step } from './step';

/** What an author writes of a template; the rest follows from it. */
export interface Template {
  /** Name of its file in workflows/ without `.json`. */
  file: string;
  /** n8n's id of the workflow: letters and digits, 21 at most. Never changed again: operators' error workflows and sub-workflows point to it. */
  id: string;
  /** Title: an action, sentence case. */
  name: string;
  /** The yellow note, 100 to 300 words in all. */
  overview: {
    /** What it is good for and for whom. */
    about: string;
    /** Numbered under "How it works". */
    how: readonly string[];
    /** A paragraph after them: what is repeated and what not. */
    note?: string;
    /** Numbered under "Setup"; the error workflow and publishing are added. */
    setup: readonly string[];
  };
  /** Bands of sections; see layout.ts. */
  canvas: ReadonlyArray<readonly Section[]>;
  links: ReadonlyArray<readonly Link[]>;
  /** Id of the workflow n8n starts when a run fails; null: it is one itself. @default Tell the operator when a workflow fails */
  errorWorkflow?: string | null;
  /** Added to the workflow's settings, e.g. `timezone`. */
  settings?: Record<string, unknown>;
}

const overviewWidth = 496;

/** The workflow as it is shipped: the same text whenever it is built. @throws Error when the pieces do not fit together */
export function build(template: Template): WorkflowJson {
  const { file, id, name, errorWorkflow = 'xtreamTellFailure' } = template;
  const { canvas, links, lenient } = guarded(template.canvas, template.links.flat());
  const { steps, notes } = layOut(canvas);
  const known = new Set(steps.map(({ step }) => step));
  const strangers = links.flatMap(({ from, to }) => [from, to]).filter((step) => !known.has(step));
  if (strangers.length > 0)
    throw new Error(`${file}: linked but in no section: ${strangers.map((step) => step.name).join(', ')}.`);
  const caught = new Set(links.filter(({ output }) => output === 'error').map(({ from }) => from));

  const sticky = (title: string, content: string, position: [number, number], size: object): WorkflowNodeJson => ({
    parameters: { content, ...size },
    id: stableId(file, title),
    name: title,
    type: 'n8n-nodes-base.stickyNote',
    typeVersion: 1,
    position,
  });
  const text = overviewText(template);
  const overview = sticky('Overview', text, [-overviewWidth - 32, 0], {
    ...{ height: textHeight(text, overviewWidth), width: overviewWidth, color: 1 },
  });
  const nodes = [
    overview,
    ...notes.map(({ title, content, position, width, height }) =>
      sticky(`Section: ${title}`, content, position, { height, width, color: 7 }),
    ),
    ...steps.map(({ step, position }) => ({
      parameters: withIds(step.parameters, [file, step.name]) as Record<string, unknown>,
      id: stableId(file, step.name),
      name: step.name,
      type: step.type,
      typeVersion: step.typeVersion,
      position,
      ...(needsWebhookId(step) ? { webhookId: stableId(file, step.name, 'webhook') } : {}),
      ...step.more,
      ...(caught.has(step) ? { onError: 'continueErrorOutput' } : {}),
      ...(lenient.has(step) ? { onError: 'continueRegularOutput' } : {}),
    })),
  ];
  return {
    id,
    name,
    active: false,
    nodes,
    connections: connectionsOf(links),
    settings: {
      executionOrder: 'v1',
      ...(errorWorkflow === null ? {} : { errorWorkflow }),
      callerPolicy: 'workflowsFromSameOwner',
      ...template.settings,
    },
    pinData: Object.fromEntries(
      steps.flatMap(({ step }) => (step.sample ? [[step.name, step.sample.map((json) => ({ json }))]] : [])),
    ),
    meta: { templateCredsSetupCompleted: true },
  };
}

/** As it lies in workflows/. */
export function asText(workflow: WorkflowJson): string {
  return `${JSON.stringify(workflow, null, 2)}\n`;
}

function overviewText({ name, overview: { about, how, note, setup }, errorWorkflow }: Template): string {
  const numbered = (lines: readonly string[]): string => lines.map((line, i) => `${String(i + 1)}. ${line}`).join('\n');
  const last = [
    ...(errorWorkflow === null
      ? []
      : [
          "Publish *Tell the operator when a workflow fails* and choose it in this workflow's settings as its error workflow.",
        ]),
    'Publish this workflow.',
  ];
  return [
    `## ${name}`,
    about,
    `### How it works\n${numbered(how)}`,
    ...(note === undefined ? [] : [note]),
    `### Setup\n${numbered([...setup, ...last])}`,
  ].join('\n\n');
}

const webhookTypes = /\.(webhook|formTrigger|form|wait|chatTrigger|hubspotTrigger|stripeTrigger)$/;

/** n8n reaches these nodes by an address of their own. */
function needsWebhookId({ type, parameters }: Step): boolean {
  return webhookTypes.test(type) || parameters['operation'] === 'sendAndWait';
}

/** n8n wants an id on each assignment, condition and rule: whatever has `id: ''` gets one from its place. */
function withIds(value: unknown, path: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((each, index) => withIds(each, [...path, String(index)]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key === 'id' && each === '' ? stableId(...path) : withIds(each, [...path, key]),
    ]),
  );
}

type Connections = Record<string, Record<string, Array<Array<{ node: string; type: string; index: number }>>>>;

function connectionsOf(links: readonly Link[]): Connections {
  const connections: Connections = {};
  for (const { from, output, kind, to, input } of links) {
    const outputs = ((connections[from.name] ??= {})[kind] ??= []);
    const index = output === 'error' ? regularOutputs(from) : output;
    while (outputs.length <= index) outputs.push([]);
    outputs[index]?.push({ node: to.name, type: kind, index: input });
  }
  return connections;
}
