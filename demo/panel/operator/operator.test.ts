import { startDemoPanel, type DemoPanel } from '../index';

const NOW = Date.UTC(2026, 10, 22, 12) / 1000;
const DAY = 86_400;
let panel: DemoPanel;

beforeEach(async () => {
  panel = await startDemoPanel({
    clock: () => NOW * 1000,
    seed: {
      bouquets: [{ bouquet_name: 'Basic' }],
      packages: [
        { package_name: 'Quarterly', official_duration: 3, bouquets: '[1]', max_connections: 2 },
        { package_name: 'Trial', is_trial: 1, trial_duration: 24, trial_duration_in: 'hours' },
      ],
      lines: [
        { username: 'ahead', exp_date: NOW + 10 * DAY, admin_notes: 'أحمد' },
        { username: 'past', exp_date: NOW - 10 * DAY },
        { username: 'endless' },
      ],
      connections: [{ user_id: 1 }, { user_id: 1 }, { user_id: 3 }],
    },
  });
});
afterEach(() => panel.stop());

/** An answer as far as the tests look into it. */
interface Answer {
  error?: string;
  lines?: { username: string }[];
  connections?: unknown[];
  fault?: unknown;
  exp_date?: number | null;
  username?: string;
}

async function send(method: string, route: string, body: unknown = {}): Promise<{ status: number; answer: Answer }> {
  const options =
    method === 'GET' ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await fetch(`${panel.operatorUrl}/api/${route}`, { method, ...options });
  return { status: response.status, answer: (await response.json()) as Answer };
}

const line = (id: number) => panel.state.lines.get(id);

