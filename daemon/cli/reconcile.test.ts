import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from '../testing';
import { openDaemonCli, type DaemonCli } from './testing';

describe('reconcile on the command line', () => {
  let cli: DaemonCli;
  beforeEach(async () => {
    cli = await openDaemonCli();
    await cli.bench.have({ username: 'stray', expiresAt: '2027-05-01T00:00:00Z' });
  });
  afterEach(() => cli.close());

  /** Runs while the daemon carries out what it asks for. */
  const served = async (...args: string[]) => {
    const ended = cli.run(...args);
    let isOver = false;
    void ended.finally(() => (isOver = true));
    await waitUntil(async () => {
      await cli.bench.reconcile();
      return isOver;
    });
    return ended;
  };

  it('compares, shows, lists, and writes table and page', async () => {
    const run = await served('reconcile', 'run');
    expect(run.stdout).toMatch(/fnd_\w+ +unknown-line .*open/);
    const { stdout } = await cli.run('reconcile', 'list', '--json');
    const { id } = JSON.parse(stdout) as { id: string };
    const [csv, html] = [join(cli.folder, 'run.csv'), join(cli.folder, 'run.html')];
    const shown = await cli.run('reconcile', 'show', id, '--csv', csv, '--html', html);
    expect(shown.stdout).toContain('unknown-line');
    expect(readFileSync(csv, 'utf8')).toMatch(/^id,kind,.*\r\nfnd_/);
    expect(readFileSync(html, 'utf8')).toContain('stray');
    const fixed = await served('reconcile', 'fix', id);
    expect(fixed.stdout).toBe(`${id}: 1 open, 0 due, 0 begun, 0 fixed, 0 gone, 0 failed.\n`);
  });

  it('says what there is no run of', async () => {
    const { code, stderr } = await cli.run('reconcile', 'show', 'rec_none');
    expect(code).not.toBe(0);
    expect(stderr).toContain('There is no reconciliation rec_none.');
  });
});
