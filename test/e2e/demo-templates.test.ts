import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack, type Stack } from '../../demo/stack';

jest.setTimeout(300_000);

/** What `npm start` does with the templates. */
let folder: string;
let stack: Stack;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-templates-'));
  stack = await startStack({ folder });
}, 600_000);

afterAll(async () => {
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
});

it('a template without its broker ended the demo: it stays a draft, and all others are switched on', async () => {
  const templates = await stack.importTemplates();
  const drafts = templates.filter(({ activeVersionId }) => activeVersionId === null);
  expect(drafts.map(({ name }) => name).sort()).toEqual([
    'Send panel events to Kafka',
    'Send panel events to RabbitMQ',
  ]);
  expect(templates.length).toBeGreaterThan(drafts.length);
});
