import { openDaemonCli, type DaemonCli, type Ended } from './testing';

describe('plans, policies and rates on the command line', () => {
  let cli: DaemonCli;
  beforeEach(async () => {
    cli = await openDaemonCli();
  });
  afterEach(() => cli.close());

  const run = (...args: string[]): Promise<Ended> => cli.run(...args);
  const written = (name: string, text: string): Promise<string> => cli.written(name, text);
  const json = async (...args: string[]): Promise<unknown> => {
    const { stdout, stderr } = await run(...args, '--json');
    if (stderr !== '') throw new Error(stderr);
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  };
  it('a plan is made, changed where something is given, shown, listed and deleted', async () => {
    const made = ['--panel', 'main', '--package', '7', '--price', 'price_1', 'stripe:price_2', '--duration', '1 month'];
    expect(await json('plans', 'set', 'gold', ...made, '--amount', '4.500', '--currency', 'KWD')).toMatchObject({
      plan: 'gold',
      packageId: '7',
      prices: [
        { source: null, price: 'price_1' },
        { source: 'stripe', price: 'price_2' },
      ],
      duration: { amount: 1, unit: 'months' },
      amount: 4500,
      currency: 'KWD',
    });
    expect(await json('plans', 'set', 'gold', '--connections', '3', '--duration', 'none', '--trial')).toMatchObject({
      connections: 3,
      duration: null,
      trial: true,
      amount: 4500,
      packageId: '7',
    });
    const shown = (await run('plans', 'show', 'gold')).stdout;
    expect(shown.replaceAll('\u00a0', ' ')).toMatch(/cost +KWD 4\.500\nprices +price_1, stripe:price_2/);
    expect((await run('plans', 'list')).stdout).toMatch(/gold +main +7 /);
    expect((await run('plans', 'delete', 'gold')).code).toBe(0);
    expect(await run('plans', 'show', 'gold')).toMatchObject({ code: 1 });
  });

  it.each([
    [['--amount', '19.999', '--currency', 'USD'], '19.999 is no amount in USD'],
    [['--amount', '19.99'], '--amount needs --currency'],
    [['--duration', 'a while'], 'a while is no duration'],
  ])('a plan with %j is refused in words', async (options, words) => {
    const { code, stderr } = await run('plans', 'set', 'gold', '--panel', 'main', '--package', '7', ...options);
    expect(code).toBe(1);
    expect(stderr).toContain(words);
  });

  it('plans are imported as the configuration has them', async () => {
    const file = await written(
      'plans.yaml',
      'billing:\n  plans:\n    - { name: a, panel: main, packageId: 1, grace: 2d }\n    - { name: b, panel: main, bouquets: [1, 2] }\n',
    );
    expect((await run('plans', 'import', file)).stdout).toMatch(/^2 plans imported\./);
    expect(await json('plans', 'show', 'a')).toMatchObject({ grace: 172_800 });
  });

  it('nothing is imported where one plan is wrong, and each fault is named', async () => {
    const file = await written(
      'plans.yaml',
      '- { name: a, panel: main, packageId: 1 }\n- { name: b, panel: main, colour: red }\n',
    );
    const { code, stderr } = await run('plans', 'import', file);
    expect(code).toBe(1);
    expect(stderr).toContain(`${file}: b: there is no setting colour`);
    expect((await run('plans', 'list')).stdout).toContain('There are no plans');
  });

  it('a policy is made of steps, shown with what is wrong, imported and deleted', async () => {
    expect(await json('policies', 'set', 'default', '--step', '1h remind email first', '7d suspend')).toMatchObject({
      usable: true,
      steps: [{ after: 3600, action: 'remind', channel: 'email', template: 'first' }, { action: 'suspend' }],
    });
    expect((await run('policies', 'set', 'hasty', '--step', '1d terminate')).stdout).toContain('! It is not used.');
    const file = await written(
      'policies.yaml',
      'dunning:\n  - name: vip\n    grace: 5d\n    steps: [{ after: 1d, action: remind }]\n',
    );
    expect((await run('policies', 'import', file)).stdout).toMatch(/^1 dunning policy imported\./);
    expect((await run('policies', 'list')).stdout).toMatch(/default[^\n]+\n[^\n]*hasty[^\n]+\n[^\n]*vip/);
    expect((await run('policies', 'delete', 'vip')).code).toBe(0);
    expect((await run('policies', 'show', 'vip')).stderr).toContain('There is no dunning policy "vip"');
  });

  it('rates are set, listed, deleted, and imported from a spreadsheet', async () => {
    expect((await run('rates', 'set', '2027-01-01', 'USD', 'LBP', '89500')).stdout).toBe(
      'From 2027-01-01 on, 1 USD is worth 89500 LBP.\n',
    );
    const file = await written(
      'rates.csv',
      '\uFEFFday;from;to;rate\r\n2027-02-01;USD;LBP;90000\r\n"2027-02-01";EUR;USD;1.0835\r\n',
    );
    expect((await run('rates', 'import', file)).stdout).toBe('2 exchange rates imported.\n');
    expect((await run('rates', 'list')).stdout).toMatch(/2027-02-01 +EUR +USD +1\.0835.*\n2027-02-01 +USD +LBP +90000/);
    expect((await run('rates', 'delete', '2027-02-01', 'EUR', 'USD')).code).toBe(0);
    expect(await json('rates', 'list', '--limit', '1')).toMatchObject({ day: '2027-02-01', to: 'LBP' });
  });

  it('no rate is imported where one line is wrong', async () => {
    const file = await written(
      'rates.csv',
      '2027-01-01,USD,LBP,89500\n2027-01-02,USD,LBP,"89,500"\n2027-01-03,usd,LBP,1\n',
    );
    const { code, stderr } = await run('rates', 'import', file);
    expect(code).toBe(1);
    expect(stderr).toMatch(/rates\.csv:2: rate: .*\n.*rates\.csv:3: from: write a currency/);
    expect((await run('rates', 'list')).stdout).toContain('There are no exchange rates');
  });
});
