import { sql } from 'kysely';
import { PanelError, type LineSummary, type PanelAdapter } from '../../panel';
import { Sealer } from '../secrets';
import { define } from '../store';
import { FakeClock, openTestStore, type TestStore } from '../testing';
import { Gate } from './gate';
import { runPass, type PassResult } from './pass';
import { LineSnapshot } from './snapshot';
import { syncMigrations } from './tables';

const pageSize = 10;

/** A pass over lines that the test holds, on a real store. */
describe('a pass', () => {
  let test: TestStore;
  let snapshot: LineSnapshot;
  let gate: Gate;
  let stop: AbortController;
  let lines: Map<number, LineSummary>;
  let writes: number;
  /** Called before each page is answered, with the number of pages asked for so far. */
  let beforePage: (pages: number) => void;

  const line = (id: number, change: Partial<LineSummary> = {}): LineSummary => ({
    ...{ id: String(id), username: `user${String(id)}`, password: `pass${String(id)}`, ownerId: '1', ownerName: 'a' },
    ...{ expiresAt: '2027-06-01T00:00:00Z', enabled: true, banned: false, trial: false, restreamer: false },
    ...{ maxConnections: 1, activeConnections: 0, adminNotes: null, resellerNotes: null },
    ...change,
  });
  const put = (...changed: LineSummary[]): void => {
    for (const one of changed) lines.set(Number(one.id), one);
  };

  beforeEach(async () => {
    test = await openTestStore(syncMigrations);
    const sealer = new Sealer('the secret of the tests');
    snapshot = new LineSnapshot({ ...test, sealer, clock: new FakeClock(), thresholds: [7, 3, 1] });
    gate = new Gate();
    stop = new AbortController();
    lines = new Map();
    put(...Array.from({ length: 95 }, (_, index) => line(index + 1)));
    beforePage = () => undefined;
    await pass({ baseline: true });
  });
  afterEach(() => test.close());

  function pass({ baseline = false } = {}): Promise<PassResult> {
    let pages = 0;
    writes = 0;
    const adapter: Partial<PanelAdapter> = {
      linesAfter: (after, limit) => {
        pages += 1;
        beforePage(pages);
        const rows = [...lines.values()].filter(({ id }) => Number(id) > Number(after));
        return Promise.resolve(rows.sort((one, other) => Number(one.id) - Number(other.id)).slice(0, limit));
      },
    };
    const panel = {
      ...{ name: 'main', signal: stop.signal, isWaitedFor: () => gate.isWaitedFor },
      open: () => Promise.resolve(adapter as PanelAdapter),
      look: <T>(work: () => Promise<T>) => gate.look(work),
      write: ((work) => {
        writes += 1;
        return test.store.write(work);
      }) as TestStore['store']['write'],
    };
    return runPass(snapshot, panel, { baseline, pageSize });
  }
  const told = async (): Promise<string[]> =>
    (await test.log.read()).map(({ type, subject }) => `${type} ${subject.slice('line:main/'.length)}`);

  it('over unchanged lines writes nothing', async () => {
    await pass();
    expect(await pass()).toEqual({ seen: 95, known: 95, changed: [], vanished: [] });
    expect(writes).toBe(0);
  });

  it('takes differences of several pages in together', async () => {
    put(line(3, { enabled: false }), line(14, { banned: true }), line(28, { trial: true }), line(96));
    lines.delete(50);
    expect(await pass()).toMatchObject({ seen: 95, changed: [3, 14, 28, 96], vanished: [50] });
    expect(writes).toBeLessThan(4);
    expect(await told()).toEqual(['line.suspended 3', 'line.banned 14', 'line.trial_started 28', 'line.created 96']);
    expect(await pass()).toMatchObject({ changed: [], vanished: [50], known: 96 });
  });

  it('a line that a command made after the last page had been read was told of as deleted', async () => {
    let made: Promise<void> | undefined;
    beforePage = (pages) => {
      if (pages !== 10) return;
      made = gate.change(async () => {
        put(line(96));
        await test.store.write((trx, afterCommit) =>
          snapshot.lineSeen(trx, afterCommit, 'main', line(96), { key: 'k', operation: 'line.create' }),
        );
      });
    };
    expect(await pass()).toMatchObject({ seen: 95, vanished: [] });
    await made;
    expect(await pass()).toMatchObject({ seen: 96, changed: [], vanished: [] });
  });

  it('that breaks off has taken in what it read before', async () => {
    put(line(3, { enabled: false }), line(4, { banned: true }), line(90, { enabled: false }));
    beforePage = (pages) => {
      if (pages === 4) throw new PanelError('unreachable', 'The panel cannot be reached.');
    };
    await expect(pass()).rejects.toThrow('cannot be reached');
    expect(await told()).toEqual(['line.suspended 3', 'line.banned 4']);
    beforePage = () => undefined;
    await pass();
    expect(await told()).toEqual(['line.suspended 3', 'line.banned 4', 'line.suspended 90']);
  });

  it('that is told to stop takes in nothing more: another replica may be reading', async () => {
    put(line(3, { enabled: false }));
    beforePage = (pages) => {
      if (pages === 2) stop.abort(new Error('stop'));
    };
    await expect(pass()).rejects.toThrow('stop');
    expect(await told()).toEqual([]);
  });

  it('lets a command through between two pages, and takes its change for no other’s', async () => {
    let command: Promise<void> | undefined;
    beforePage = (pages) => {
      if (pages !== 2) return;
      put(line(1, { enabled: false }));
      command = gate.change(async () => {
        const changed = line(75, { enabled: false });
        put(changed);
        await test.store.write((trx, afterCommit) =>
          snapshot.lineSeen(trx, afterCommit, 'main', changed, { key: 'k', operation: 'line.disable' }),
        );
      });
    };
    await pass();
    await command;
    beforePage = () => undefined;
    await pass();
    const events = await test.log.read();
    expect(events.map(({ subject, origin, data }) => [subject, origin, data.command?.key])).toEqual([
      ['line:main/75', 'command', 'k'],
      ['line:main/1', 'panel', undefined],
    ]);
  });

  it('notices a line that goes back to what it was before a command changed it', async () => {
    await test.store.write((trx, afterCommit) =>
      snapshot.lineSeen(trx, afterCommit, 'main', line(40, { enabled: false }), {
        key: 'k',
        operation: 'line.disable',
      }),
    );
    expect(await pass()).toMatchObject({ changed: [40] });
    expect(await told()).toEqual(['line.suspended 40', 'line.resumed 40']);
  });

  it('after a command has deleted a line does not miss it', async () => {
    lines.delete(40);
    await test.store.write((trx, afterCommit) =>
      snapshot.lineGone(trx, afterCommit, 'main', '40', { key: 'k', operation: 'line.disable' }),
    );
    expect(await pass()).toEqual({ seen: 94, known: 94, changed: [], vanished: [] });
  });

  it('over a snapshot from before there were blocks tells of nothing but what has changed since', async () => {
    const { store } = test;
    await define(store.db, `ALTER TABLE lines ADD COLUMN fingerprint TEXT`);
    await sql`DROP TABLE line_blocks`.execute(store.db);
    const toBlocks = syncMigrations.find(({ id }) => id === 'sync-3-blocks');
    await store.write((trx) => toBlocks?.up(trx) ?? Promise.reject(new Error('there is no such migration')));
    put(line(7, { enabled: false }));
    lines.delete(8);
    expect(await pass()).toMatchObject({ known: 95, vanished: [8] });
    expect(await told()).toEqual(['line.suspended 7']);
    expect(await pass()).toMatchObject({ changed: [], vanished: [8] });
  });
});
