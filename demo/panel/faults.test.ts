import { startDemoPanel, type DemoPanel, type FaultKind } from './index';
import { call, callList, post } from './testing';

let panel: DemoPanel;
beforeEach(async () => {
  const lines = Array.from({ length: 6 }, (_, index) => ({ username: `u${index + 1}` }));
  panel = await startDemoPanel({ seed: { lines, bouquets: [{ bouquet_name: 'A' }, { bouquet_name: 'B' }] } });
});
afterEach(() => panel.stop());

describe('faults', () => {
  it.each<[FaultKind, number, RegExp]>([
    ['empty-body', 200, /^$/],
    ['null', 200, /^null$/],
    ['html', 200, /^<html>/],
    ['result-false', 200, /^\{"result":false\}$/],
    ['refused', 200, /^\{"status":"STATUS_FAILURE"\}$/],
    ['truncated-json', 200, /^\{"status":"STATUS_SUCCESS","data":\[.*[^}]$/],
    ['http-500', 500, /^<html>/],
    ['http-503', 503, /^<html>/],
    ['wrong-key', 200, /Invalid API key/],
  ])('%s', async (kind, status, body) => {
    panel.setFault({ kind, times: 1 });
    const response = await post(panel, 'get_lines');
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(body);
    expect(panel.requests[0]).toMatchObject({ fault: kind });
    expect(await call(panel, 'get_lines')).toMatchObject({ recordsTotal: '6' });
  });

  it.each<FaultKind>([
    'empty-body',
    'null',
    'html',
    'truncated-json',
    'result-false',
    'refused',
    'http-500',
    'http-503',
    'wrong-key',
    'reset',
  ])('%s leaves a write undone', async (kind) => {
    panel.setFault({ kind });
    await post(panel, 'disable_line', { id: 1 }).catch(() => undefined);
    expect(panel.state.lines.get(1)?.enabled).toBe(1);
  });

  it('half-pages ends lists half way while the total stays', async () => {
    panel.setFault({ kind: 'half-pages' });
    const ids = async (start: number) => {
      const answer = await callList(panel, 'get_lines', { start, limit: 2 });
      expect(answer.recordsTotal).toBe('6');
      return answer.data.map(({ id }) => id);
    };
    expect([await ids(0), await ids(2), await ids(4)]).toEqual([['1', '2'], ['3'], []]);
    expect(await call(panel, 'get_bouquets')).toHaveLength(1);
    expect(await call(panel, 'get_line', { id: 6 })).toMatchObject({ data: { username: 'u6' } });
  });

  it('reset breaks the connection', async () => {
    panel.setFault({ kind: 'reset', times: 1 });
    await expect(post(panel, 'get_lines')).rejects.toThrow('fetch failed');
    expect((await post(panel, 'get_lines')).status).toBe(200);
  });

  it('apply-then-reset carries the write out and breaks the connection', async () => {
    panel.setFault({ kind: 'apply-then-reset', actions: ['delete_line'], times: 1 });
    await expect(post(panel, 'delete_line', { id: 3 })).rejects.toThrow('fetch failed');
    expect(panel.state.lines.get(3)).toBeUndefined();
    expect(panel.requests[0]).toMatchObject({ action: 'delete_line', status: null });
  });

  it('slow carries the call out and answers, later', async () => {
    panel.setFault({ kind: 'slow', delayMs: 5, times: 1 });
    expect(await call(panel, 'disable_line', { id: 1 })).toEqual({ status: 'STATUS_SUCCESS' });
    expect(panel.state.lines.get(1)?.enabled).toBe(0);
    expect(panel.requests[0]).toMatchObject({ fault: 'slow', status: 200 });
  });

  it('hang holds the connection until the panel stops', async () => {
    panel.setFault({ kind: 'hang' });
    const hanging = post(panel, 'get_lines');
    const failed = expect(hanging).rejects.toThrow('fetch failed');
    while (panel.requestCount === 0) await new Promise((resolve) => setImmediate(resolve));
    await panel.stop();
    await failed;
  });

  it('meets only the actions it names, and counts only those', async () => {
    panel.setFault({ kind: 'null', actions: ['get_line'], times: 2 });
    expect((await callList(panel, 'get_lines')).recordsTotal).toBe('6');
    expect(await call(panel, 'get_line', { id: 1 })).toBeNull();
    expect(await call(panel, 'get_line', { id: 1 })).toBeNull();
    expect(await call(panel, 'get_line', { id: 1 })).toMatchObject({ data: { id: '1' } });
  });

  it('lasts until it is lifted when no number is given', async () => {
    panel.setFault({ kind: 'null' });
    for (let round = 0; round < 3; round++) expect(await call(panel, 'get_lines')).toBeNull();
    panel.setFault(null);
    expect(await call(panel, 'get_lines')).toMatchObject({ recordsTotal: '6' });
  });
});
