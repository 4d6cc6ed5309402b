import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '../../daemon/testing';
import { instantFromUnix } from '../../panel';
import { Campaign, nothing } from './campaign';

const day = 86_400;

/** The daemon's clock is set while it runs, as a machine's is that was wrong: days ahead, back, and ahead again. The panel's goes with it, or stays. */
describe('a clock that jumps', () => {
  let folder: string;
  let campaign: Campaign;

  /** The panel's clock is the same machine's. */
  let panelToo = true;
  let shift = 0;

  const jumpTo = (days: number): void => {
    if (panelToo) shift = days * day * 1000;
    writeFileSync(join(folder, 'shift'), String(days * day * 1000));
    process.kill(campaign.daemon.pid, 'SIGUSR2');
  };
  const told = async (): Promise<string[]> => {
    await campaign.readLog();
    return ['line.expiring', 'line.expired']
      .flatMap((type) => campaign.ledger.of(type))
      .filter(({ subject }) => subject === 'line:main/5')
      .map(({ type, time, data }) => `${type} ${String(data.daysLeft ?? 0)} ${time}`);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xtream-ui-clock-'));
    writeFileSync(join(folder, 'shift'), '0');
    campaign = await Campaign.begin({
      panelClock: () => Date.now() + shift,
      env: {
        NODE_OPTIONS: `--require ${join(__dirname, 'shifted-clock.cjs')}`,
        SHIFTED_CLOCK: join(folder, 'shift'),
      },
    });
  });
  afterAll(async () => {
    await campaign.end();
    await rm(folder, { recursive: true, force: true });
  });

  const expireIn = async (days: number): Promise<number> => {
    const expiry = Math.floor((Date.now() + shift) / 1000) + days * day;
    const line = campaign.panel.state.lines.get(5);
    if (line) line.exp_date = expiry;
    await waitUntil(
      async () => {
        await campaign.readLog();
        return campaign.ledger.all.at(-1)?.data.line?.expiresAt === instantFromUnix(expiry);
      },
      'the new expiry to be seen',
      20_000,
    );
    return expiry;
  };

  it('with the panel’s: each expiry is told of once, at its own time, and no work stops', async () => {
    const expiry = await expireIn(10);
    const expected = [7, 3, 1, 0].map(
      (days) => `line.${days === 0 ? 'expired' : 'expiring'} ${String(days)} ${instantFromUnix(expiry - days * day)}`,
    );
    await campaign.round(1);
    jumpTo(8);
    await waitUntil(async () => (await told()).length === 2, 'the first two thresholds', 30_000);
    expect(await told()).toEqual(expected.slice(0, 2));
    jumpTo(0);
    await campaign.round(2);
    jumpTo(30);
    await waitUntil(async () => (await told()).length === 4, 'all thresholds', 30_000);
    await campaign.round(3);
    jumpTo(-30);
    await campaign.round(4);
    jumpTo(0);
    expect(await campaign.findings()).toEqual(nothing);
    expect(await told()).toEqual(expected);
  });

  it('alone: nothing is told before its time by the panel’s clock', async () => {
    await expireIn(9);
    const before = await told();
    panelToo = false;
    jumpTo(60);
    await waitUntil(async () => (await skew()) < -59 * day, 'the difference to be known', 30_000);
    await campaign.round(5);
    expect(await told()).toEqual(before);
    jumpTo(0);
    await waitUntil(async () => Math.abs(await skew()) < 10, 'the difference to be gone', 30_000);
    expect(await campaign.findings()).toEqual(nothing);
    expect(await told()).toEqual(before);
  });

  const skew = async (): Promise<number> => {
    const { panels } = await campaign.daemon.call<{ panels: Array<{ clockSkewSeconds: number }> }>('GET', '/v1/panels');
    return panels[0]?.clockSkewSeconds ?? 0;
  };
});
