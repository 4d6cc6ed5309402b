import { startDemoPanel, type DemoPanel, type LineRow } from '../../../demo/panel';
import { executeWrite, operationById, parseParameters, XuiAdapter, type Line, type Write } from '../../index';
import { httpTransport, refusal } from '../../testing';

/** Trials and changes of package on the demo panel. */

const now = Date.parse('2026-11-01T00:00:00Z');
const context = { now, timeZone: 'UTC', randomByte: () => 7 };
const tenDaysOn = 1_794_355_200; // 2026-11-11T00:00:00Z

let demo: DemoPanel;
let adapter: XuiAdapter;
beforeEach(async () => {
  const month = { official_duration: 30, official_duration_in: 'days', official_credits: 10 };
  demo = await startDemoPanel({
    seed: {
      lines: [
        {
          username: 'alice',
          password: 'secret-1',
          exp_date: tenDaysOn,
          package_id: 1,
          bouquet: '[1]',
          contact: 'a@b.c',
        },
        { username: 'tester', password: 'secret-2', exp_date: tenDaysOn, is_trial: 1, enabled: 0 },
        { username: 'forever', password: 'secret-3', exp_date: null, package_id: 1 },
      ],
      bouquets: [{ bouquet_name: 'Basic' }, { bouquet_name: 'Sports' }],
      packages: [
        { package_name: 'Basic', ...month, bouquets: '[1]' },
        {
          package_name: 'Premium',
          ...month,
          official_credits: 20,
          bouquets: '[1,2]',
          max_connections: 3,
          output_formats: '[1]',
          is_trial: 1,
          trial_duration: 24,
          trial_duration_in: 'hours',
        },
        { package_name: 'Free', official_credits: 0, bouquets: '[1]' },
        { package_name: 'MAG only', is_line: 0, bouquets: '[1]' },
      ],
    },
  });
  adapter = new XuiAdapter(httpTransport(demo));
});
afterEach(() => demo.stop());

const run = async (id: string, given: Record<string, unknown>): Promise<Line> => {
  const operation = operationById(id) as Write;
  return (await executeWrite(operation, adapter, parseParameters(operation, given, context), context)) as Line;
};
const row = (username: string): LineRow => demo.state.lines.all().find((line) => line.username === username)!;
const premium = { bouquetIds: ['1', '2'], maxConnections: 3, outputs: ['hls'], packageId: '2' };

describe('line.createTrial', () => {
  it('gives what the package gives, for as long as it is sold as a trial', async () => {
    const line = await run('line.createTrial', { packageId: '2', username: 'nadia', contact: 'n@example.com' });
    expect(line).toMatchObject({
      ...premium,
      username: 'nadia',
      trial: true,
      expiresAt: '2026-11-02T00:00:00Z',
      contact: 'n@example.com',
    });
    expect(line.password).toHaveLength(12);
  });

  it.each([
    ['not sold as a trial', '1'],
    ['for devices', '4'],
    ['that is not there', '99'],
  ])('refuses a package %s', async (_name, packageId) => {
    const error = await refusal(() => run('line.createTrial', { packageId }));
    expect(error).toMatchObject({ code: 'invalid-parameter', field: 'packageId' });
    expect(demo.state.lines.size).toBe(3);
  });
});

describe('line.changePackage', () => {
  it('sets what the package gives, and nothing else', async () => {
    const before = { ...row('tester') };
    expect(await run('line.changePackage', { line: { username: 'tester' }, packageId: '2' })).toMatchObject(premium);
    const { bouquet, max_connections, allowed_outputs, package_id, updated, ...rest } = row('tester');
    expect([bouquet, max_connections, allowed_outputs, package_id]).toEqual(['[1,2]', 3, '[1]', 2]);
    expect({ ...before, ...rest }).toEqual({ ...before });
    expect(updated).toBeDefined();
  });

  it('starts the package anew: a trial becomes a paid line, a disabled one stays disabled', async () => {
    const given = { line: { username: 'tester' }, packageId: '2', expiry: 'fromNow' };
    expect(await run('line.changePackage', given)).toMatchObject({
      ...premium,
      expiresAt: '2026-12-01T00:00:00Z',
      trial: false,
      enabled: false,
    });
  });

  it('converts the time left by price: twice the price, half the time', async () => {
    const given = { line: { username: 'alice' }, packageId: '2', expiry: 'convert' };
    expect(await run('line.changePackage', given)).toMatchObject({ ...premium, expiresAt: '2026-11-06T00:00:00Z' });
    expect(await run('line.changePackage', given)).toMatchObject({ expiresAt: '2026-11-06T00:00:00Z' });
  });

  it.each([
    ['a line that never expires', 'forever', '2'],
    ['a line without a package', 'tester', '2'],
    ['a package without a price', 'alice', '3'],
  ])('has nothing to convert for %s', async (_name, username, packageId) => {
    const given = { line: { username }, packageId, expiry: 'convert' };
    expect(await refusal(() => run('line.changePackage', given))).toMatchObject({ field: 'expiry' });
  });

  it('is in conflict with a renewal that came between', async () => {
    const operation = operationById('line.changePackage') as Write;
    const given = { line: { username: 'alice' }, packageId: '2', expiry: 'convert' };
    const target = await operation.plan(adapter, parseParameters(operation, given, context), context);
    row('alice').exp_date = tenDaysOn + 86_400;
    expect(await operation.assess(adapter, target)).toMatchObject({ state: 'conflict' });
  });
});
