import { startDemoPanel, type DemoPanel, type LineRow } from '../../demo/panel';
import { R22fAdapter, type LineKey, type NewLine } from '../index';
import { everythingOf, httpTransport, refusal, ScriptedTransport } from '../testing';

/** R22F's api.php over HTTP: what is sent, what is believed, and what is refused before anything is sent. */

const now = Date.parse('2026-11-22T12:00:00Z');
const expiry = { text: '2027-01-01T00:00:00Z', seconds: 1_798_761_600 };
const alice: LineKey = { id: '1', username: 'alice', password: 'kept-secret' };

let demo: DemoPanel;
let adapter: R22fAdapter;

beforeEach(async () => {
  demo = await startDemoPanel({
    dialect: 'r22f',
    clock: () => now,
    seed: {
      lines: [
        {
          username: 'alice',
          password: 'kept-secret',
          exp_date: expiry.seconds,
          bouquet: '[2,1]',
          allowed_outputs: '[1,2]',
          admin_notes: 'VIP',
        },
        { username: 'bob', password: 'bobs-secret', exp_date: null, allowed_outputs: '[]' },
      ],
      bouquets: [{ bouquet_name: 'Basic' }, { bouquet_name: 'Sports' }],
    },
  });
  adapter = new R22fAdapter(httpTransport(demo));
});
afterEach(() => demo.stop());

const row = (id: number): LineRow => demo.state.lines.get(id)!;
const newLine: NewLine = {
  username: 'carol',
  password: 'carols-secret',
  expiresAt: expiry.text,
  bouquetIds: ['1', '2'],
};
const edits = () => demo.requests.filter(({ action }) => action === 'user/edit');

/** An adapter to which everything is answered with this. */
const answered = (body: string) => new R22fAdapter(new ScriptedTransport(() => body));

describe('identify', () => {
  it('proves address, key and dialect by one call, without an account', async () => {
    expect(await adapter.identify()).toMatchObject({ dialect: 'r22f', userId: null, username: null, credits: null });
    expect(demo.requestCount).toBe(1);
  });

  it.each([
    ['{"result":false,"0":"KEY WRONG"}', 'wrong-key', 'api_pass'],
    ['{"result":false,"0":"IP FORBIDDEN"}', 'forbidden-ip', 'api_ips'],
    ['<html>', 'not-a-panel', '25461'],
    ['{"result":true,"user_info":{}}', 'not-a-panel', 'another kind'],
    ['{"status":"STATUS_FAILURE","error":"Invalid API key."}', 'wrong-key', ''],
    ['', 'bad-answer', ''],
    ['{"result":false}', 'bad-answer', ''],
  ])('is told of %s in words that fit', async (body, code, hint) => {
    const error = await refusal(() => answered(body).identify());
    expect(error.code).toBe(code);
    expect(error.hint).toContain(hint);
  });
});

describe('getLine and findLine', () => {
  it('tell a line as every dialect does', async () => {
    expect(await adapter.getLine(alice)).toMatchObject({
      id: '1',
      ownerId: '1',
      expiresAt: expiry.text,
      enabled: true,
      banned: false,
      bouquetIds: ['1', '2'],
      outputs: ['hls', 'mpegts'],
      activeConnections: 0,
      packageId: null,
      contact: null,
      createdAt: '2026-11-22T12:00:00Z',
    });
    expect(await adapter.findLine('bob', 'bobs-secret')).toMatchObject({ id: '2', expiresAt: null, outputs: [] });
  });

  it('find nothing under another password, or in other letters where the panel takes those for the same', async () => {
    expect(await adapter.findLine('alice', 'guess')).toBeNull();
    demo.state.settings.case_sensitive_line = 0;
    expect(await adapter.findLine('Alice', 'kept-secret')).toBeNull();
  });

  it('are asked nothing that the panel cannot answer', async () => {
    expect(await refusal(() => adapter.getLine('1'))).toMatchObject({ code: 'invalid-parameter', field: 'line' });
    expect(await refusal(() => adapter.findLine('alice'))).toMatchObject({ field: 'password' });
    expect(await refusal(() => adapter.findLine('alice', 'back\\slash'))).toMatchObject({ field: 'password' });
    expect(await adapter.findLine('alice', '0')).toBeNull();
    expect(demo.requestCount).toBe(0);
  });

  it('do not take another line that has the name and password now', async () => {
    expect((await refusal(() => adapter.getLine({ ...alice, id: '7' }))).code).toBe('conflict');
    const error = await refusal(() => adapter.getLine({ ...alice, password: 'guess-it' }));
    expect(error.code).toBe('not-found');
    expect(everythingOf(error)).not.toContain('guess-it');
  });

  it.each(['{"result":true,"user_info":[]}', '{"result":true}', '[]', '{"result":true,"user_info":{"id":"1"}}'])(
    'do not believe %s',
    async (body) =>
      expect((await refusal(() => answered(body).findLine('alice', 'kept-secret'))).code).toBe('bad-answer'),
  );
});

