import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

interface Manifest {
  name: string;
  version: string;
  files?: string[];
}

/**
 * Puts a built community package where n8n looks for those it installed itself
 * (`<userFolder>/.n8n/nodes/node_modules/<name>`), replacing an older copy. Nodes loaded from there keep their full
 * type, `<package>.<node>`, which is what workflow files refer to; n8n's `N8N_CUSTOM_EXTENSIONS` would rename them.
 *
 * @param source a tarball made by `npm pack`, or a package's folder, of which package.json and its `files` are taken
 * @returns the package's name
 */
export async function placePackage(userFolder: string, source: string): Promise<string> {
  const nodesFolder = join(userFolder, '.n8n', 'nodes');
  const modules = join(nodesFolder, 'node_modules');
  await mkdir(modules, { recursive: true });
  const staging = await mkdtemp(join(nodesFolder, '.placing-'));
  try {
    const found = await stat(source).catch(() => undefined);
    if (!found) throw new Error(`No package at ${source}. Build and pack it first (npm run build, npm pack).`);
    if (found.isDirectory()) await copyPackage(source, staging);
    else await run('tar', ['-xzf', source, '-C', staging, '--strip-components=1']);

    const { name, version } = await manifestOf(staging);
    const target = join(modules, name);
    await rm(target, { recursive: true, force: true });
    await mkdir(join(target, '..'), { recursive: true });
    await rename(staging, target);
    await writeFile(
      join(nodesFolder, 'package.json'),
      JSON.stringify({ name: 'installed-nodes', private: true, dependencies: { [name]: version } }, null, 2),
    );
    return name;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function copyPackage(source: string, target: string): Promise<void> {
  const { files = [] } = await manifestOf(source);
  for (const entry of ['package.json', ...files]) {
    await cp(join(source, entry), join(target, entry), { recursive: true });
  }
}

async function manifestOf(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
}
