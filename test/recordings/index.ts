/**
 * Requests and the answers a running XC_VM panel (July 2025 build, MariaDB 10.11) gave to them, unedited but for host,
 * access code and key. Contract tests and the recorded panel read them from here.
 *
 * The files are in the order the calls were made, and so is the list: what `create.txt` made is there in
 * `edit-delete-devices.txt`. The same request can occur twice with two answers, as the panel's state moved on in between.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseRecordings, type RecordedRequest, type Recording } from './parse';

export type { RecordedRequest, Recording };

const FILES = ['reads.txt', 'create.txt', 'edit-delete-devices.txt'] as const;

/** Every recording, in the order the calls were made. */
export function loadRecordings(): Recording[] {
  const folder = recordingsFolder();
  return FILES.flatMap((file) => parseRecordings(file, readFileSync(join(folder, file), 'utf8')));
}

/** The folder with the text files. The compiled code runs from a `dist` folder further down, where they are not copied to. */
function recordingsFolder(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, 'test', 'recordings');
    if (FILES.every((file) => existsSync(join(candidate, file)))) return candidate;
    if (folder === dirname(folder))
      throw new Error(`No folder above ${__dirname} has test/recordings with ${FILES.join(', ')}`);
  }
}
