import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { startDemoPanel } from './index';
import { call, callList, callRow } from './testing';

// Some of these do a lot of work, which takes its time on a busy machine.
jest.setTimeout(60_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-panel-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the state file', () => {
  it('keeps lines, access code, key and the last id over a restart', async () => {
    const stateFile = join(folder, 'deep', 'state.json');
    const first = await startDemoPanel({ seed: { lines: [{ username: 'a' }, { username: 'b' }] }, stateFile });
    await call(first, 'ban_line', { id: 1 });
    await call(first, 'delete_line', { id: 2 });
    await first.stop();
    const second = await startDemoPanel({ seed: 'demo', stateFile });
    const data = await callRow(second, 'create_line', { username: 'c', bouquets_selected: '[]' });
    const lines = await callList(second, 'get_lines');
    await second.stop();
    expect([second.accessCode, second.apiKey]).toEqual([first.accessCode, first.apiKey]);
    expect(data.id).toBe('3');
    expect(lines.data).toMatchObject([{ username: 'a', admin_enabled: 0 }, { username: 'c' }]);
    expect(readdirSync(join(folder, 'deep'))).toEqual(['state.json']);
  });

  it('is written soon after a change', async () => {
    const stateFile = join(folder, 'state.json');
    const panel = await startDemoPanel({ seed: { lines: [{ username: 'a' }] }, stateFile });
    await call(panel, 'disable_line', { id: 1 });
    const isSaved = () =>
      existsSync(stateFile) && /"username":"a"[^}]*"enabled":0/.test(readFileSync(stateFile, 'utf8'));
    while (!isSaved()) await new Promise((resolve) => setTimeout(resolve, 5));
    await panel.stop();
  });

  it('is not overwritten when it is damaged', async () => {
    const stateFile = join(folder, 'state.json');
    writeFileSync(stateFile, '{"format":1,');
    await expect(startDemoPanel({ stateFile })).rejects.toThrow(
      `state file ${stateFile} cannot be read: delete it to start afresh`,
    );
    expect(readFileSync(stateFile, 'utf8')).toBe('{"format":1,');
  });
});

describe('the demo seed', () => {
  it('is a believable service of invented people', async () => {
    const panel = await startDemoPanel();
    const now = Date.now() / 1000;
    const lines = panel.state.plainLines();
    await panel.stop();
    expect(lines).toHaveLength(320);
    expect(new Set(lines.map(({ username }) => username)).size).toBe(320);
    for (const { contact } of lines) expect(contact).toMatch(/^[a-z.]+\.\d+@example\.com$/);
    const has = (wanted: (line: (typeof lines)[number]) => boolean) => lines.filter(wanted).length;
    expect(has(({ exp_date: expiry }) => expiry === null)).toBeGreaterThan(5);
    expect(has(({ exp_date: expiry }) => expiry !== null && expiry < now)).toBeGreaterThan(10);
    expect(has(({ exp_date: expiry }) => expiry !== null && expiry > now && expiry < now + 3 * 86_400)).toBeGreaterThan(
      5,
    );
    expect(has(({ enabled }) => enabled === 0)).toBeGreaterThan(2);
    expect(has(({ admin_enabled: isAllowed }) => isAllowed === 0)).toBeGreaterThan(0);
    expect(has(({ is_trial: isTrial }) => isTrial === 1)).toBeGreaterThan(5);
    expect(has(({ admin_notes: notes }) => /[\u0600-\u06ff]/.test(notes ?? ''))).toBeGreaterThan(50);
    expect(panel.state.connections.size).toBeGreaterThan(5);
    expect(panel.state.packages.size).toBe(7);
    expect(panel.state.bouquets.size).toBe(10);
  });

  it('holds 100,000 lines and pages through them', async () => {
    const panel = await startDemoPanel({ lines: 100_000 });
    const seen = new Set<unknown>();
    for (let start = 0; ; start += 5000) {
      const { data } = await callList(panel, 'get_lines', { start, limit: 5000, show_columns: 'id' });
      if (data.length === 0) break;
      for (const { id } of data) seen.add(id);
    }
    await panel.stop();
    expect(seen.size).toBe(100_000);
  });
});

it('lists every line exactly once, in order of ids, whatever came and went and however long the pages are', async () => {
  const panel = await startDemoPanel({ seed: 'empty' });
  const alive = new Set<number>();
  const step = fc.oneof(fc.constant('create' as const), fc.nat());
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.integer({ min: 1, max: 7 }), async (steps, limit) => {
      for (const wanted of steps) {
        if (wanted === 'create') {
          alive.add(Number((await callRow(panel, 'create_line', { bouquets_selected: '[]' })).id));
        } else if (alive.size > 0) {
          const id = [...alive][wanted % alive.size] ?? 0;
          await call(panel, 'delete_line', { id });
          alive.delete(id);
        }
      }
      const listed: number[] = [];
      for (let start = 0; ; start += limit) {
        const { data } = await callList(panel, 'get_lines', { start, limit });
        if (data.length === 0) break;
        for (const { id } of data) listed.push(Number(id));
      }
      expect(listed).toEqual([...alive].sort((a, b) => a - b));
    }),
    { numRuns: 15 },
  );
  await panel.stop();
});
