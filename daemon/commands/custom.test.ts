import { PanelError } from '../../panel';
import { carryOut, Life, openBench, type Bench } from './testing/bench';

/** A write of which nothing can be read back: custom calls. */

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const call = ['custom.write', { action: 'reload_epg', parameters: [{ name: 'id', value: '3' }] }] as const;

it('is confirmed by the panel’s answer, and a key seen before sends nothing', async () => {
  const commands = await bench.start();
  const expected = { state: 'confirmed', attempts: 1, result: { status: 'STATUS_SUCCESS' } };
  expect(await carryOut(commands, 'epg-1', ...call)).toMatchObject(expected);
  expect(await carryOut(commands, 'epg-1', ...call)).toMatchObject(expected);
  expect(bench.panel.writes).toEqual(['reload_epg']);
});

it.each(['before', 'after'] as const)('a lost answer ends it unsent again (lost %s the panel acted)', async (lost) => {
  bench.panel.around = (moment, method) => {
    if (method === 'writeCustom' && moment === lost) throw new PanelError('timeout', 'No answer.');
  };
  const commands = await bench.start();
  const view = await carryOut(commands, 'epg-1', ...call);
  expect(view).toMatchObject({ state: 'failed', attempts: 1, error: { code: 'not-verified' } });
  expect(bench.panel.writes).toEqual(lost === 'after' ? ['reload_epg'] : []);
});

it('a refusal ends it with the panel’s reason', async () => {
  bench.panel.around = (moment, method) => {
    if (method === 'writeCustom' && moment === 'before') throw new PanelError('rejected', 'The panel refused.');
  };
  const commands = await bench.start();
  expect(await carryOut(commands, 'epg-1', ...call)).toMatchObject({ state: 'failed', error: { code: 'rejected' } });
});

it('is sent at most once, at whichever step the daemon is killed, and never called confirmed without an answer', async () => {
  const ends = new Set<string>();
  for (let step = 1, died = true; died; step += 1) {
    const life = new Life(step);
    const panel = bench.panel;
    panel.writes.length = 0;
    panel.around = () => {
      life.step();
    };
    const key = `epg-${String(step)}`;
    const before = await bench.start({ store: life.over(bench.store) });
    const ended = carryOut(before, key, ...call).catch(() => null);
    for (let over = false; !over && !life.dead;) over = await Promise.race([ended.then(() => true), soon()]);
    await before.stop();
    died = life.dead;
    panel.around = () => undefined;
    const after = await bench.start();
    const view = await carryOut(after, key, ...call);
    await after.stop();
    expect(panel.writes.length).toBeLessThanOrEqual(1);
    if (view.state === 'confirmed') expect(panel.writes).toHaveLength(1);
    else expect(view.error?.code).toBe('not-verified');
    ends.add(view.state);
  }
  expect([...ends].sort()).toEqual(['confirmed', 'failed']);
});

const soon = (): Promise<false> => new Promise((resolve) => setTimeout(() => resolve(false), 1));
