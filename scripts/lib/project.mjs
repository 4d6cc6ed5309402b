import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this repository. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where these scripts keep what they may lose: stamps, packed tarballs, test results. */
export const cache = join(root, 'node_modules', '.cache', 'xtream-ui');