describe('createLine', () => {
  it('makes a line with what was asked for, in unix seconds and JSON, and reads it back', async () => {
    const made = await adapter.createLine({ ...newLine, maxConnections: 2, trial: true, allowedIps: ['192.0.2.1'] });
    expect(made).toMatchObject({ id: '3', username: 'carol', expiresAt: expiry.text, bouquetIds: ['1', '2'] });
    expect(row(3)).toMatchObject({
      exp_date: expiry.seconds,
      bouquet: '[1,2]',
      max_connections: 2,
      is_trial: 1,
      allowed_ips: '["192.0.2.1"]',
    });
  });

  it('sends no expiry for a line that never expires', async () => {
    expect(await adapter.createLine({ ...newLine, expiresAt: null })).toMatchObject({ expiresAt: null });
    expect(row(3).exp_date).toBeNull();
  });

  it('is refused for a username and password that are taken, and cannot see a username that is', async () => {
    await adapter.createLine(newLine);
    expect(await refusal(() => adapter.createLine(newLine))).toMatchObject({ code: 'exists', field: 'username' });
    expect(await adapter.createLine({ ...newLine, password: 'another' })).toMatchObject({ id: '4', username: 'carol' });
  });

  it.each([
    [{ outputs: ['hls'] }, 'outputs'],
    [{ packageId: '1' }, 'packageId'],
    [{ contact: 'x' }, 'contact'],
    [{ expiresAt: '1970-01-01T00:00:00Z' }, 'expiresAt'],
    [{ adminNotes: 'tv 📺' }, 'adminNotes'],
    [{ allowedUserAgents: ['say "hello"'] }, 'allowedUserAgents'],
    [{ password: '0' }, 'password'],
  ] as const)('refuses %j before anything is sent', async (fields, field) => {
    const line = { ...newLine, ...fields } as NewLine;
    expect(await refusal(() => adapter.createLine(line))).toMatchObject({ code: 'invalid-parameter', field });
    expect(demo.requestCount).toBe(0);
  });

  it('does not take "false" for made', async () => {
    demo.setFault({ kind: 'result-false', actions: ['user/create'] });
    expect((await refusal(() => adapter.createLine(newLine))).code).toBe('bad-answer');
  });
});

describe('updateLine', () => {
  it('sends only the columns that change', async () => {
    const before = { ...row(1) };
    await adapter.updateLine(alice, { maxConnections: 3, banned: true, adminNotes: 'VIP', bouquetIds: ['1', '2'] });
    expect(edits().at(-1)?.form.user_data).toEqual({ max_connections: '3', admin_enabled: '0' });
    expect(row(1)).toEqual({ ...before, max_connections: 3, admin_enabled: 0 });
  });

  it('sends nothing when all is as asked for', async () => {
    await adapter.updateLine(alice, { enabled: true, expiresAt: expiry.text });
    expect(demo.requests.map(({ action }) => action)).toEqual(['user/info']);
  });

  it('reads back under the new username and password', async () => {
    const line = await adapter.updateLine(alice, { username: 'alicia', password: 'new-secret' });
    expect(line).toMatchObject({ id: '1', username: 'alicia', password: 'new-secret' });
    expect(await adapter.findLine('alice', 'kept-secret')).toBeNull();
  });

  it('gives no line the username and password of another, which the panel would', async () => {
    const taken = { username: 'bob', password: 'bobs-secret' };
    expect((await refusal(() => adapter.updateLine(alice, taken))).code).toBe('exists');
    expect(edits()).toEqual([]);
  });

  it.each([
    [{ expiresAt: null }, 'expiresAt'],
    [{ adminNotes: '50 % off' }, 'adminNotes'],
    [{ allowedUserAgents: ['%2$s'] }, 'allowedUserAgents'],
    [{ outputs: ['rtmp'] }, 'outputs'],
  ] as const)('refuses %j without sending it', async (changes, field) => {
    const error = await refusal(() => adapter.updateLine(alice, changes as object));
    expect(error).toMatchObject({ code: 'invalid-parameter', field });
    expect(edits()).toEqual([]);
  });

  it('leaves a line that never expires as it is when it is to never expire', async () => {
    const bob: LineKey = { id: '2', username: 'bob', password: 'bobs-secret' };
    expect(await adapter.updateLine(bob, { expiresAt: null })).toMatchObject({ id: '2', expiresAt: null });
  });

  it('does not take an edit that changed nothing, or something else, for done', async () => {
    const meddling = (change: () => void) => {
      const transport = httpTransport(demo);
      return new R22fAdapter({
        post: async (fields) => {
          if (!fields.some(([name, value]) => name === 'sub' && value === 'edit')) return transport.post(fields);
          change();
          return { status: 200, body: '{"result":true}', headers: {} };
        },
      });
    };
    const ignored = await refusal(() => meddling(() => undefined).updateLine(alice, { enabled: false }));
    expect(ignored).toMatchObject({ code: 'not-verified', field: 'enabled' });
    const stray = meddling(() => Object.assign(row(1), { enabled: 0, is_trial: 1 }));
    expect(await refusal(() => stray.updateLine(alice, { enabled: false }))).toMatchObject({
      code: 'not-verified',
      field: 'trial',
    });
  });

  it('tells no password when it fails', async () => {
    demo.setFault({ kind: 'truncated-json', actions: ['user/info', 'user/edit'] });
    const error = await refusal(() => adapter.updateLine(alice, { password: 'new-secret' }));
    expect(everythingOf(error)).not.toMatch(/kept-secret|new-secret/);
  });
});

it('what api.php has no way to do is refused without a call', async () => {
  for (const call of [
    () => adapter.listLines(),
    () => adapter.deleteLine(),
    () => adapter.listPackages(),
    () => adapter.listBouquets(),
  ]) {
    expect((await refusal(call)).code).toBe('unsupported');
  }
  expect(demo.requestCount).toBe(0);
});
