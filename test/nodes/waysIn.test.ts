import { CredentialTestContext } from 'n8n-core';
import type { ICredentialDataDecryptedObject, INodeCredentialTestResult } from 'n8n-workflow';
import { startDemoPanel, type DemoPanel, type LineRow } from '../../demo/panel';
import type { CredentialName } from '../../nodes/shared';
import { XtreamUi } from '../../nodes/XtreamUi/XtreamUi.node';
import { additionalData, runError, runNode, type RunOptions } from './engine';

/** Each kind of panel through the credential made for it: what its test says, and operations on a line. */

const tests = new XtreamUi().methods.credentialTest ?? {};
const day = 86_400;

let panel: DemoPanel;
let r22f: { url: string; apiKey: string };
let xcvm: { url: string; apiKey: string };
let reseller: { url: string; apiKey: string };
let player: { url: string };

beforeEach(async () => {
  panel = await startDemoPanel({ lines: 40 });
  r22f = await panel.open('r22f');
  xcvm = await panel.open('xcvm');
  reseller = await panel.open('reseller');
  player = await panel.open('player');
});
afterEach(() => panel.stop());

async function test(type: CredentialName, data: ICredentialDataDecryptedObject): Promise<INodeCredentialTestResult> {
  const context = new CredentialTestContext(additionalData({}, '1'));
  return (await tests[`${type}Test`]?.call(context, { id: '1', name: 'x', type, data }))!;
}

/** A line that nothing is wrong with. */
function goodLine(): LineRow & { username: string; password: string } {
  const row = panel.state.plainLines().find((each) => each.enabled === 1 && each.admin_enabled === 1);
  if (row === undefined) throw new Error('the seed has no enabled line');
  return Object.assign(row, { exp_date: Math.floor(Date.now() / 1000) + 30 * day }) as ReturnType<typeof goodLine>;
}

const stored = ({ id }: LineRow) => panel.state.lines.get(id);

describe('Xtream UI API', () => {
  it('tells which XC_VM 2.6 it is, and what its key may do', async () => {
    const result = await test('xtreamUiApi', { ...xcvm, panelVersion: 'xcvm' });
    expect(result).toMatchObject({ status: 'OK', message: expect.stringMatching(/This is XC_VM 2\.6/) as string });
  });

  it.each(['detect', 'xcvm'])('works on XC_VM 2.6 with the version %s', async (panelVersion) => {
    const row = goodLine();
    const [item] = await runNode({
      credentials: { xtreamUiApi: { ...xcvm, panelVersion } },
      parameters: {
        operation: 'update',
        line: { __rl: true, mode: 'id', value: String(row.id) },
        updateFields: { contact: 'c@example.com' },
      },
    });
    expect(item?.json).toMatchObject({ id: String(row.id), username: row.username });
    expect(stored(row)?.contact).toBe('c@example.com');
  });
});

describe('Xtream UI API, left to detect', () => {
  it.each([
    ['XUI.ONE', () => ({ url: panel.url, apiKey: panel.apiKey }), /^Connected as admin\. This is XUI\.ONE/],
    ['XC_VM 2.6', () => xcvm, /^Connected as admin\. This is XC_VM 2\.6/],
  ])('finds %s', async (_panel, access, message) => {
    const result = await test('xtreamUiApi', { ...access(), panelVersion: 'detect' });
    expect(result).toMatchObject({ status: 'OK', message: expect.stringMatching(message) as string });
  });

  it('sends R22F to the credential that is for it', async () => {
    const result = await test('xtreamUiApi', { url: new URL(r22f.url).origin, apiKey: r22f.apiKey });
    expect(result).toMatchObject({
      status: 'Error',
      message: expect.stringMatching(/R22F.*Choose a credential of the type Xtream UI R22F API/) as string,
    });
  });

  it('sends the key of a reseller to the credential that is for it', async () => {
    const result = await test('xtreamUiApi', reseller);
    expect(result).toMatchObject({ status: 'Error' });
    expect(result.message).toMatch(/belongs to a reseller.*Xtream UI Reseller API/);
  });

  it('sends the address of players to the credential that is for it', async () => {
    const result = await test('xtreamUiApi', { url: player.url, apiKey: panel.apiKey });
    expect(result.message).toMatch(/address that players use.*Choose a credential of the type Xtream UI Player API/);
  });

  it('asks once, not at each run', async () => {
    const run = () =>
      runNode({
        credentials: { xtreamUiApi: { url: panel.url, apiKey: panel.apiKey } },
        parameters: { operation: 'getMany', limit: 1 },
      });
    await run();
    const before = panel.requestCount;
    await run();
    expect(panel.requestCount - before).toBe(1);
  });
});

