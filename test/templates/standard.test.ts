import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { projectRoot, type WorkflowNodeJson } from '../../n8n';
import { contains, overlap, overlapping, stepBox, stickyBox, stickyTextBox } from '../../scripts/templates/canvas';
import { connectionsOf, isTrigger, steps, stickies, templates } from './templates';

/** n8n's standard for templates, checked without n8n. */

const all = templates();
const content = ({ parameters }: WorkflowNodeJson): string => parameters['content'] as string;
const words = (text: string): number => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** All texts anywhere in a value. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function isJavaScript(code: string): boolean {
  try {
    return new Script(`(${code}\n)`) instanceof Script;
  } catch {
    return false;
  }
}

it('there are templates, with ids of their own', () => {
  expect(all.length).toBeGreaterThan(0);
  expect(new Set(all.map(({ workflow }) => workflow.id)).size).toBe(all.length);
});

describe.each(all)('$file', ({ file, text, workflow }) => {
  const nodes = steps(workflow);
  const notes = stickies(workflow);
  const connections = connectionsOf(workflow);

  it('keeps its id through an import and comes switched off', () => {
    expect(workflow.id).toMatch(/^[A-Za-z0-9]{1,21}$/);
    expect(workflow).toMatchObject({ active: false, settings: { executionOrder: 'v1' } });
  });

  it('has a title in sentence case', () => {
    const own = new Set([
      ...[
        'IPTV',
        'KPI',
        'SLA',
        'GDPR',
        'SMS',
        'AI',
        'CRM',
        'Xtream',
        'UI',
        'Stripe',
        'HubSpot',
        'Salesforce',
        'Zoho',
        'Twilio',
      ],
      ...['Slack', 'Google', 'Sheets', 'QuickBooks', 'Xero', 'RabbitMQ', 'Kafka', 'Elasticsearch', 'OpenAI'],
    ]);
    const [first = '', ...rest] = workflow.name.split(' ');
    expect(first).toMatch(/^[A-Z][a-z]+$/);
    expect(rest.filter((word) => /[A-Z]/.test(word) && !own.has(word))).toEqual([]);
    expect(workflow.name).toMatch(/^[\p{L}\p{N} ,-]+$/u);
  });

  it('gives every node a unique id and name', () => {
    for (const { id } of workflow.nodes) expect(id).toMatch(uuid);
    expect(new Set(workflow.nodes.map(({ id }) => id)).size).toBe(workflow.nodes.length);
    expect(new Set(workflow.nodes.map(({ name }) => name)).size).toBe(workflow.nodes.length);
  });

  it('carries no credentials and no secrets', () => {
    expect(workflow.nodes.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
    expect(text).not.toMatch(/\b(sk|rk|pk)_(live|test)_|whsec_|pat-|xox[bp]-|\bAC[0-9a-f]{32}\b|bearer /i);
    expect(JSON.stringify(workflow.pinData)).not.toMatch(/"(password|apiKey|token|accessToken|secret)"/i);
  });

  it('brings a sample for each trigger and nothing else', () => {
    expect(Object.keys(workflow.pinData ?? {}).sort()).toEqual(
      nodes
        .filter(isTrigger)
        .map(({ name }) => name)
        .sort(),
    );
  });

  it('names an error workflow that is a template, unless it is one itself', () => {
    const isErrorWorkflow = nodes.some(({ type }) => type === 'n8n-nodes-base.errorTrigger');
    const named = all.find((other) => other.workflow.id === workflow.settings['errorWorkflow']);
    if (isErrorWorkflow) expect(workflow.settings['errorWorkflow']).toBeUndefined();
    else expect(named?.workflow.nodes.some(({ type }) => type === 'n8n-nodes-base.errorTrigger')).toBe(true);
  });

  it('connects every node, and only nodes there are', () => {
    const names = new Set(nodes.map(({ name }) => name));
    const targets = Object.values(connections)
      .flatMap((kinds) => Object.values(kinds))
      .flatMap((outputs) => outputs?.flat() ?? [])
      .map(({ node }) => node);
    expect([...Object.keys(connections), ...targets].filter((name) => !names.has(name))).toEqual([]);
    // A model or a tool is not led to: it leads to the agent that uses it.
    const aids = Object.keys(connections).filter((name) => connections[name]?.main === undefined);
    const reached = new Set([...targets, ...aids]);
    expect(nodes.filter((node) => !isTrigger(node) && !reached.has(node.name)).map(({ name }) => name)).toEqual([]);
  });

  it('leads both ways of every question, every error output and every switch somewhere', () => {
    const led = (name: string): number => (connections[name]?.main ?? []).filter((to) => to.length > 0).length;
    for (const { name, type, parameters } of nodes) {
      if (type === 'n8n-nodes-base.if') expect([name, led(name)]).toEqual([name, 2]);
      if (type === 'n8n-nodes-base.switch') {
        const { values } = parameters['rules'] as { values: unknown[] };
        expect([name, led(name)]).toEqual([name, values.length + 1]);
      }
    }
    const deaf = nodes
      .filter(({ onError }) => onError === 'continueErrorOutput')
      .filter(({ name }) => (connections[name]?.main?.[1] ?? []).length === 0);
    expect(deaf.map(({ name }) => name)).toEqual([]);
  });

  it('refers in its expressions only to nodes there are', () => {
    const names = new Set(nodes.map(({ name }) => name));
    const referred = [...JSON.stringify(nodes).matchAll(/\$\('([^']+)'\)/g)].map(([, name = '']) => name);
    expect(referred.filter((name) => !names.has(name))).toEqual([]);
  });

  it('makes a Data Table before it reads it, whatever began the run', () => {
    const kept = new Map(nodes.filter(({ type }) => type.endsWith('.dataTable')).map((node) => [node.name, node]));
    const early = new Set<string>();
    const walk = (name: string, made: boolean, been: ReadonlySet<string>): void => {
      if (been.has(name)) return;
      const makes = kept.get(name)?.parameters['operation'] === 'create';
      if (kept.has(name) && !makes && !made) early.add(name);
      const next = (connections[name]?.['main'] ?? []).flat().map(({ node }) => node);
      for (const to of next) walk(to, made || makes, new Set([...been, name]));
    };
    for (const node of nodes.filter(isTrigger)) walk(node.name, false, new Set());
    expect([...early]).toEqual([]);
  });

  // n8n makes an empty item at the regular output of such a node also when it failed: "there is none" beside "it could not be asked".
  it('never goes on after a failure as if there were nothing', () => {
    const both = nodes.filter((node) => node['onError'] === 'continueErrorOutput' && node['alwaysOutputData'] === true);
    expect(both.map(({ name }) => name)).toEqual([]);
  });

  // n8n finds out only when the node runs, and then goes on as if it had worked where the node has an error output.
  it('writes expressions that are JavaScript', () => {
    const wrong = nodes
      .flatMap(({ parameters }) => textsIn(parameters).filter((text) => text.startsWith('=')))
      .flatMap((text) => [...text.matchAll(/\{\{([\s\S]*?)\}\}/g)].map(([, code = '']) => code))
      .filter((code) => !isJavaScript(code));
    expect(wrong).toEqual([]);
  });

  it('explains itself on one yellow note in the top left corner', () => {
    const yellow = notes.filter(({ parameters }) => parameters['color'] === 1);
    expect(yellow).toHaveLength(1);
    const [overview] = yellow as [WorkflowNodeJson];
    expect(content(overview)).toContain('### How it works');
    expect(content(overview)).toContain('### Setup');
    expect(words(content(overview))).toBeGreaterThanOrEqual(100);
    expect(words(content(overview))).toBeLessThanOrEqual(300);
    for (const { position } of workflow.nodes) {
      expect(position[0]).toBeGreaterThanOrEqual(overview.position[0]);
      expect(position[1]).toBeGreaterThanOrEqual(overview.position[1]);
    }
  });

  it('groups its nodes on white notes of few words', () => {
    const white = notes.filter(({ parameters }) => parameters['color'] === 7);
    expect(white).toHaveLength(notes.length - 1);
    for (const note of white) expect(words(content(note))).toBeLessThan(50);
    for (const node of nodes) {
      const around = white.filter((note) => contains(stickyBox(note), stepBox(node)));
      expect([node.name, around.length]).toEqual([node.name, 1]);
    }
  });

  it('lets nothing overlap', () => {
    expect(overlapping(nodes.map((node) => ({ name: node.name, box: stepBox(node) })))).toEqual([]);
    expect(overlapping(notes.map((note) => ({ name: note.name, box: stickyBox(note) })))).toEqual([]);
    for (const note of notes) {
      expect(stickyBox(note).bottom).toBeGreaterThanOrEqual(stickyTextBox(note).bottom);
      const covering = nodes.filter((node) => overlap(stickyTextBox(note), stepBox(node)));
      expect(covering.map(({ name }) => `${name} on ${note.name}`)).toEqual([]);
    }
  });

  it('has a page with a picture', () => {
    const page = join(projectRoot(), 'docs', 'templates', `${file}.md`);
    const picture = `../images/template-${file}.png`;
    expect(readFileSync(page, 'utf8')).toContain(`](${picture})`);
    for (const heading of ['Who it is for', 'How it works', 'Set up', 'Requirements', 'Customise']) {
      expect(readFileSync(page, 'utf8')).toContain(`## ${heading}`);
    }
    const image = join(page, '..', picture);
    expect(existsSync(image) && statSync(image).size).toBeLessThanOrEqual(300 * 1024);
  });
});
