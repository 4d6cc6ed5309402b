import { cpSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './project.mjs';

/** What n8n reads beside compiled nodes: icons, codex files, output schemas. */
const NODE_ASSET = /\.(svg|png)$|\.node\.json$|(^|\/)__schema__\/.*\.json$/;
/** What daemon and demo read beside their code. */
const OTHER_ASSET = /\.(html|css|js|sql|txt|jsonata|ya?ml|svg|png|json)$/;
const NOT_ASSETS = /(^|\/)(package|tsconfig)\.json$|\.test\.js$/;

/** Dist folder → folders whose assets go into it, if they hold compiled code there or are only read from there. */
const ASSETS = {
  dist: { folders: ['nodes', 'credentials', 'icons'], pattern: NODE_ASSET },
  'daemon/dist': { folders: ['panel', 'daemon', 'workflows'], pattern: OTHER_ASSET },
  'demo/dist': { folders: ['panel', 'daemon', 'demo', 'test/recordings'], pattern: OTHER_ASSET },
};

/** Copies what the compiler leaves behind, keeping its place relative to the code. */
export function copyAssets(dist) {
  const { folders, pattern } = ASSETS[dist];
  for (const folder of folders) {
    for (const file of assetsUnder(join(root, folder), pattern)) {
      const target = join(root, dist, relative(root, file));
      mkdirSync(dirname(target), { recursive: true });
      cpSync(file, target, { preserveTimestamps: true });
    }
  }
}

function assetsUnder(folder, pattern) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    if (['node_modules', 'dist', '.demo', 'testing'].includes(name)) return [];
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return assetsUnder(path, pattern);
    return pattern.test(path) && !NOT_ASSETS.test(path) ? [path] : [];
  });
}
