import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cache, root } from './project.mjs';

/**
 * Packs the built node package as it would be published.
 *
 * @returns {{ tarball: string, files: string[] }} the tarball's path, and what is in it
 */
export function packNodePackage() {
  const folder = join(cache, 'pack');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { status, stdout, stderr } = spawnSync(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
    {
      cwd: root,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    },
  );
  if (status !== 0) throw new Error(`npm pack failed:\n${stderr}`);
  const answer = JSON.parse(stdout);
  // npm 12 answers with an object by package name, earlier ones with a list.
  const [{ filename, files }] = Array.isArray(answer) ? answer : Object.values(answer);
  return { tarball: join(folder, filename), files: files.map(({ path }) => path) };
}
