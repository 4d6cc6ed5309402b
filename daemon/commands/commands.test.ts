import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PanelError } from '../../panel';
import { waitUntil } from '../testing';
import { carryOut, oneMonth, openBench, type Bench, type Started } from './testing/bench';
import { FakePanel } from './testing/fake-panel';

const away = (): never => {
  throw new PanelError('unreachable', 'The panel cannot be reached: connection refused.');
};

/** The answer to the first `count` calls of this method is lost, before or after the panel got the request. */
function loseAnswers(panel: FakePanel, moment: 'before' | 'after', method: string, count = 1): void {
  let left = count;
  panel.around = (when, called) => {
    if (when !== moment || called !== method || left === 0) return;
    left -= 1;
    throw new PanelError('timeout', 'The panel gave no answer within 30 s.');
  };
}

jest.setTimeout(30_000);

describe('commands', () => {
  let bench: Bench;
  let commands: Started;
  const second = new FakePanel();
  beforeEach(async () => {
    bench = await openBench({ second });
    bench.panel.add({ username: 'alice' });
    bench.panel.add({ username: 'bob' });
    commands = await bench.start();
  });
  afterEach(() => bench.close());

  const alice = { line: { id: '1' } };
  const expiry = (id = '1'): string | null | undefined => bench.panel.lines.get(id)?.expiresAt;
  const extend = (key: string, line: object = alice.line) =>
    carryOut(commands, key, 'line.extend', { line, ...oneMonth });
  const stored = (key: string) => commands.get(key).catch(() => null);
  const isHeldUp = async (key: string) => ((await stored(key))?.error ?? null) !== null;
  const failures = () => bench.log.read({ types: ['command.failed'] });

  describe('a command that is carried out', () => {
    it('answers the line as read back', async () => {
      const view = await extend('stripe:in_1');
      expect(view).toMatchObject({
        key: 'stripe:in_1',
        panel: 'main',
        operation: 'line.extend',
        state: 'confirmed',
        result: { id: '1', username: 'alice', expiresAt: '2027-02-15T12:00:00Z' },
        error: null,
        attempts: 1,
        replayed: false,
        createdAt: '2027-01-01T00:00:00Z',
      });
      expect(expiry()).toBe('2027-02-15T12:00:00Z');
    });

    it('enters the snapshot as made by a command', async () => {
      await extend('stripe:in_1');
      expect(await bench.log.read()).toMatchObject([
        { type: 'line.updated', subject: 'line:main/1', origin: 'command' },
      ]);
    });

    it('creates a line with credentials made up', async () => {
      const view = await carryOut(commands, 'new', 'line.create', { expiresAt: '2027-06-01', bouquetIds: ['1'] });
      expect(view).toMatchObject({ state: 'confirmed', attempts: 1 });
      expect(bench.panel.lines.get('3')).toEqual(view.result);
    });

    it('deletes a line', async () => {
      const view = await carryOut(commands, 'gone', 'line.delete', alice);
      expect(view.result).toEqual({ id: '1', username: 'alice', deleted: true });
      expect(await bench.log.read()).toMatchObject([
        { type: 'line.deleted', origin: 'command', data: { command: { operation: 'line.delete' } } },
      ]);
    });
  });

  describe('a key', () => {
    it('seen before answers the stored result and sends nothing', async () => {
      const first = await extend('stripe:in_1');
      const again = await commands.submit({
        key: 'stripe:in_1',
        panel: 'main',
        operation: 'line.extend',
        parameters: { duration: { unit: 'months', amount: 1 }, line: { id: '1' } },
      });
      expect(again).toEqual({ ...first, replayed: true });
      expect(bench.panel.writes).toHaveLength(1);
    });

    it('is answered also when its parameters would no longer pass', async () => {
      const until = { line: { id: '1' }, extend: 'toDate', until: '2027-02-01' };
      await carryOut(commands, 'k', 'line.extend', until);
      bench.clock.advance({ days: 60 });
      const again = await commands.submit({ key: 'k', panel: 'main', operation: 'line.extend', parameters: until });
      expect(again).toMatchObject({ state: 'confirmed', replayed: true });
    });

    it.each([
      ['other parameters', { panel: 'main', operation: 'line.extend', parameters: { line: { id: '2' }, ...oneMonth } }],
      ['another operation', { panel: 'main', operation: 'line.disable', parameters: alice }],
      ['another panel', { panel: 'second', operation: 'line.extend', parameters: { ...alice, ...oneMonth } }],
    ])('is refused for %s, and keeps its result', async (_, request) => {
      const first = await extend('stripe:in_1');
      await expect(commands.submit({ key: 'stripe:in_1', ...request })).rejects.toMatchObject({
        status: 422,
        code: 'key-reused',
      });
      expect(await commands.get('stripe:in_1')).toEqual(first);
    });

    it('is free again after a failure before anything was sent', async () => {
      expect(await extend('k', { id: '99' })).toMatchObject({
        state: 'failed',
        attempts: 0,
        error: { code: 'not-found' },
      });
      expect(await extend('k')).toMatchObject({ state: 'confirmed' });
    });

    it('is unknown until it is used', async () => {
      await expect(commands.get('nothing')).rejects.toMatchObject({ status: 404, code: 'unknown-command' });
    });

    it('submitted twice at once is one command', async () => {
      const request = { key: 'k', panel: 'main', operation: 'line.extend', parameters: { ...alice, ...oneMonth } };
      const views = await Promise.all(Array.from({ length: 50 }, () => commands.submit(request)));
      expect(views.filter((view) => !view.replayed)).toHaveLength(1);
      await commands.wait('k', 20);
      expect(expiry()).toBe('2027-02-15T12:00:00Z');
    });
  });

  describe('many at once', () => {
    it('adds fifty renewals of one line up to fifty months, by id and by username alike', async () => {
      const views = await Promise.all(
        Array.from({ length: 50 }, (_, n) => extend(`k${String(n)}`, n % 2 ? { id: '1' } : { username: 'alice' })),
      );
      expect(views.every((view) => view.state === 'confirmed' && view.attempts === 1)).toBe(true);
      expect(expiry()).toBe('2031-03-15T12:00:00Z');
    });

    it('gives one username to one line', async () => {
      const parameters = { username: 'carol', password: 'same', expiresAt: '2027-06-01', bouquetIds: ['1'] };
      const views = await Promise.all(['a', 'b', 'c'].map((key) => carryOut(commands, key, 'line.create', parameters)));
      expect(views.map((view) => view.error?.code ?? view.state).sort()).toEqual(['confirmed', 'exists', 'exists']);
      expect(bench.panel.writes).toEqual(['createLine carol']);
    });

    it('does not wait for another panel', async () => {
      let answer = (): void => undefined;
      const hanging = new Promise<void>((resolve) => (answer = resolve));
      second.around = () => hanging;
      await commands.submit({ key: 'slow', panel: 'second', operation: 'line.disable', parameters: alice });
      expect(await extend('k')).toMatchObject({ state: 'confirmed' });
      expect(await commands.get('slow')).toMatchObject({ state: 'intended' });
      answer();
    });
  });

  describe('a fault that passes', () => {
    it('with the request lost: sends again', async () => {
      loseAnswers(bench.panel, 'before', 'updateLine', 2);
      expect(await extend('k')).toMatchObject({ state: 'confirmed', attempts: 3 });
      expect(expiry()).toBe('2027-02-15T12:00:00Z');
    });

    it('with only the answer lost: reads back and does not send again', async () => {
      loseAnswers(bench.panel, 'after', 'updateLine');
      expect(await extend('k')).toMatchObject({ state: 'confirmed', attempts: 1 });
      expect(bench.panel.writes).toHaveLength(1);
    });

    it('with the answer and the reading back lost: finds the line created', async () => {
      let calls = 0;
      bench.panel.around = (moment, method) => {
        if (moment === 'after' && method === 'createLine') calls = 1;
        if (calls > 0 && calls++ < 4) throw new PanelError('timeout', 'No answer.');
      };
      const view = await carryOut(commands, 'k', 'line.create', { expiresAt: '2027-06-01', bouquetIds: ['1'] });
      expect(view).toMatchObject({ state: 'confirmed', attempts: 1, result: { id: '3' } });
    });

    it('takes a deletion that is refused the second time for done', async () => {
      let lost = false;
      bench.panel.around = (moment, method) => {
        // The panel is slow: it deletes only after it was read back.
        if (moment !== 'before' || method !== 'deleteLine' || lost) return;
        lost = true;
        setImmediate(() => setImmediate(() => bench.panel.lines.delete('1')));
        throw new PanelError('timeout', 'No answer.');
      };
      expect(await carryOut(commands, 'k', 'line.delete', alice)).toMatchObject({ state: 'confirmed' });
    });

    it('keeps a command for later and shows what holds it up', async () => {
      bench.panel.around = away;
      const parameters = { ...alice, ...oneMonth };
      await commands.submit({ key: 'k', panel: 'main', operation: 'line.extend', parameters });
      await waitUntil(async () => (await commands.get('k')).error?.code === 'unreachable');
      expect(await commands.wait('k', 0)).toMatchObject({ state: 'intended', attempts: 0 });
      // Meanwhile the operator renews by hand; the month bought comes on top.
      bench.panel.change('1', { expiresAt: '2027-03-15T12:00:00Z' });
      bench.panel.around = () => undefined;
      expect(await commands.wait('k', 20)).toMatchObject({ state: 'confirmed', error: null });
      expect(expiry()).toBe('2027-04-15T12:00:00Z');
    });

    it('lets later commands of the same line wait', async () => {
      let lost = true;
      bench.panel.around = (_, method) => (lost && method === 'updateLine' ? away() : undefined);
      const first = extend('k1');
      await waitUntil(async () => ((await stored('k1'))?.attempts ?? 0) > 1);
      const next = extend('k2');
      await waitUntil(async () => (await stored('k2')) !== null);
      expect(await commands.get('k2')).toMatchObject({ state: 'intended', attempts: 0 });
      lost = false;
      expect([await first, await next]).toMatchObject([{ state: 'confirmed' }, { state: 'confirmed', attempts: 1 }]);
      expect(expiry()).toBe('2027-03-15T12:00:00Z');
    });

    it('is given up after a day, with an event for a person', async () => {
      bench.panel.around = away;
      const ended = extend('k');
      await waitUntil(() => isHeldUp('k'));
      bench.clock.advance({ hours: 24 });
      expect(await ended).toMatchObject({ state: 'failed', attempts: 0, error: { code: 'unreachable' } });
      expect(await failures()).toMatchObject([
        {
          panel: 'main',
          subject: 'command:k',
          origin: 'daemon',
          data: { code: 'unreachable', command: { key: 'k', operation: 'line.extend' } },
        },
      ]);
    });

    it('waits, once kept, until the access to the panel is mended', async () => {
      bench.panel.around = (_, method) => (method === 'updateLine' ? away() : undefined);
      const ended = extend('k');
      await waitUntil(async () => (await stored('k'))?.state === 'sent');
      bench.panel.around = () => {
        throw new PanelError('wrong-key', 'The panel does not know this API key.');
      };
      await waitUntil(async () => (await commands.get('k')).error?.code === 'wrong-key');
      bench.panel.around = () => undefined;
      expect(await ended).toMatchObject({ state: 'confirmed' });
    });
  });

  describe('a refusal', () => {
    it.each([
      ['a line that is not there', 'line.extend', { line: { id: '99' }, ...oneMonth }, 'not-found'],
      [
        'a username that is taken',
        'line.create',
        { username: 'bob', expiresAt: '2027-06-01', bouquetIds: ['1'] },
        'exists',
      ],
      ['a package that is not there', 'line.create', { packageId: '7' }, 'invalid-parameter'],
    ])('before sending answers whoever asked and raises nothing: %s', async (_, operation, parameters, code) => {
      expect(await carryOut(commands, 'k', operation, parameters)).toMatchObject({
        state: 'failed',
        attempts: 0,
        error: { code },
      });
      expect(await failures()).toEqual([]);
    });

    it('of a wrong key answers at once when nothing was sent', async () => {
      bench.panel.around = () => {
        throw new PanelError('wrong-key', 'The panel does not know this API key.', { hint: 'Copy it anew.' });
      };
      expect(await extend('k')).toMatchObject({
        state: 'failed',
        error: { code: 'wrong-key', message: 'The panel does not know this API key.', hint: 'Copy it anew.' },
      });
    });

    it('of parameters comes before anything is written down', async () => {
      await expect(extend('k', { id: 'x' })).rejects.toMatchObject({ code: 'invalid-parameter', field: 'line' });
      await expect(commands.get('k')).rejects.toMatchObject({ code: 'unknown-command' });
    });

    it.each([
      ['line.get', 'line.get only reads'],
      ['line.fly', 'there is no operation line.fly'],
    ])('of %s, which is no write', async (operation, problem) => {
      const submitted = commands.submit({ key: 'k', panel: 'main', operation, parameters: alice });
      await expect(submitted).rejects.toMatchObject({ status: 422, message: `operation: ${problem}` });
    });

    it('of a panel nobody configured', async () => {
      const submitted = commands.submit({ key: 'k', panel: 'x', operation: 'line.disable', parameters: alice });
      await expect(submitted).rejects.toMatchObject({ status: 404, code: 'unknown-panel' });
    });

    it('of an empty key', async () => {
      await expect(extend('')).rejects.toMatchObject({ status: 422, more: { field: 'key' } });
    });

    it('by the panel after sending ends the command, takes its key, and is an event', async () => {
      bench.panel.around = (moment, method) => {
        if (moment === 'before' && method === 'updateLine')
          throw new PanelError('rejected', 'The panel refused the date.', { panelStatus: 'STATUS_INVALID_DATE' });
      };
      expect(await extend('k')).toMatchObject({ state: 'failed', attempts: 1, error: { code: 'rejected' } });
      bench.panel.around = () => undefined;
      expect(await extend('k')).toMatchObject({ state: 'failed' });
      expect(expiry()).toBe('2027-01-15T12:00:00Z');
      expect(await failures()).toHaveLength(1);
    });

    it('to believe a success that changed nothing', async () => {
      bench.panel.updateLine = (id) => bench.panel.getLine(id);
      expect(await extend('k')).toMatchObject({ state: 'failed', error: { code: 'not-verified' } });
      expect(await failures()).toHaveLength(1);
    });

    it('to call a line saved with other values well', async () => {
      const save = bench.panel.updateLine.bind(bench.panel);
      bench.panel.updateLine = async (id, changes) => {
        await save(id, changes);
        throw new PanelError('not-verified', 'The panel kept other values: bouquetIds.', { field: 'bouquetIds' });
      };
      expect(await extend('k')).toMatchObject({
        state: 'failed',
        error: { code: 'not-verified', field: 'bouquetIds' },
      });
    });
  });

  it('leaves a change made by hand after sending to a person', async () => {
    bench.panel.around = (moment, method) => {
      if (moment !== 'before' || method !== 'updateLine') return;
      bench.panel.change('1', { expiresAt: '2028-01-01T00:00:00Z' });
      away();
    };
    const view = await extend('k');
    expect(view).toMatchObject({ state: 'failed', attempts: 1, error: { code: 'conflict' } });
    expect(view.error?.message).toContain('2028-01-01T00:00:00Z');
    expect(expiry()).toBe('2028-01-01T00:00:00Z');
    expect(await failures()).toHaveLength(1);
  });

  it('raises an event when a command kept for later is refused at last', async () => {
    bench.panel.around = away;
    const ended = extend('k');
    await waitUntil(() => isHeldUp('k'));
    bench.panel.lines.delete('1');
    bench.panel.around = () => undefined;
    expect(await ended).toMatchObject({ state: 'failed', attempts: 0, error: { code: 'not-found' } });
    expect(await failures()).toHaveLength(1);
  });

  describe('waiting', () => {
    it('ends when the caller goes away', async () => {
      bench.panel.around = away;
      const parameters = { ...alice, ...oneMonth };
      await commands.submit({ key: 'k', panel: 'main', operation: 'line.extend', parameters });
      const caller = new AbortController();
      const waiting = commands.wait('k', 600, caller.signal);
      caller.abort();
      expect(await waiting).toMatchObject({ state: 'intended' });
    });

    it('ends when the daemon stops, which leaves what is unfinished to the next start', async () => {
      bench.panel.around = away;
      const waiting = extend('k');
      await waitUntil(() => isHeldUp('k'));
      await commands.stop();
      expect(await waiting).toMatchObject({ state: 'intended' });
      await expect(extend('k2')).rejects.toMatchObject({ status: 503, code: 'stopping' });
      bench.panel.around = () => undefined;
      commands = await bench.start();
      expect(await commands.wait('k', 20)).toMatchObject({ state: 'confirmed' });
      expect(expiry()).toBe('2027-02-15T12:00:00Z');
    });

    it('a stop does not wait for a panel that a hanging pass keeps', async () => {
      let admit: () => void = () => undefined;
      const hanging = new Promise<void>((resolve) => (admit = resolve));
      await commands.stop();
      let asked = false;
      commands = await bench.start({
        change: async (work) => {
          asked = true;
          await hanging;
          return work();
        },
      });
      const waiting = extend('k');
      await waitUntil(() => asked);
      await commands.stop();
      expect(await waiting).toMatchObject({ state: 'intended', attempts: 0 });
      admit();
      await new Promise((resolve) => setImmediate(resolve));
      expect(bench.panel.writes).toEqual([]);
    });

    it('for a stop finishes what was sent', async () => {
      let stopped: Promise<void> | undefined;
      bench.panel.around = (moment, method) => {
        if (moment === 'before' && method === 'updateLine') stopped = commands.stop();
      };
      await extend('k');
      await stopped;
      expect(await commands.get('k')).toMatchObject({ state: 'confirmed' });
    });
  });

  it('shows no password on disk, in the log, or in an event', async () => {
    const password = 'correct-horse-battery';
    const parameters = { username: 'carol', password, expiresAt: '2027-06-01', bouquetIds: ['1'] };
    const onDisk = async (): Promise<string> => {
      const files = await readdir(bench.folder);
      return (await Promise.all(files.map((file) => readFile(join(bench.folder, file), 'latin1')))).join('');
    };
    loseAnswers(bench.panel, 'after', 'createLine');
    const shown: string[] = [];
    const lost = bench.panel.around;
    bench.panel.around = async (moment, method) => {
      shown.push(await onDisk());
      await lost(moment, method);
    };
    const view = await carryOut(commands, 'k', 'line.create', parameters);
    expect(view.result).toMatchObject({ password });
    shown.push(await onDisk(), bench.logged(), JSON.stringify(await bench.log.read()));
    expect(shown.join('')).toContain('line.create');
    expect(shown.filter((text) => text.includes(password))).toEqual([]);
  });
});
