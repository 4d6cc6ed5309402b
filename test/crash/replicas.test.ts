import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '../../daemon/testing';
import { Fleet } from './fleet';
import { report } from './rounds';

/** How long replicas are killed in turn. Seconds. @default 60 */
const seconds = Number(process.env['XTREAM_UI_REPLICA_SECONDS'] ?? 60);

describe('three replicas on one PostgreSQL', () => {
  const fleet = new Fleet();
  beforeAll(async () => {
    await fleet.begin();
  });
  afterAll(() => fleet.end());

  const isShared = async (): Promise<boolean> => {
    const alive = (await fleet.replicas()).filter(({ alive: lives }) => lives);
    return alive.length === 3 && alive.every(({ duties }) => duties.length >= 1);
  };

  /** Load until `over`. */
  const underLoad = async (over: () => boolean): Promise<void> => {
    while (!over()) await Promise.all([fleet.round(), sleep(200)]);
  };

  it(
    `killed -9 in turn for ${String(seconds)} s under load: nothing lost, nothing twice, no panel asked by two at once`,
    async () => {
      const until = Date.now() + seconds * 1000;
      const over = (): boolean => Date.now() > until;
      const load = underLoad(over);
      let kills = 0;
      for (; !over(); kills += 1) {
        const name = fleet.names[kills % 3] ?? '';
        await sleep(2000 + Math.random() * 4000);
        await fleet.kill(name);
        await sleep(Math.random() * 5000);
        await fleet.start(name);
      }
      await load;
      const findings = await fleet.findings();
      const passes = [...fleet.witness.passes.values()].reduce((sum, count) => sum + count, 0);
      const commands = [...fleet.panels.values()].reduce((sum, { ledger }) => sum + ledger.confirmed.size, 0);
      const events = fleet.feed.all.length;
      report({ crash: 'replicas', seconds, kills, passes, commands, events, findings: findings.length });
      expect(findings).toEqual([]);
      await waitUntil(isShared, 'the duties to be shared by three', 30_000);
    },
    seconds * 1000 + 240_000,
  );

  it('one frozen for longer than its lease: another takes its panel over, and nothing it does after waking counts', async () => {
    await waitUntil(isShared, 'the duties to be shared by three', 30_000);
    for (let round = 0; round < 2; round += 1) {
      const holder = await fleet.holderOf('north');
      if (holder === undefined) throw new Error('Nobody has the panel.');
      let over = false;
      const load = underLoad(() => over);
      await sleep(1000 + Math.random() * 500);
      const thaw = fleet.freeze(holder);
      await waitUntil(
        async () => ![undefined, holder].includes(await fleet.holderOf('north').catch(() => undefined)),
        'another to take the panel',
        60_000,
      );
      await sleep(500);
      thaw();
      await sleep(3000);
      over = true;
      await load;
      await waitUntil(isShared, 'the duties to be shared by three', 30_000);
    }
    expect(await fleet.findings()).toEqual([]);
  }, 240_000);
});
