import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { withInstallLock } from './lock';
import { runNpm } from './npm';
import { projectRoot } from './project';

/** How far an install is. */
export interface InstallProgress {
  step: 'waiting' | 'packages' | 'sqlite';
  /** Packages unpacked so far. */
  packages: number;
  /** Packages in all; 0 while that is not known yet. */
  totalPackages: number;
  /** Seconds since the install began. */
  elapsed: number;
}

export interface EnsureN8nOptions {
  /** Called every second or so while n8n is being installed; never if it is there already. */
  onProgress?: (progress: InstallProgress) => void;
}

/** The progress in words, e.g. `Installing n8n 2.41.1: 1240 of 2370 packages, 1:05`. */
export function installProgressText({ step, packages, totalPackages, elapsed }: InstallProgress): string {
  const steps = {
    waiting: 'another process is at it',
    packages: totalPackages > 0 ? `${packages} of ${totalPackages} packages` : 'reading the list of packages',
    sqlite: 'building sqlite3',
  };
  const time = `${Math.floor(elapsed / 60)}:${String(elapsed % 60).padStart(2, '0')}`;
  return `Installing n8n ${n8nVersion()}: ${steps[step]}, ${time}`;
}

/** Written last, inside the folder that is then renamed into place: a folder without it is not an install. */
const MARKER = '.complete.json';
const NEEDED_BYTES = 4 * 1024 ** 3;

/** The n8n version pinned in `n8n/package.json`. */
export function n8nVersion(): string {
  const manifest = JSON.parse(readFileSync(join(projectRoot(), 'n8n', 'package.json'), 'utf8')) as {
    dependencies: { n8n: string };
  };
  return manifest.dependencies.n8n;
}

/**
 * Makes sure the pinned n8n is installed and tells where. It lives outside the clone, in `$XTREAM_UI_CACHE` or
 * `${XDG_CACHE_HOME:-~/.cache}/n8n-nodes-xtream-ui`, in a folder named after its version and lockfile, so clones share it
 * and two lockfiles never mix. A first install takes 3 to 5 minutes and 3 GB. Several processes may ask at once: one
 * installs, the others wait.
 *
 * @throws Error if the disk is too full, or with the end of npm's output if npm fails. Nothing half-installed stays in use.
 */
export async function ensureN8n({ onProgress }: EnsureN8nOptions = {}): Promise<{ directory: string }> {
  const source = join(projectRoot(), 'n8n');
  const lockfile = readFileSync(join(source, 'package-lock.json'));
  const digest = createHash('sha256').update(lockfile).digest('hex');
  const directory = join(cacheFolder(), `n8n-${n8nVersion()}-${digest.slice(0, 12)}`);
  const complete = () => existsSync(join(directory, MARKER));
  if (complete()) return { directory };

  await mkdir(dirname(directory), { recursive: true });
  const begun = Date.now();
  const report: Report = (step, { unpacked, folders } = { unpacked: 0, folders: 0 }) =>
    onProgress?.({
      step,
      packages: unpacked,
      totalPackages: folders,
      elapsed: Math.round((Date.now() - begun) / 1000),
    });

  await withInstallLock(`${directory}.lock`, {
    done: complete,
    onWaiting: () => report('waiting'),
    install: () => install({ source, directory, digest, report }),
  });
  return { directory };
}

function cacheFolder(): string {
  const { XTREAM_UI_CACHE, XDG_CACHE_HOME } = process.env;
  if (XTREAM_UI_CACHE) return resolve(XTREAM_UI_CACHE);
  // The specification of XDG_CACHE_HOME: unset and empty both mean ~/.cache.
  return join(XDG_CACHE_HOME ? XDG_CACHE_HOME : join(homedir(), '.cache'), 'n8n-nodes-xtream-ui');
}

interface Install {
  source: string;
  directory: string;
  digest: string;
  report: Report;
}

type Report = (step: InstallProgress['step'], count?: PackageCount) => void;

async function install({ source, directory, digest, report }: Install): Promise<void> {
  await removeLeftovers(directory);
  const { bavail, bsize } = await statfs(dirname(directory));
  if (bavail * bsize < NEEDED_BYTES) {
    throw new Error(
      `n8n needs 4 GB of disk while it installs, and ${dirname(directory)} has ${gigabytes(bavail * bsize)} GB free. ` +
        'Free some, or set XTREAM_UI_CACHE to a folder on another disk.',
    );
  }

  const temporary = `${directory}.installing-${process.pid}`;
  await mkdir(temporary);
  try {
    await cp(join(source, 'package.json'), join(temporary, 'package.json'));
    await cp(join(source, 'package-lock.json'), join(temporary, 'package-lock.json'));
    // Install scripts stay off, as in the rest of the repository; sqlite3 is the one package n8n does not start without.
    await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: temporary,
      onTick: async () => report('packages', await countPackages(join(temporary, 'node_modules'))),
    });
    await runNpm(['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts'], {
      cwd: temporary,
      onTick: () => report('sqlite'),
    });
    await writeFile(
      join(temporary, MARKER),
      JSON.stringify({ lockfile: digest, installedAt: new Date().toISOString() }),
    );
    await rename(temporary, directory).catch((error: unknown) => {
      // Another process finished first (this one was suspended and lost the lock): its install serves as well.
      if (!existsSync(join(directory, MARKER))) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** What an install that was cut short left behind. Only the holder of the lock gets here, so none of it is in use. */
async function removeLeftovers(directory: string): Promise<void> {
  const prefix = `${basename(directory)}.installing-`;
  const entries = await readdir(dirname(directory));
  const leftovers = entries.filter((entry) => entry.startsWith(prefix)).map((entry) => join(dirname(directory), entry));
  for (const folder of [...leftovers, directory]) await rm(folder, { recursive: true, force: true });
}

interface PackageCount {
  folders: number;
  unpacked: number;
}

/** npm first makes a folder for every package and then unpacks into them: the folders tell how many there will be. */
async function countPackages(modules: string): Promise<PackageCount> {
  const count: PackageCount = { folders: 0, unpacked: 0 };
  for (const name of await subfolders(modules)) {
    const names = name.startsWith('@')
      ? (await subfolders(join(modules, name))).map((scoped) => join(name, scoped))
      : [name];
    for (const folder of names.map((relative) => join(modules, relative))) {
      const nested = await countPackages(join(folder, 'node_modules'));
      count.folders += 1 + nested.folders;
      count.unpacked += Number(existsSync(join(folder, 'package.json'))) + nested.unpacked;
    }
  }
  return count;
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name);
}

function gigabytes(bytes: number): string {
  return (bytes / 1024 ** 3).toFixed(1);
}
