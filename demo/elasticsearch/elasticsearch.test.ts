import { startElasticsearch, type Elasticsearch } from '.';

let search: Elasticsearch;
beforeAll(async () => {
  search = await startElasticsearch();
});
afterAll(() => search.stop());
afterEach(() => search.reset());

const put = async (path: string, body: object, user = 'elastic'): Promise<number> => {
  const authorization = `Basic ${Buffer.from(`${user}:${search.password}`).toString('base64')}`;
  const answer = await fetch(search.url + path, {
    method: 'PUT',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return answer.status;
};

it('keeps a document under its id: made once, then overwritten', async () => {
  expect([
    await put('/events/_doc/evt_1', { type: 'line.renewed' }),
    await put('/events/_doc/evt_1', { type: 'line.renewed' }),
  ]).toEqual([201, 200]);
  expect([...search.documents('events').keys()]).toEqual(['evt_1']);
});

it('refuses a value of another type than the field has, a wrong index name, and a stranger', async () => {
  await put('/events/_doc/1', { data: { line: '42' } });
  expect(await put('/events/_doc/2', { data: 'text' })).toBe(400);
  expect(await put('/Events/_doc/2', {})).toBe(400);
  expect(await put('/events/_doc/2', {}, 'stranger')).toBe(401);
  expect(search.documents('events').size).toBe(1);
});
