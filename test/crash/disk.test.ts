import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '../../daemon/testing';
import { freePort, startDaemonProcess } from '../../demo/stack';
import { Campaign, nothing } from './campaign';

/** Begins a program on a disk of its own: mounts are seen by it alone, and gone with it. `$1` is the folder. */
const onDisk = (mount: string, folder: string): string[] => [
  ...['unshare', '--mount', 'sh', '-c'],
  `${mount} && shift && exec "$@"`,
  ...['sh', folder],
];

/** Only root may mount, and not in every container. */
const canMount = spawnSync('unshare', ['--mount', 'true']).status === 0;
if (!canMount) {
  if (process.env['CI']) throw new Error('Disks cannot be mounted here (unshare --mount): run the tests as root.');
  console.warn('SKIPPED: full and read-only disks. Mounting one needs root.');
}
const describeWithDisks = canMount ? describe : describe.skip;

describeWithDisks('a disk that is full', () => {
  let folder: string;
  let campaign: Campaign;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xtream-ui-disk-'));
    await mkdir(join(folder, 'data'));
    const within = onDisk('mount -t tmpfs -o size=32m tmpfs "$1"', join(folder, 'data'));
    campaign = await Campaign.begin({ folder, within });
  });
  afterAll(async () => {
    await campaign.end();
    await rm(folder, { recursive: true, force: true });
  });

  /** The disk, as the daemon sees it. */
  const filler = (): string => join('/proc', String(campaign.daemon.pid), 'root', folder, 'data', 'filler');

  function fill(): void {
    const chunk = Buffer.alloc(1024 * 1024, 1);
    for (const size of [chunk.length, 4096, 1]) {
      for (;;) {
        try {
          writeFileSync(filler(), chunk.subarray(0, size), { flag: 'a' });
        } catch {
          break;
        }
      }
    }
  }

  it('nothing is taken that cannot be kept, and when there is room again nothing is missing or twice', async () => {
    for (let round = 1; round <= 3; round += 1) {
      await campaign.round(round);
      fill();
      await campaign.round(100 + round);
      await expect(
        campaign.daemon.call('POST', '/v1/commands', {
          key: `on-a-full-disk-${String(round)}`,
          panel: 'main',
          operation: 'line.suspend',
          parameters: { line: { id: '201' } },
        }),
      ).rejects.toThrow(/answered 503/);
      expect((await fetch(`${campaign.daemon.url}/readyz`)).status).toBe(503);
      expect((await fetch(`${campaign.daemon.url}/healthz`)).status).toBe(200);
      rmSync(filler());
      await waitUntil(async () => (await fetch(`${campaign.daemon.url}/readyz`)).ok, 'the daemon to be ready', 30_000);
    }
    expect(await campaign.findings()).toEqual(nothing);
  });
});

describeWithDisks('a disk that is read-only', () => {
  it('the daemon does not start, and says what to do', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'xtream-ui-disk-'));
    try {
      await mkdir(join(folder, 'data'));
      const within = onDisk('mount -t tmpfs tmpfs "$1" && mount -o remount,ro "$1"', join(folder, 'data'));
      const panels = [{ name: 'main', url: 'http://127.0.0.1:9/code/', apiKey: 'k'.repeat(32) }];
      await expect(startDaemonProcess({ folder, panels, port: await freePort(), within })).rejects.toThrow(
        /The data folder .* cannot be written \(EROFS\)/,
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
