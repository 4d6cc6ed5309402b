import fc from 'fast-check';
import { PanelError } from '../../panel';
import type { CommandView } from '.';
import { Life, oneMonth, openBench, type Bench } from './testing/bench';

interface Story {
  operation: string;
  parameters: Readonly<Record<string, unknown>>;
  /** At which step each life ends, one life after the other; the last life is not ended. */
  deaths: readonly number[];
  /** Which answers of writes are lost, in turn. */
  lost?: readonly ('before' | 'after' | 'no')[];
}

/** Lives one command through deaths of the daemon. The caller does what n8n does: as long as there is no answer, it submits again. */
async function live(bench: Bench, story: Story): Promise<{ view: CommandView; died: number }> {
  let died = 0;
  let writes = 0;
  const request = { key: 'stripe:in_1', panel: 'main', operation: story.operation, parameters: story.parameters };
  for (const diesAt of [...story.deaths, Number.POSITIVE_INFINITY]) {
    const life = new Life(diesAt);
    bench.panel.around = (moment, method) => {
      life.step();
      const isWrite = /^(create|update|delete)/.test(method);
      if (isWrite && moment === 'before') writes += 1;
      if (isWrite && story.lost?.[writes - 1] === moment) throw new PanelError('timeout', 'No answer.');
    };
    const commands = await bench.start({ store: life.over(bench.store) });
    const ended = commands
      .submit(request)
      .then(() => commands.wait(request.key, 20))
      .catch(() => null);
    for (let over = false; !over && !life.dead;) over = await Promise.race([ended.then(() => true), soon()]);
    await commands.stop();
    const view = await ended;
    if (view !== null && !life.dead) return { view, died };
    died += 1;
  }
  throw new Error('The last life has no end.');
}

jest.setTimeout(120_000);

const soon = (): Promise<false> => new Promise((resolve) => setTimeout(() => resolve(false), 1));

describe('a daemon killed in the middle of a command', () => {
  const extension = { operation: 'line.extend', parameters: { line: { username: 'alice' }, ...oneMonth } };

  async function expectOneExtension(story: Story): Promise<number> {
    const bench = await openBench();
    try {
      bench.panel.add({ username: 'alice' });
      const { view, died } = await live(bench, story);
      expect(view).toMatchObject({ state: 'confirmed', result: { expiresAt: '2027-02-15T12:00:00Z' } });
      expect(bench.panel.lines.get('1')?.expiresAt).toBe('2027-02-15T12:00:00Z');
      expect(bench.panel.writes).toHaveLength(1);
      expect(await bench.log.read()).toMatchObject([{ type: 'line.updated', origin: 'command' }]);
      return died;
    } finally {
      await bench.close();
    }
  }

  it('extends once, at whichever step it is killed', async () => {
    let step = 1;
    while ((await expectOneExtension({ ...extension, deaths: [step] })) > 0) step += 1;
    // Writing down, planning, sending, reading back and confirming all have steps before, within and after.
    expect(step).toBeGreaterThan(15);
  });

  it('creates one line, at whichever step it is killed', async () => {
    const parameters = { expiresAt: '2027-06-01', bouquetIds: ['1'] };
    for (let step = 1, died = 1; died > 0; step += 1) {
      const bench = await openBench();
      const lived = await live(bench, { operation: 'line.create', parameters, deaths: [step] });
      died = lived.died;
      expect(lived.view.state).toBe('confirmed');
      expect([...bench.panel.lines.values()]).toEqual([lived.view.result]);
      await bench.close();
    }
  });

  it('extends once, killed again and again while answers are lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 6 }),
        fc.array(fc.constantFrom('before' as const, 'after' as const, 'no' as const), { maxLength: 6 }),
        async (deaths, lost) => {
          await expectOneExtension({ ...extension, deaths, lost });
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([5, 8, 10, 12, 14, 16, 18, 22])(
    'keeps two renewals of one line two months (killed at step %d)',
    async (step) => {
      const bench = await openBench();
      bench.panel.add({ username: 'alice' });
      const life = new Life(step);
      bench.panel.around = life.step;
      const before = await bench.start({ store: life.over(bench.store) });
      const request = { panel: 'main', operation: 'line.extend', parameters: { line: { id: '1' }, ...oneMonth } };
      const submitted = ['a', 'b'].map((key) => before.submit({ key, ...request }).catch(() => null));
      await Promise.all(submitted);
      while (!life.dead) await soon();
      await before.stop();
      bench.panel.around = () => undefined;
      const after = await bench.start();
      await Promise.all(['a', 'b', 'c'].map((key) => after.submit({ key, ...request })));
      const views = await Promise.all(['a', 'b', 'c'].map((key) => after.wait(key, 20)));
      expect(views.map((view) => view.state)).toEqual(['confirmed', 'confirmed', 'confirmed']);
      expect(bench.panel.lines.get('1')?.expiresAt).toBe('2027-04-15T12:00:00Z');
      await bench.close();
    },
  );
});
