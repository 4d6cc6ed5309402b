import { openDaemonCli, type DaemonCli } from './testing';

describe('matches on the command line', () => {
  let cli: DaemonCli;
  beforeEach(async () => {
    cli = await openDaemonCli();
    const { bench } = cli;
    await bench.call('PUT', '/v1/plans/basic', { panel: 'main', packageId: 1, prices: [] });
    for (const name of ['nadia', 'omar']) {
      await bench.call('POST', '/v1/subscriptions', {
        id: name,
        customer: { email: `${name}@example.com` },
        plan: 'basic',
        trialEnd: null,
      });
    }
    await bench.have(
      { username: 'one', adminNotes: 'nadia@example.com' },
      { username: 'two', adminNotes: 'omar@example.com' },
      { username: 'three', adminNotes: 'omar@example.com' },
    );
  });
  afterEach(() => cli.close());

  it('are listed, the sure ones first, with why a person is to look at the others', async () => {
    const { stdout } = await cli.run('matches', 'list');
    expect(stdout).toMatch(/main\/1 +one +nadia@example\.com +manual:nadia +email/);
    expect(stdout).toMatch(/main\/2 .*2 lines seem to be this/);
    const sure = (await cli.run('matches', 'list', '--state', 'sure', '--json')).stdout.trim().split('\n');
    expect(sure.map((line) => JSON.parse(line) as object)).toMatchObject([{ line: '1', state: 'sure' }]);
  });

  it('are linked: those that are sure, and those that are named', async () => {
    const { stdout } = await cli.run('matches', 'link', 'main/3=manual:omar', '--sure');
    expect(stdout).toBe('2 lines linked.\n');
    const { body } = await cli.bench.call('GET', '/v1/subscriptions/manual:omar');
    expect(body).toMatchObject({ lines: [{ lineId: '3' }] });
  });

  it('are rejected, and not listed again', async () => {
    expect((await cli.run('matches', 'reject', 'main/2=omar@example.com')).stdout).toBe('1 rejected.\n');
    const { stdout } = await cli.run('matches', 'list');
    expect(stdout).toMatch(/main\/3 /);
    expect(stdout).not.toMatch(/main\/2 /);
    expect((await cli.run('matches', 'reject', 'main/2=omar@example.com')).stderr).toContain('is no match');
  });

  it.each([
    ['what is no link', ['main-3'], 'main-3 is no link; write PANEL/LINE=SUBSCRIPTION'],
    ['a line nobody knows', ['main/9=manual:omar'], 'The panel main has no line 9 that is known here.'],
    ['nothing', [], 'Name lines, such as main/12=stripe:sub_1'],
  ])('are refused of %s', async (_, links, message) => {
    const { code, stderr } = await cli.run('matches', 'link', ...links);
    expect(code).not.toBe(0);
    expect(stderr).toContain(message);
  });
});
