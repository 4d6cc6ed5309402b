import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import pg from 'pg';
import { EventLog } from '../events';
import { lockFolder } from '../lock';
import { migrations } from '../migrations';
import { Store } from '../store';
import { describeWithPostgres, freshDatabase } from '../testing';
import { everyRowOf, fillEveryTable, textOf } from './testing/fill';
import { backUp, move, restore } from '.';

jest.setTimeout(60_000);

const now = new Date('2027-01-01T00:00:00Z');
const options = { now, migrations };

let folder: string;
let data: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xtream-ui-sync-'));
  data = join(folder, 'data');
  file = join(data, 'state.db');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A data folder with something in every table. */
async function filledData(rows = 3): Promise<void> {
  mkdirSync(data);
  await (await Store.open({ file, migrations })).close();
  fillEveryTable(file, rows);
  writeFileSync(join(data, 'secret.key'), 'the key of these tests\n', { mode: 0o600 });
}

describe('a backup', () => {
  it('holds all there was, with the key, for its owner only', async () => {
    await filledData();
    const made = await backUp(data, join(folder, 'backups'), options);
    expect(everyRowOf(made.store)).toEqual(everyRowOf(file));
    expect(made.store).toBe(join(folder, 'backups', '20270101T000000Z', 'state.db'));
    expect(readFileSync(made.key!, 'utf8')).toBe('the key of these tests\n');
    for (const path of [made.store, made.key!]) expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'backups', '20270101T000000Z')).mode & 0o777).toBe(0o700);
  });

  it('is the store at one moment, although the daemon goes on writing', async () => {
    await filledData();
    const store = await Store.open({ file, migrations });
    const log = new EventLog(store);
    const stop = new AbortController();
    const appendOn = (async () => {
      while (!stop.signal.aborted) {
        await nextTurn();
        // Two events in each transaction: a copy with one of them would not be of one moment.
        const drafts = ['a', 'b'].map((subject) => ({
          type: 'line.created' as const,
          panel: 'main',
          subject,
          time: '2027-01-01T00:00:00Z',
          origin: 'panel' as const,
          data: {},
        }));
        await store.write((trx, afterCommit) => log.append(trx, afterCommit, drafts));
      }
    })();
    const counts: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const made = await backUp(data, join(folder, `${String(round)}.db`), options);
      counts.push((everyRowOf(made.store)['events'] ?? []).filter((row) => row.includes('line.created')).length);
    }
    stop.abort();
    await appendOn;
    await store.close();
    expect(counts.map((count) => count % 2)).toEqual([0, 0, 0, 0, 0]);
    expect(counts.at(-1)).toBeGreaterThan(counts[0]!);
  });

  it('as a file is the store alone', async () => {
    await filledData();
    const made = await backUp(data, join(folder, 'alone.db'), options);
    expect(made).toMatchObject({ store: join(folder, 'alone.db'), key: null });
  });

  it('overwrites nothing, and says where there is no store', async () => {
    await expect(backUp(data, join(folder, 'x.db'), options)).rejects.toThrow('There is no store');
    await filledData();
    await backUp(data, join(folder, 'x.db'), options);
    await expect(backUp(data, join(folder, 'x.db'), options)).rejects.toThrow('there already');
    await backUp(data, folder, options);
    await expect(backUp(data, folder, options)).rejects.toThrow('there already');
  });
});

describe('a restore', () => {
  const change = () => {
    const database = new DatabaseSync(file);
    database.exec('DELETE FROM feeds');
    database.close();
  };

  it('brings all of it back, and keeps aside what was there', async () => {
    await filledData();
    const before = everyRowOf(file);
    const made = await backUp(data, folder, options);
    change();
    writeFileSync(join(data, 'secret.key'), 'another key\n');
    const restored = await restore(data, join(made.store, '..'), { ...options, force: true });
    expect(everyRowOf(file)).toEqual(before);
    expect(readFileSync(join(data, 'secret.key'), 'utf8')).toBe('the key of these tests\n');
    expect(restored).toEqual({ replaced: join(data, 'replaced-20270101T000000Z'), key: true });
    expect(everyRowOf(join(restored.replaced!, 'state.db'))['feeds']).toEqual([]);
    expect(readFileSync(join(restored.replaced!, 'secret.key'), 'utf8')).toBe('another key\n');
  });

  it('makes a data folder where there is none', async () => {
    await filledData();
    const made = await backUp(data, folder, options);
    const elsewhere = join(folder, 'elsewhere');
    expect(await restore(elsewhere, join(made.store, '..'), { ...options, force: false })).toEqual({
      replaced: null,
      key: true,
    });
    expect(everyRowOf(join(elsewhere, 'state.db'))).toEqual(everyRowOf(file));
  });

  it('is refused without --force where there is a store, and while a daemon works there', async () => {
    await filledData();
    const made = await backUp(data, join(folder, 'x.db'), options);
    await expect(restore(data, made.store, { ...options, force: false })).rejects.toThrow('--force');
    const unlock = lockFolder(join(data, 'daemon.lock'));
    await expect(restore(data, made.store, { ...options, force: true })).rejects.toThrow('Stop it first');
    unlock?.();
    expect(await readdir(data)).not.toContain('state.restoring.db');
  });

  it('is refused from what is damaged, from something else, from a newer version, and from nothing', async () => {
    await filledData(200);
    const damaged = (await backUp(data, join(folder, 'damaged.db'), options)).store;
    const bytes = readFileSync(damaged);
    bytes.fill(0x55, 4096 * 4, 4096 * 8);
    writeFileSync(damaged, bytes);
    const other = join(folder, 'other.db');
    writeFileSync(other, 'no database at all, but a text of some length');
    const newer = (await backUp(data, join(folder, 'newer.db'), options)).store;
    const database = new DatabaseSync(newer);
    database.exec(`INSERT INTO migrations VALUES ('later-1-table', '')`);
    database.close();
    const before = everyRowOf(file);
    const refusal = (from: string) =>
      restore(data, from, { ...options, force: true }).then(
        () => 'restored',
        (error: unknown) => (error as Error).message,
      );
    expect(await refusal(damaged)).toMatch(/damaged/);
    expect(await refusal(other)).toMatch(/no store/);
    expect(await refusal(newer)).toMatch(/newer version/);
    expect(await refusal(join(folder, 'nowhere.db'))).toMatch(/no store/);
    expect(everyRowOf(file)).toEqual(before);
  });
});

