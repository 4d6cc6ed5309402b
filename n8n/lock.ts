import { rmSync } from 'node:fs';
import { open, rename, rm, stat, utimes } from 'node:fs/promises';

/** The holder renews the lock this often; a lock not renewed for STALE_MS belongs to a process that is gone. */
const RENEW_MS = 5_000;
const STALE_MS = 60_000;
const ASK_MS = 1_000;

export interface InstallLockOptions {
  /** Whether the work is done, by us or by another. */
  done: () => boolean;
  /** Called about once a second while another process holds the lock. */
  onWaiting: () => void;
  install: () => Promise<void>;
}

/**
 * Has one process install while the others wait. Staleness goes by the lock file's age, not by a process id, so a clone
 * on a machine that was rebooted, or in another container with the same cache, never waits for nobody.
 */
export async function withInstallLock(file: string, { done, onWaiting, install }: InstallLockOptions): Promise<void> {
  while (!(await acquire(file))) {
    if (done()) return;
    onWaiting();
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
  }
  const renewal = setInterval(() => {
    const now = new Date();
    // If the file was taken from us (the machine slept through STALE_MS) both install, each into its own folder.
    utimes(file, now, now).catch(() => undefined);
  }, RENEW_MS);
  // Also when Ctrl-C ends this process, so that the next start does not wait for STALE_MS.
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    if (!done()) await install();
  } finally {
    clearInterval(renewal);
    process.removeListener('exit', release);
    release();
  }
}

async function acquire(file: string): Promise<boolean> {
  try {
    await (await open(file, 'wx')).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const age = await stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  if (age > STALE_MS) {
    // Renaming is atomic: of several processes that find the lock stale, one moves it away.
    const stale = `${file}.stale-${process.pid}`;
    await rename(file, stale).then(
      () => rm(stale, { force: true }),
      () => undefined,
    );
  }
  return false;
}
