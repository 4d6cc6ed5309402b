import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installTemplates, N8nApi, withWhatTheyNeed, findTemplates, type Template } from '../../daemon/templates';
import { typed, type Ended } from '../../daemon/cli/testing';
import { builtPackage, startN8n, type N8nProcess } from '../../n8n';

jest.setTimeout(180_000);

/** `templates install` against a real n8n, over its public API. */
let n8n: N8nProcess;
let folder: string;
let key: string;
let smtp: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'install-'));
  n8n = await startN8n({ userFolder: folder, packageTarballOrFolder: builtPackage() });
  await n8n.client.setupOwnerOrLogin({ email: 'owner@example.com', password: 'Demo-Pass-2026' });
  const scopes = await n8n.client.request<string[]>('GET', '/rest/api-keys/scopes');
  const made = await n8n.client.request<{ rawApiKey: string }>('POST', '/rest/api-keys', {
    ...{ label: 'templates', scopes, expiresAt: null },
  });
  key = made.rawApiKey;
  smtp = (await n8n.client.upsertCredential('Mail', 'smtp', { host: '127.0.0.1', port: 1 })).id;
}, 300_000);

afterAll(async () => {
  await n8n.stop();
  await rm(folder, { recursive: true, force: true });
});

const run = (...args: string[]): Promise<Ended> => typed(['templates', ...args, '--n8n', n8n.url, '--api-key', key]);
const api = (): N8nApi => new N8nApi(n8n.url, key);

it('installs a template with its error workflow, credentials and table, and says what is left to do', async () => {
  const { stdout } = await run('install', 'warn-before-expiry');
  const all = await n8n.client.workflows();
  const names = ['Tell the operator when a workflow fails', 'Warn customers before their IPTV line expires'];
  expect(all.map(({ name }) => name).sort()).toEqual(names);
  const [error, warn] = names.map((name) => all.find((each) => each.name === name));
  const installed = await n8n.client.workflow(warn?.id ?? '');
  expect(installed.settings).toMatchObject({ errorWorkflow: error?.id });
  const mail = installed.nodes.find(({ name }) => name === 'Reminder in English');
  expect(mail?.credentials).toEqual({ smtp: { id: smtp, name: 'Mail' } });
  expect((await api().tables()).map(({ name }) => name)).toContain('Lines without an address');
  expect(stdout).toContain('credential twilioApi: n8n has none');
  expect(stdout).toContain('still at its example: Settings: company');
  // A workflow without its credentials cannot run: it stays a draft.
  expect(installed.activeVersionId).toBeNull();
});

it('publishes once the credentials are there, and changes nothing else', async () => {
  await n8n.client.upsertCredential('Phone', 'twilioApi', { authType: 'authToken', accountSid: 'AC1', authToken: 'x' });
  await n8n.client.upsertCredential('Stripe', 'stripeApi', { secretKey: 'x' });
  await n8n.client.upsertCredential('Slack', 'slackApi', { accessToken: 'x' });
  await n8n.client.upsertCredential('Daemon', 'xtreamUiSyncApi', { url: 'http://127.0.0.1:1', accessToken: 'x' });
  await n8n.client.upsertCredential('Mail 2', 'smtp', { host: '127.0.0.1', port: 2 });
  const { stdout } = await run('install', 'warn-before-expiry');
  expect(stdout).toContain(`n8n has several: --credential smtp=<id>, one of`);
  const { stdout: again } = await run('install', 'warn-before-expiry', '--credential', `smtp=${smtp}`);
  // An id n8n gives to a node by itself is nobody's edit.
  expect(again).not.toContain('webhookId');
  const all = await n8n.client.workflows();
  expect(all).toHaveLength(2);
  expect(all.every(({ activeVersionId }) => activeVersionId !== null)).toBe(true);
});

describe('a newer version of a template', () => {
  const file = 'warn-before-expiry';
  const newer = (change: (template: Template) => void): Template[] => {
    const [template] = findTemplates([file]);
    if (!template) throw new Error(`There is no ${file}.`);
    change(template);
    return [template];
  };
  const there = async () => {
    const found = (await n8n.client.workflows()).find(({ name }) => name.startsWith('Warn customers'));
    return await n8n.client.workflow(found?.id ?? '');
  };
  const setting = async (name: string): Promise<unknown> => rows(await there()).find((row) => row.name === name)?.value;
  const rows = ({ nodes }: { nodes: Array<{ name: string; parameters: Record<string, unknown> }> }) => {
    const { assignments } = nodes.find((node) => node.name === 'Settings')?.parameters['assignments'] as {
      assignments: Array<{ name: string; value: unknown }>;
    };
    return assignments;
  };
  const set = (workflow: Parameters<typeof rows>[0], name: string, value: unknown): void => {
    for (const row of rows(workflow)) if (row.name === name) row.value = value;
  };
  const install = async (templates: Template[], prefer: 'ours' | 'theirs') => {
    const results = await installTemplates(api(), templates, {
      ...{ credentials: new Map([['smtp', smtp]]), prefer, publish: false },
    });
    return results.find(({ template }) => template === file);
  };

  it('is taken without losing what the operator changed', async () => {
    const edited = await there();
    set(edited, 'company', 'Nile TV');
    await n8n.client.importWorkflow(edited);
    const result = await install(
      newer(({ workflow }) => set(workflow, 'smsFromDaysLeft', 3)),
      'ours',
    );
    expect(result).toMatchObject({
      outcome: 'updated',
      changes: expect.arrayContaining([
        expect.objectContaining({ by: 'operator' }),
        expect.objectContaining({ by: 'template' }),
      ]),
    });
    expect([await setting('company'), await setting('smsFromDaysLeft')]).toEqual(['Nile TV', 3]);
  });

  it('leaves it to the operator where both changed the same', async () => {
    const both = newer(({ workflow }) => {
      set(workflow, 'smsFromDaysLeft', 3);
      set(workflow, 'company', 'Levant TV');
    });
    await install(both, 'ours');
    expect(await setting('company')).toBe('Nile TV');
  });
});

it('names the error workflow before what refers to it', () => {
  const ordered = withWhatTheyNeed(findTemplates(['warn-before-expiry'])).map(({ name }) => name);
  expect(ordered).toEqual(['tell-when-a-workflow-fails', 'warn-before-expiry']);
});
