import { openBench, token, type Bench } from './testing/bench';

describe('reconciliations over HTTP', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
    await bench.have({ username: '=cmd', adminNotes: 'who, "is" this?', expiresAt: '2027-05-01T00:00:00Z' });
  });
  afterEach(() => bench.close());

  /** Asks for a run, and carries it out. */
  const run = async (body: object = {}): Promise<{ id: string; findings: Array<{ id: string }> }> => {
    const { status, body: begun } = await bench.call('POST', '/v1/reconciliations', body);
    expect(status).toBe(202);
    await bench.reconcile();
    const report = await bench.call('GET', `/v1/reconciliations/${String(begun['id'])}`);
    return report.body as { id: string; findings: Array<{ id: string }> };
  };
  const raw = (id: string, format: string) =>
    bench.server.inject({
      method: 'GET',
      url: `/v1/reconciliations/${id}?format=${format}`,
      headers: { authorization: `Bearer ${token}` },
    });

  it('are asked for, listed, and shown with what they found', async () => {
    const report = await run();
    expect(report).toMatchObject({
      state: 'done',
      cause: 'person',
      summary: { findings: 1, counts: { 'unknown-line': 1 }, currency: 'USD' },
      findings: [{ kind: 'unknown-line', subject: 'main/1', username: '=cmd', state: 'open', sure: false }],
    });
    const { body } = await bench.call('GET', '/v1/reconciliations');
    expect(body).toMatchObject({ reconciliations: [{ id: report.id, state: 'done' }] });
  });

  it('are a table whose bytes a spreadsheet reads, and takes no formula from', async () => {
    const { id, findings } = await run();
    const answer = await raw(id, 'csv');
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${id}.csv"`,
    });
    const [head, row, ...rest] = answer.rawPayload.toString('utf8').split('\r\n');
    expect(head).toBe(
      'id,kind,subject,customer,name,email,subscription,panel,line,username,expected,found,leaked per month,currency,why not known,fix,sure,state,message',
    );
    expect(row).toBe(
      `${findings[0]!.id},unknown-line,main/1,,,,,main,1,'=cmd,A subscription that it serves.,On until 2027-05-01T00:00:00Z.,,USD,No plan gives what the line has.,"Find out whose it is and link it, or switch it off on the panel.",no,open,`,
    );
    expect(rest).toEqual(['']);
  });

  it('are a page that shows what was written as it was, and runs none of it', async () => {
    await bench.have({ username: '<b onload=x>&', expiresAt: '2027-05-01T00:00:00Z' });
    const { id } = await run();
    const answer = await raw(id, 'html');
    const page = answer.rawPayload.toString('utf8');
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page).toMatch(/^<!doctype html>/i);
    expect(page).toContain('&lt;b onload=x&gt;&amp;');
    expect(page).not.toMatch(/<b onload|<script/);
  });

  it('refuse what cannot be put right, and say who has to look', async () => {
    const { id, findings } = await run();
    const fix = (ids: unknown) => bench.call('POST', `/v1/reconciliations/${id}/fixes`, { findings: ids });
    expect(await fix([findings[0]!.id])).toMatchObject({ status: 409, body: { code: 'not-fixable' } });
    expect(await fix(['fnd_none'])).toMatchObject({ status: 404, body: { code: 'unknown-finding' } });
    expect(await fix('some')).toMatchObject({ status: 422 });
    expect(await fix('all')).toMatchObject({ status: 200, body: { fixes: { open: 1 } } });
  });

  it('of nobody knows what are refused', async () => {
    expect(await bench.call('POST', '/v1/reconciliations', { source: 'none' })).toMatchObject({
      status: 404,
      body: { code: 'unknown-source' },
    });
    expect((await bench.call('GET', '/v1/reconciliations/rec_none')).status).toBe(404);
  });
});
