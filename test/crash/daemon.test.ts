import { freshDatabase } from '../../daemon/testing';
import { Campaign, nothing } from './campaign';
import { daemonRounds, randomMoment, report } from './rounds';

/** The daemon as a process, killed -9 again and again at random moments while all it does goes on at once; some kills fall into its start. */
describe.each(['sqlite', 'postgres'] as const)('the daemon over %s', (store) => {
  let database: Awaited<ReturnType<typeof freshDatabase>> | undefined;
  let campaign: Campaign;

  beforeAll(async () => {
    database = store === 'postgres' ? await freshDatabase() : undefined;
    campaign = await Campaign.begin(database === undefined ? {} : { postgres: database.url });
  });
  afterAll(async () => {
    await campaign.end();
    await database?.drop();
  });

  it(`killed -9 ${String(daemonRounds)} times, loses nothing, does nothing twice, and keeps the order of each line`, async () => {
    for (let round = 1; round <= daemonRounds; round += 1) {
      // Most kills fall among work, every fifth into the start itself.
      const work = round % 5 === 0 ? undefined : campaign.round(round);
      // On PostgreSQL, nothing is done before the lease of the one that was killed has run out.
      await randomMoment(store === 'sqlite' ? 700 : 2500);
      await campaign.daemon.kill();
      await work;
      await campaign.start(round % 5 !== 4 || round === daemonRounds);
    }
    const findings = await campaign.findings();
    const { lost, duplicated, renewals, feed, pushes } = findings;
    report({
      crash: store,
      rounds: daemonRounds,
      lost: lost.length,
      duplicated: duplicated.length,
      wrongEffects: renewals.length,
      wrongLeases: feed.length,
      wrongPushes: pushes.length,
    });
    expect(findings).toEqual(nothing);
    expect(campaign.ledger.of('panel.mass_change_held')).toEqual([]);
  });
});
