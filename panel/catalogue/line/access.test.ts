import { startDemoPanel, type DemoPanel, type LineRow } from '../../../demo/panel';
import {
  executeWrite,
  operationById,
  parseParameters,
  XuiAdapter,
  type Line,
  type ReadOne,
  type Write,
} from '../../index';
import { httpTransport, refusal } from '../../testing';

/** What a customer needs to get in: a new password, and the links for a player. */

const now = Date.parse('2026-11-22T12:00:00Z');
let byte = 0;
const context = { now, timeZone: 'UTC', randomByte: () => (byte = (byte + 37) % 248) };

let demo: DemoPanel;
let adapter: XuiAdapter;

beforeEach(async () => {
  demo = await startDemoPanel({
    clock: () => now,
    seed: {
      lines: [
        {
          username: 'alice',
          password: 'old-secret',
          exp_date: 1_798_761_600,
          bouquet: '[1]',
          allowed_outputs: '[1,2]',
          enabled: 0,
          contact: 'a@example.com',
        },
        { username: 'b&b', password: 'p w/1', allowed_outputs: '[2]' },
        { username: 'nobody', password: null },
      ],
      bouquets: [{ bouquet_name: 'Basic' }],
    },
  });
  adapter = new XuiAdapter({ ...httpTransport(demo), origin: 'http://panel.example:8000' });
});
afterEach(() => demo.stop());

const row = (id: number): LineRow => demo.state.lines.get(id)!;

describe('line.resetPassword', () => {
  const reset = (given: Record<string, unknown> = {}): Promise<Line> => {
    const operation = operationById('line.resetPassword') as Write;
    const values = parseParameters(operation, { line: { id: '1' }, ...given }, context);
    return executeWrite(operation, adapter, values, context) as Promise<Line>;
  };

  it('gives a new password and keeps everything else', async () => {
    const before = { ...row(1) };
    const line = await reset();
    expect(line.password).toMatch(/^[a-z2-9]{12}$/);
    expect({ ...row(1), updated: before.updated }).toEqual({ ...before, password: line.password });
  });

  it('is as long as asked for', async () => {
    expect((await reset({ length: 20 })).password).toHaveLength(20);
    expect(await refusal(() => reset({ length: 4 }))).toMatchObject({ code: 'invalid-parameter', field: 'length' });
  });

  it('is found out to be done when only the answer was lost', async () => {
    demo.setFault({ kind: 'apply-then-reset', actions: ['edit_line'], times: 1 });
    expect((await reset()).password).toBe(row(1).password);
    expect(demo.requests.filter(({ action }) => action === 'edit_line')).toHaveLength(1);
  });
});

describe('line.getPlaylistLinks', () => {
  const links = (given: Record<string, unknown>): Promise<object> => {
    const operation = operationById('line.getPlaylistLinks') as ReadOne;
    return operation.run(adapter, parseParameters(operation, given, context));
  };

  it('are those of the panel’s own address, from one call', async () => {
    const login = 'username=alice&password=old-secret';
    expect(await links({ line: { id: '1' } })).toEqual({
      id: '1',
      username: 'alice',
      server: 'http://panel.example:8000',
      m3uHlsUrl: `http://panel.example:8000/get.php?${login}&type=m3u_plus&output=m3u8`,
      m3uMpegtsUrl: `http://panel.example:8000/get.php?${login}&type=m3u_plus&output=ts`,
      playerApiUrl: `http://panel.example:8000/player_api.php?${login}`,
      epgUrl: `http://panel.example:8000/xmltv.php?${login}`,
    });
    expect(demo.requestCount).toBe(1);
  });

  it('spell names and passwords as addresses need it, and leave out what the line may not use', async () => {
    expect(await links({ line: { id: '2' }, baseUrl: ' https://tv.example/ ' })).toMatchObject({
      server: 'https://tv.example',
      m3uHlsUrl: null,
      playerApiUrl: 'https://tv.example/player_api.php?username=b%26b&password=p%20w%2F1',
    });
  });

  it.each(['tv.example', 'ftp://tv.example', 'http://u:p@tv.example', 'http://tv.example/?a=1'])(
    '%s is no base',
    async (baseUrl) => {
      expect(await refusal(() => links({ line: { id: '1' }, baseUrl }))).toMatchObject({ field: 'baseUrl' });
      expect(demo.requestCount).toBe(0);
    },
  );

  it('are not made for a line without a password', async () => {
    expect(await refusal(() => links({ line: { id: '3' } }))).toMatchObject({ field: 'line' });
  });

  it('need a base where the transport does not tell its address', async () => {
    adapter = new XuiAdapter(httpTransport(demo));
    expect(await refusal(() => links({ line: { id: '1' } }))).toMatchObject({ field: 'baseUrl' });
  });
});