describe("the operator's page", () => {
  it.each([
    ['', 'text/html'],
    ['/style.css', 'text/css'],
    ['/app.js', 'text/javascript'],
    ['/words.js', 'text/javascript'],
    ['/common.js', 'text/javascript'],
    ['/editor.js', 'text/javascript'],
    ['/lines.js', 'text/javascript'],
  ])('serves %s', async (path, type) => {
    const response = await fetch(panel.operatorUrl + path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain(type);
  });

  it('serves nothing else', async () => {
    expect((await fetch(`${panel.operatorUrl}/../cli.ts`)).status).toBe(404);
    expect((await fetch(`${panel.operatorUrl}/%2e%2e/desk.ts`)).status).toBe(404);
  });

  it('is not seen as an API call', async () => {
    await send('POST', 'lines/1/ban');
    expect(panel.requestCount).toBe(0);
  });
});

describe('lines by hand', () => {
  it('are listed with search, status, order and paging', async () => {
    const names = async (query: string) =>
      (await send('GET', `lines?${query}`)).answer.lines?.map(({ username }) => username);
    expect(await names('')).toEqual(['ahead', 'past', 'endless']);
    expect(await names('search=%D8%A3%D8%AD%D9%85%D8%AF')).toEqual(['ahead']);
    expect(await names('search=2')).toEqual(['past']);
    expect(await names('status=expired')).toEqual(['past']);
    expect(await names('order=expiry')).toEqual(['past', 'ahead', 'endless']);
    expect(await names('order=newest&start=1&limit=1')).toEqual(['past']);
  });

  it('are created from a package, with made-up credentials', async () => {
    const { answer } = await send('POST', 'lines', { package_id: 1, contact: 'n@example.com' });
    expect(answer).toMatchObject({
      id: 4,
      bouquet: '[1]',
      max_connections: 2,
      package_name: 'Quarterly',
      status: 'active',
    });
    expect(answer.exp_date).toBe(Date.UTC(2027, 1, 22, 12) / 1000);
    expect(answer.username).toMatch(/^\w{10}$/);
    const trial = await send('POST', 'lines', { package_id: 2, username: 'trying' });
    expect(trial.answer).toMatchObject({ username: 'trying', is_trial: 1, exp_date: NOW + DAY });
  });

  it('are edited column by column: what is not sent stays', async () => {
    const before = { ...line(1) };
    await send('PATCH', 'lines/1', { exp_date: NOW + 5, admin_notes: '', bouquet: [1] });
    expect(line(1)).toEqual({
      ...before,
      exp_date: NOW + 5,
      admin_notes: null,
      bouquet: '[1]',
      updated: '2026-11-22 12:00:00',
    });
  });

  it('are extended from the expiry when it lies ahead, else from now', async () => {
    await send('POST', 'lines/1/extend');
    await send('POST', 'lines/2/extend', { months: 2 });
    expect(line(1)?.exp_date).toBe(Date.UTC(2027, 0, 2, 12) / 1000);
    expect(line(2)?.exp_date).toBe(Date.UTC(2027, 0, 22, 12) / 1000);
    expect(await send('POST', 'lines/3/extend')).toMatchObject({ status: 409 });
  });

  it.each([
    ['disable', { enabled: 0 }],
    ['enable', { enabled: 1 }],
    ['ban', { admin_enabled: 0 }],
    ['unban', { admin_enabled: 1 }],
  ])('%s', async (verb, expected) => {
    await send('POST', `lines/1/${verb}`);
    expect(line(1)).toMatchObject(expected);
  });

  it('lose their connections to the activity log', async () => {
    expect((await send('POST', 'lines/1/kill-connections')).answer).toEqual({ killed: 2 });
    expect(panel.state.connections.size).toBe(1);
    expect(panel.state.activity.size).toBe(2);
  });

  it('are watched from where they are told to be, until that ends', async () => {
    const { answer } = await send('POST', 'lines/2/connect', { user_ip: '198.51.100.7', geoip_country_code: 'LB' });
    expect(answer).toMatchObject({ user_id: 2, user_ip: '198.51.100.7', geoip_country_code: 'LB', date_start: NOW });
    const { activity_id: id } = answer as { activity_id: number };
    expect((await send('DELETE', `connections/${id}`)).status).toBe(200);
    expect(panel.state.connections.get(id)).toBeUndefined();
    expect(panel.state.activity.all().at(-1)).toMatchObject({ user_id: 2, date_end: NOW });
    expect((await send('DELETE', `connections/${id}`)).status).toBe(404);
    expect((await send('POST', 'lines/2/connect', { user_id: 1 })).status).toBe(400);
    expect((await send('POST', 'lines/2/connect', { stream_id: 'one' })).status).toBe(400);
  });

  it('are deleted with their connections', async () => {
    await send('DELETE', 'lines/1');
    expect(line(1)).toBeUndefined();
    expect((await send('GET', 'connections')).answer.connections).toMatchObject([{ username: 'endless' }]);
  });

  it('are counted', async () => {
    expect((await send('GET', 'summary')).answer).toMatchObject({
      lines: 3,
      by_status: { active: 2, expired: 1, unlimited: 1, banned: 0 },
      url: panel.url,
      api_key: panel.apiKey,
    });
  });
});

describe('wrong requests', () => {
  it.each([
    ['PATCH', 'lines/1', { exp_date: 'tomorrow' }, 400, '"exp_date" must be a whole number, 0 or more'],
    ['PATCH', 'lines/1', { colour: 1 }, 400, '"colour" cannot be set'],
    ['PATCH', 'lines/1', { username: 'PAST' }, 409, 'The username "PAST" is taken'],
    ['PATCH', 'lines/1', { member_id: 99 }, 400, '"member_id" must be the id of a user'],
    ['PATCH', 'lines/1', [], 400, 'The body must be a JSON object'],
    ['PATCH', 'lines/99', {}, 404, 'There is no line 99'],
    ['POST', 'lines/1/extend', { months: -1 }, 400, '"months" must be a whole number from 1 to 120'],
    ['PUT', 'fault', { kind: 'fire' }, 400, '"kind" must be one of empty-body, '],
    ['PUT', 'fault', { kind: 'html', times: 0 }, 400, '"times" must be a whole number above 0'],
    ['POST', 'nothing', {}, 404, 'There is no POST /operator/api/nothing'],
  ])('%s %s %j', async (method, route, body, status, message) => {
    const before = { ...line(1) };
    const refused = await send(method, route, body);
    expect(refused.status).toBe(status);
    expect(refused.answer.error).toContain(message);
    expect(line(1)).toEqual(before);
  });

  it('must say that they are JSON, so that no other site can send them', async () => {
    const response = await fetch(`${panel.operatorUrl}/api/lines/1/ban`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(415);
    expect(line(1)?.admin_enabled).toBe(1);
  });
});

it('sets, shows and lifts a fault', async () => {
  await send('PUT', 'fault', { kind: 'html', times: 2, actions: ['get_lines'] });
  const list = () => fetch(`${panel.url}?api_key=${panel.apiKey}&action=get_lines`).then((response) => response.text());
  expect(await list()).toContain('<html>');
  expect((await send('GET', 'fault')).answer.fault).toEqual({ kind: 'html', times: 1, actions: ['get_lines'] });
  await send('DELETE', 'fault');
  expect(await list()).toContain('STATUS_SUCCESS');
});
