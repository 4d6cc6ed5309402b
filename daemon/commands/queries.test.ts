import { Queries } from '.';
import { openBench, type Bench } from './testing/bench';

describe('queries', () => {
  let bench: Bench;
  let queries: Queries;
  let calls: string[];
  beforeEach(async () => {
    bench = await openBench();
    for (let n = 1; n <= 25; n++) bench.panel.add({ username: `line${String(n)}` });
    calls = [];
    bench.panel.around = (moment, method) => {
      if (moment === 'before') calls.push(method);
    };
    queries = new Queries({ panels: bench.panels, clock: bench.clock });
  });
  afterEach(() => bench.close());

  const run = (operation: string, parameters: object = {}, limit: number | null = null) =>
    queries.run({ panel: 'main', operation, parameters: { ...parameters }, limit });

  it('answer one thing', async () => {
    expect(await run('line.get', { line: { username: 'line7' } })).toMatchObject({ result: { id: '7' } });
  });

  it('answer a list, all of it', async () => {
    expect(await run('line.getMany')).toMatchObject({ results: { length: 25 } });
  });

  it('ask for no more pages than the limit needs', async () => {
    expect(await run('line.getMany', {}, 5)).toMatchObject({ results: { length: 5 } });
    expect(calls).toEqual(['listLines']);
  });

  it.each([
    ['line.disable', 'operation: line.disable writes'],
    ['line.fly', 'operation: there is no operation line.fly'],
  ])('refuse %s', async (operation, message) => {
    await expect(run(operation)).rejects.toMatchObject({ status: 422, code: 'invalid-parameter', message });
    expect(calls).toEqual([]);
  });

  it('refuse a limit that is none', async () => {
    await expect(run('line.getMany', {}, 0)).rejects.toMatchObject({ status: 422, more: { field: 'limit' } });
  });

  it('pass the panel’s errors on', async () => {
    await expect(run('line.get', { line: { id: '99' } })).rejects.toMatchObject({ code: 'not-found' });
  });
});
