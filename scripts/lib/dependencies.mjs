import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { root } from './project.mjs';

const MANIFESTS = ['', 'daemon', 'demo'];
const FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies'];

/** Installs what package-lock.json says unless it is there already. */
export function ensureDependencies() {
  const stale = staleness();
  if (!stale) return;
  console.log(`Installing the dependencies (${stale}); this takes a minute or two.`);
  const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (error) throw new Error(`npm could not be run: ${error.message}. It comes with Node, from nodejs.org.`);
  if (status !== 0) {
    throw new Error(
      'npm ci failed; its output above says why. Is the package registry within reach, and the disk not full?',
    );
  }
}

/**
 * Why node_modules is not what the lockfile asks for; undefined if it is. npm writes node_modules/.package-lock.json last,
 * so an install that was cut short has none.
 */
function staleness() {
  const installed = readJson('node_modules/.package-lock.json')?.packages;
  if (!installed) return 'there are none yet';
  const wanted = readJson('package-lock.json').packages;
  for (const folder of MANIFESTS) {
    const manifest = readJson(join(folder, 'package.json'));
    for (const field of FIELDS) {
      if (!isDeepStrictEqual(manifest[field] ?? {}, wanted[folder]?.[field] ?? {})) {
        return `${join(folder, 'package.json')} and package-lock.json differ in ${field}`;
      }
    }
  }
  for (const [path, { version, optional, link, extraneous }] of Object.entries(wanted)) {
    // Optional packages are those of other platforms, links are the workspaces, extraneous ones npm ci leaves out.
    if (!path.includes('node_modules/') || optional || link || extraneous) continue;
    if (installed[path]?.version !== version) return `${path} ${version} is missing`;
  }
  return undefined;
}

function readJson(path) {
  const file = join(root, path);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
