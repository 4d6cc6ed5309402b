import { freshDatabase } from '../../daemon/testing';
import { startCutter, type Cutter } from '../services/cutter';
import { startPostgres, type PostgresServer } from '../services/postgres-server';
import { Campaign, nothing } from './campaign';
import { randomMoment, report } from './rounds';

const rounds = 20;

/** The connection to PostgreSQL breaks, the daemon does not. */
describe('a PostgreSQL that is cut off in the middle of transactions', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let cutter: Cutter;
  let campaign: Campaign;
  beforeAll(async () => {
    database = await freshDatabase();
    const url = new URL(database.url);
    cutter = await startCutter(Number(url.port === '' ? 5432 : url.port));
    url.port = String(cutter.port);
    campaign = await Campaign.begin({ postgres: url.toString() });
  });
  afterAll(async () => {
    await campaign.end();
    await cutter.stop();
    await database.drop();
  });

  it(`${String(rounds)} times, silently now and then: nothing is lost and nothing done twice`, async () => {
    for (let round = 1; round <= rounds; round += 1) {
      const work = campaign.round(round);
      await randomMoment(500);
      if (round % 4 === 0) {
        cutter.hold();
        await randomMoment(1000);
      }
      if (round % 5 === 0) cutter.close();
      cutter.cut();
      await work;
      await campaign.round(1000 + round);
      cutter.open();
    }
    const findings = await campaign.findings();
    report({ crash: 'postgres-cut', rounds, lost: findings.lost.length, duplicated: findings.duplicated.length });
    expect(findings).toEqual(nothing);
  });
});

describe('a PostgreSQL that is killed and comes back', () => {
  let server: PostgresServer;
  let campaign: Campaign;
  beforeAll(async () => {
    server = await startPostgres();
    campaign = await Campaign.begin({ postgres: server.url });
  });
  afterAll(async () => {
    await campaign.end();
    await server.stop();
  });

  it('five times: the daemon goes on by itself, nothing is lost and nothing done twice', async () => {
    for (let round = 1; round <= 5; round += 1) {
      const work = campaign.round(round);
      await randomMoment(500);
      await server.crash();
      await work;
      await campaign.round(100 + round);
      await server.start();
      await campaign.round(200 + round);
    }
    const findings = await campaign.findings();
    report({ crash: 'postgres-killed', rounds: 5, lost: findings.lost.length, duplicated: findings.duplicated.length });
    expect(findings).toEqual(nothing);
  });
});
