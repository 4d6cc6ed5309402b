import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder } from './lock';

describe('the lock of a data folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'xtream-ui-sync-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is held by one at a time', () => {
    const file = join(folder, 'daemon.lock');
    const release = lockFolder(file);
    expect(lockFolder(file)).toBeNull();
    release?.();
    lockFolder(file)?.();
  });

  it('does not take another fault for another daemon', () => {
    expect(() => lockFolder(folder)).toThrow('unable to open database file');
  });
});
