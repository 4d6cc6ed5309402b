import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder of this repository. Found by its package.json, because this module runs from `n8n/` under jest and from
 * `demo/dist/n8n/` when compiled.
 */
export function projectRoot(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) {
      const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string };
      if (name === 'n8n-nodes-xtream-ui') return folder;
    }
    if (dirname(folder) === folder) {
      throw new Error(
        `No package.json of n8n-nodes-xtream-ui above ${__dirname}. Run this from a clone of the repository.`,
      );
    }
  }
}

/** The Node 24 binary everything here runs on: the running one if it is new enough, else the one npm installed. */
export function node24(): string {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const installed = join(
    projectRoot(),
    'node_modules',
    'node',
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (existsSync(installed)) return installed;
  throw new Error(
    'n8n needs Node 24. Start it through an npm script of this repository (npm start, npm test): those fetch it.',
  );
}

/** `PATH` with the Node 24 binary's folder first, so that npm and everything it starts use it. */
export function pathWithNode24(): string {
  const separator = process.platform === 'win32' ? ';' : ':';
  return [dirname(node24()), process.env.PATH].filter(Boolean).join(separator);
}
