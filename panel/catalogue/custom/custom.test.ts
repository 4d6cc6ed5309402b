import { startDemoPanel, type DemoPanel } from '../../../demo/panel';
import { executeWrite, operationById, parseParameters, XuiAdapter, type ReadMany, type Write } from '../../index';
import { httpTransport, refusal } from '../../testing';

/** Calls by the panel's own names, on the demo panel. */

const context = { now: Date.parse('2026-11-22T12:00:00Z'), timeZone: 'UTC', randomByte: () => 7 };

let demo: DemoPanel;
let adapter: XuiAdapter;
beforeEach(async () => {
  demo = await startDemoPanel({ clock: () => context.now, lines: 3 });
  adapter = new XuiAdapter(httpTransport(demo));
});
afterEach(() => demo.stop());

async function read(given: Record<string, unknown>): Promise<object[]> {
  const operation = operationById('custom.read') as ReadMany;
  const rows: object[] = [];
  for await (const page of operation.pages(adapter, parseParameters(operation, given, context))) rows.push(...page);
  return rows;
}

function write(given: Record<string, unknown>): Promise<object> {
  const operation = operationById('custom.write') as Write;
  return executeWrite(operation, adapter, parseParameters(operation, given, context), context);
}

const sent = (): string[] => demo.requests.map(({ action }) => action);

describe('reading', () => {
  it('a bare list, an object and a table become rows, with what the panel calls them', async () => {
    expect(await read({ action: 'get_groups' })).toMatchObject([
      { group_name: 'Administrators' },
      { group_name: 'Resellers' },
    ]);
    expect(await read({ action: 'get_settings' })).toMatchObject([{ server_name: 'Cedar TV' }]);
    const users = await read({ action: ' Get_Users ', parameters: [{ name: 'show_columns', value: 'username' }] });
    expect(users).toHaveLength(5);
    expect(users[0]).toEqual({ username: 'admin' });
  });

  it('pages through a table to its end', async () => {
    for (let index = 0; index < 700; index++) demo.state.activity.add(activity());
    expect(await read({ action: 'activity_logs' })).toHaveLength(demo.state.activity.size);
  });

  it('hands neither password nor API key on', async () => {
    demo.state.users.get(1)!.password = 'the-pa55-hash';
    const [user] = await read({ action: 'get_user', parameters: [{ name: 'id', value: 1 }] });
    expect(user).toMatchObject({ username: 'admin', password: '[redacted]', api_key: '[redacted]' });
    expect(JSON.stringify(await read({ action: 'get_lines' }))).not.toContain(demo.state.lines.get(1)!.password);
  });

  it('refuses what writes, before anything is sent', async () => {
    for (const action of ['delete_line', 'reload_epg', 'mysql_query', 'GET_DIRECTORY'])
      expect((await refusal(() => read({ action }))).code).toBe('invalid-parameter');
    await refusal(() => read({ action: 'get_lines', parameters: [{ name: 'limit', value: '1' }] }));
    expect(demo.requestCount).toBe(0);
  });
});

describe('writing', () => {
  it('is sent once, and the panel’s answer is the result', async () => {
    const line = { name: 'id', value: '1' };
    expect(await write({ action: 'disable_line', parameters: [line] })).toEqual({ status: 'STATUS_SUCCESS' });
    expect(demo.state.lines.get(1)?.enabled).toBe(0);
    expect(sent()).toEqual(['disable_line']);
  });

  it('sends lists as PHP takes them', async () => {
    const parameters = [
      { name: 'id', value: '1' },
      { name: 'bouquets_selected', value: '[1]' },
      { name: 'access_output[]', value: '1' },
      { name: 'access_output[]', value: '2' },
    ];
    const answer = await write({ action: 'edit_line', parameters });
    expect(demo.state.lines.get(1)?.allowed_outputs).toBe('[1,2]');
    expect(answer).toMatchObject({ data: { password: '[redacted]' } });
  });

  it('hands on what the panel says no to', async () => {
    const error = await refusal(() => write({ action: 'delete_line', parameters: [{ name: 'id', value: '999' }] }));
    expect(error.code).toBe('rejected');
  });

  it.each(['reset', 'apply-then-reset', 'empty-body', 'html', 'http-503'] as const)(
    'is not sent again after a lost answer (%s), and says that nobody knows',
    async (kind) => {
      demo.setFault({ kind });
      const error = await refusal(() => write({ action: 'delete_line', parameters: [{ name: 'id', value: '1' }] }));
      expect([error.code, error.passing]).toEqual(['not-verified', false]);
      expect(sent()).toEqual(['delete_line']);
    },
  );

  it('refuses what is as powerful as root, and a key of one’s own', async () => {
    for (const action of ['mysql_query', ' Install_Server', 'kill_pid'])
      expect((await refusal(() => write({ action }))).code).toBe('invalid-parameter');
    await refusal(() => write({ action: 'delete_line', parameters: [{ name: 'api_key', value: 'other' }] }));
    expect(demo.requestCount).toBe(0);
  });
});

function activity() {
  return {
    user_id: 1,
    stream_id: 1,
    server_id: 1,
    user_agent: 'VLC',
    user_ip: '192.0.2.1',
    container: 'ts',
    date_start: 1,
    date_end: 2,
    geoip_country_code: null,
    isp: null,
  };
}