describeWithPostgres('moving a store to PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  beforeEach(async () => {
    database = await freshDatabase();
  });
  afterEach(() => database.drop());

  const moveAll = (progress: (done: number, total: number) => void = () => undefined) =>
    move(data, database.url, { migrations, progress });
  const everyRowThere = async (): Promise<Record<string, string[]>> => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    client.setTypeParser(pg.types.builtins.INT8, Number);
    const found: Record<string, string[]> = {};
    for (const name of Object.keys(everyRowOf(file))) {
      const { rows } = await client.query<Record<string, unknown>>(`SELECT * FROM ${name}`);
      found[name] = rows.map(textOf).sort();
    }
    await client.end();
    return found;
  };

  it('takes every row of every table along, and leaves the source as it was', async () => {
    await filledData(1234);
    const before = readFileSync(file);
    const told: Array<[number, number]> = [];
    const moved = await moveAll((done, total) => told.push([done, total]));
    expect(await everyRowThere()).toEqual(everyRowOf(file));
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(moved.tables.every(({ rows }) => rows === 1234)).toBe(true);
    expect(told.at(-1)![0]).toBe(told.at(-1)![1]);
  });

  it('goes on numbering after the highest number ever given, also where that row is gone', async () => {
    await filledData(5);
    const source = new DatabaseSync(file);
    source.exec('DELETE FROM events WHERE sequence > 2');
    source.close();
    await moveAll();
    const store = await Store.open({ postgres: database.url, migrations });
    const [event] = await store.write((trx, afterCommit) =>
      new EventLog(store).append(trx, afterCommit, [
        { type: 'line.created', panel: null, subject: 'x', time: '2027-01-01T00:00:00Z', origin: 'panel', data: {} },
      ]),
    );
    await store.close();
    expect(event?.sequence).toBe(6);
  });

  it('starts with an empty store, too', async () => {
    await filledData(0);
    await moveAll();
    const store = await Store.open({ postgres: database.url, migrations });
    const [event] = await store.write((trx, afterCommit) =>
      new EventLog(store).append(trx, afterCommit, [
        { type: 'line.created', panel: null, subject: 'x', time: '2027-01-01T00:00:00Z', origin: 'panel', data: {} },
      ]),
    );
    await store.close();
    expect(event?.sequence).toBe(1);
  });

  it('keeps nothing when it is cut short, and can be begun again', async () => {
    await filledData(50);
    const before = everyRowOf(file);
    let rows = 0;
    const cut = moveAll((done) => {
      rows = done;
      if (done > 100) throw new Error('killed here');
    });
    await expect(cut).rejects.toThrow('killed here');
    expect(rows).toBeGreaterThan(100);
    expect(Object.values(await everyRowThere()).flat()).toEqual([]);
    await moveAll();
    expect(await everyRowThere()).toEqual(before);
  });

  it('is refused into a database that is not empty, while a daemon works, and of a newer version', async () => {
    await filledData();
    await moveAll();
    await expect(moveAll()).rejects.toThrow('not empty');
    const unlock = lockFolder(join(data, 'daemon.lock'));
    await expect(moveAll()).rejects.toThrow('Stop it first');
    unlock?.();
    const source = new DatabaseSync(file);
    source.exec(`INSERT INTO migrations VALUES ('later-1-table', '')`);
    source.close();
    await expect(moveAll()).rejects.toThrow('newer version');
    expect(existsSync(file)).toBe(true);
  });

  it('brings the tables an older version had; the daemon makes the others when it starts', async () => {
    await filledData();
    const source = new DatabaseSync(file);
    source.exec(`DROP TABLE panel_webhooks; DELETE FROM migrations WHERE id = 'panel-webhooks-1-messages'`);
    source.close();
    await moveAll();
    const store = await Store.open({ postgres: database.url, migrations });
    expect(await store.db.selectFrom('panel_webhooks').selectAll().execute()).toEqual([]);
    expect(await store.db.selectFrom('feeds').selectAll().execute()).toHaveLength(3);
    await store.close();
  });
});