describe('Xtream UI R22F API', () => {
  const access = () => ({ url: r22f.url, apiPassword: r22f.apiKey });
  const run = (
    operation: string,
    row: { username: string; password: string },
    more: RunOptions['parameters'] = {},
  ) => ({
    credentials: { xtreamUiR22fApi: access() },
    parameters: { authentication: 'r22f', operation, lineUsername: row.username, linePassword: row.password, ...more },
  });

  it('tells what was found', async () => {
    expect(await test('xtreamUiR22fApi', access())).toEqual({
      status: 'OK',
      message: expect.stringMatching(/^Connected\. This is Xtream Codes v2 or Xtream UI R22F/) as string,
    });
  });

  it('needs no password where the panel has none', async () => {
    panel.state.settings.api_pass = '';
    expect(await test('xtreamUiR22fApi', { url: new URL(r22f.url).origin })).toMatchObject({ status: 'OK' });
  });

  it('tells a wrong password, without showing it', async () => {
    const result = await test('xtreamUiR22fApi', { ...access(), apiPassword: 'sesame-open' });
    expect(result).toMatchObject({ status: 'Error', message: expect.stringMatching(/API (key|password)/i) as string });
    expect(result.message).not.toContain('sesame-open');
  });

  it('reads, bans and extends a line by its username and password', async () => {
    const row = goodLine();
    const [found] = await runNode(run('get', row));
    expect(found?.json).toMatchObject({ username: row.username, status: 'active' });
    const [banned] = await runNode(run('ban', row));
    expect(banned?.json).toMatchObject({ username: row.username });
    expect(stored(row)?.admin_enabled).toBe(0);
    const until = Number(row.exp_date) + 10 * day;
    await runNode(run('extend', row, { extend: 'toDate', until: new Date(until * 1000).toISOString() }));
    expect(stored(row)).toMatchObject({ exp_date: until, admin_enabled: 0 });
  });

  it('says what is missing when the password comes out empty', async () => {
    const error = await runError(run('get', { username: goodLine().username, password: '={{ $json.none }}' }));
    expect(error.message).toMatch(/^Line is given without its password/);
    expect(error.description).toMatch(/username and password/);
  });
});

describe('Xtream UI Reseller API', () => {
  it('tells whose key it is', async () => {
    const result = await test('xtreamUiResellerApi', reseller);
    expect(result).toMatchObject({
      status: 'OK',
      message: expect.stringMatching(/^Connected as .*reseller/i) as string,
    });
  });

  it('switches a line of its own off, and nobody else’s', async () => {
    const owner = panel.state.users.all().find(({ api_key }) => api_key === reseller.apiKey);
    const lines = panel.state.plainLines().filter(({ enabled }) => enabled === 1);
    const disable = (row: LineRow | undefined): RunOptions => ({
      credentials: { xtreamUiResellerApi: reseller },
      parameters: {
        authentication: 'reseller',
        operation: 'disable',
        line: { __rl: true, mode: 'id', value: String(row?.id) },
      },
    });
    const own = lines.find(({ member_id }) => member_id === owner?.id);
    const [item] = await runNode(disable(own));
    expect(item?.json).toMatchObject({ id: String(own?.id), status: 'disabled' });
    const other = lines.find(({ member_id }) => member_id !== owner?.id);
    await runError(disable(other));
    expect(other?.enabled).toBe(1);
  });
});

describe('Xtream UI Player API', () => {
  it('tells what was found, and says that there is no key', async () => {
    const result = await test('xtreamUiPlayerApi', { url: player.url });
    expect(result.status).toBe('OK');
    expect(result.message).toMatch(/^Connected\. /);
  });

  it('checks a login', async () => {
    const row = goodLine();
    const [item] = await runNode({
      credentials: { xtreamUiPlayerApi: { url: new URL(player.url).origin } },
      parameters: { authentication: 'player', operation: 'checkLogin', username: row.username, password: row.password },
    });
    expect(item?.json).toMatchObject({ username: row.username });
  });
});
