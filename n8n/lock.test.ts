import { existsSync } from 'node:fs';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withInstallLock } from './lock';

describe('withInstallLock', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lock-'));
    file = join(folder, 'n8n.lock');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('has one of several install and the others wait for it', async () => {
    let finish: () => void = () => undefined;
    const installing = new Promise<void>((resolve) => (finish = resolve));
    let installs = 0;
    let done = false;
    const waiting = jest.fn(() => finish());
    const ask = () =>
      withInstallLock(file, {
        done: () => done,
        onWaiting: waiting,
        install: async () => {
          installs += 1;
          await installing;
          done = true;
        },
      });
    await Promise.all([ask(), ask()]);
    expect(installs).toBe(1);
    expect(waiting).toHaveBeenCalled();
  });

  it('lets go when the install fails', async () => {
    const failing = {
      done: () => false,
      onWaiting: () => undefined,
      install: () => Promise.reject(new Error('disk full')),
    };
    await expect(withInstallLock(file, failing)).rejects.toThrow('disk full');
    expect(existsSync(file)).toBe(false);
  });

  it('takes over a lock nobody has renewed for a minute', async () => {
    await writeFile(file, '');
    const twoMinutesAgo = new Date(Date.now() - 120_000);
    await utimes(file, twoMinutesAgo, twoMinutesAgo);
    const install = jest.fn(() => Promise.resolve());
    await withInstallLock(file, { done: () => false, onWaiting: () => undefined, install });
    expect(install).toHaveBeenCalledTimes(1);
  });
});
