import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The package.json nearest above this file: beside it in the source, two levels up in the build. */
function ownVersion(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    try {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        name?: string;
        version?: string;
      };
      if (name === 'xtream-ui-sync' && version !== undefined) return version;
    } catch {
      // No package.json here: look further up.
    }
    if (folder === dirname(folder)) return '0.0.0';
  }
}

/** The daemon's version, from its package.json. */
export const version = ownVersion();
