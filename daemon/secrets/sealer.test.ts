import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sealer, secretFromFile } from '.';

describe('sealer', () => {
  it('gives back what it sealed, and shows nothing of it', () => {
    const sealer = new Sealer('a secret of the operator');
    const sealed = sealer.seal({ password: 'hunter22' });
    expect(sealed).not.toContain('hunter22');
    expect(sealer.unseal(sealed)).toEqual({ password: 'hunter22' });
  });

  it('says what to do when the key is another one', () => {
    const sealed = new Sealer('the former secret key').seal('x');
    expect(() => new Sealer('the present secret key').unseal(sealed)).toThrow('Restore the former key');
  });

  it('refuses what was altered', () => {
    const sealer = new Sealer('a secret of the operator');
    const sealed = sealer.seal('x');
    const altered = sealed.slice(0, -2) + (sealed.endsWith('AA') ? 'BB' : 'AA');
    expect(() => sealer.unseal(altered)).toThrow();
  });

  it('makes its key file once, for its owner only', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'xtream-ui-sync-'));
    try {
      const file = join(folder, 'secret.key');
      const made = await secretFromFile(file);
      expect(await secretFromFile(file)).toBe(made);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
