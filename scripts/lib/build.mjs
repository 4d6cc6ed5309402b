import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { copyAssets } from './assets.mjs';
import { run } from './child.mjs';
import { cache, root } from './project.mjs';

/** Each compiles into its own dist folder, with what it imports; `main` is the folder of its own code in there. */
const PROJECTS = [
  { config: 'tsconfig.nodes.json', dist: 'dist', main: 'nodes', info: join(cache, 'nodes.tsbuildinfo') },
  {
    config: 'daemon/tsconfig.json',
    // What runs in a browser knows other things than what runs in Node.
    also: ['daemon/dashboard/page/tsconfig.json'],
    dist: 'daemon/dist',
    main: 'daemon',
    info: join(root, 'daemon/dist/.tsbuildinfo'),
  },
  { config: 'demo/tsconfig.json', dist: 'demo/dist', main: 'demo', info: join(root, 'demo/dist/.tsbuildinfo') },
];
const SOURCES = ['nodes', 'credentials', 'icons', 'panel', 'daemon', 'demo', 'n8n', 'test/recordings', 'workflows'];
const CONFIGS = ['package-lock.json', 'tsconfig.json', 'tsconfig.nodes.json', 'scripts'];
const stampFile = join(cache, 'build.stamp');

/** Compiles whatever changed and copies what goes with it. Quick when nothing did. Speaks on stderr: stdout may be read by a program. */
export async function build() {
  const stamp = sourceStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp && PROJECTS.every(isBuilt)) return 0;
  rmSync(stampFile, { force: true });
  for (const project of PROJECTS) {
    console.error(`Building ${project.dist}`);
    // An incremental build writes only what changed: without its output it must start over.
    if (!isBuilt(project)) rmSync(project.info, { force: true });
    for (const config of [project.config, ...(project.also ?? [])]) {
      const code = await run('tsc', ['-p', config]);
      if (code !== 0) return code;
    }
    removeOrphans(join(root, project.dist));
    copyAssets(project.dist);
  }
  mkdirSync(cache, { recursive: true });
  writeFileSync(stampFile, stamp);
  return 0;
}

/** Checks the types of everything, tests included. */
export async function typecheck() {
  return (
    (await run('tsc', ['-p', 'tsconfig.json'])) || run('tsc', ['-p', 'daemon/dashboard/page/tsconfig.json', '--noEmit'])
  );
}

function isBuilt({ dist, main }) {
  return existsSync(join(root, dist, main));
}

/** What the sources look like: names, sizes and times. */
function sourceStamp() {
  const hash = createHash('sha256');
  for (const path of [...SOURCES, ...CONFIGS]) {
    for (const file of filesUnder(join(root, path))) {
      const { size, mtimeMs } = statSync(file);
      hash.update(`${relative(root, file)} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => !['node_modules', 'dist', '.demo'].includes(name))
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

/** Removes what was compiled from sources that are gone: it would be packed, and a stale import would still work. */
function removeOrphans(dist) {
  for (const name of readdirSync(dist, { recursive: true })) {
    const [, source] = /^(.*)\.js(\.map)?$/.exec(name) ?? [];
    if (source === undefined) continue;
    const hasSource = ['.ts', '.js'].some((extension) => existsSync(join(root, source + extension)));
    if (!hasSource) rmSync(join(dist, name));
  }
}
