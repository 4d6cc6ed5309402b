import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { open, readFile } from 'node:fs/promises';

/**
 * Keeps secrets (line passwords in command targets and results) unreadable on disk: AES-256-GCM under a key from the configuration, or from a
 * file beside the database that only the daemon's user may read.
 */
export class Sealer {
  private readonly derive: (purpose: string) => Buffer;
  private readonly encryptionKey: Buffer;
  /** A KeyObject: an HMAC from a Buffer makes one each time, at six times the cost of the HMAC. */
  private readonly fingerprintKey: KeyObject;

  /** @param secret at least 16 characters */
  constructor(secret: string) {
    this.derive = (purpose) => Buffer.from(hkdfSync('sha256', secret, 'xtream-ui-sync', purpose, 32));
    this.encryptionKey = this.derive('seal');
    this.fingerprintKey = createSecretKey(this.derive('fingerprint'));
  }

  /** A key of 256 bits for this purpose alone. */
  key(purpose: string): string {
    return this.derive(`key: ${purpose}`).toString('base64url');
  }

  /** JSON as text that tells nothing. */
  seal(value: unknown): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.encryptionKey, nonce);
    const sealed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
    return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`;
  }

  /** @throws Error when the text was sealed with another key, or altered */
  unseal(text: string): unknown {
    try {
      const bytes = Buffer.from(text.slice('v1.'.length), 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', this.encryptionKey, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8'));
    } catch (cause) {
      throw new Error(
        'Stored secrets cannot be read: the secret key is not the one they were stored with. Restore the former key.',
        { cause },
      );
    }
  }

  /** Same text, same fingerprint; nothing else can be told from it. 64 bits: enough to notice a change. */
  fingerprint(text: string): string {
    return createHmac('sha256', this.fingerprintKey).update(text).digest('base64url').slice(0, 11);
  }
}

/** The key in `file`, made on first use, readable by its owner only and on disk before it is used. */
export async function secretFromFile(file: string): Promise<string> {
  try {
    const handle = await open(file, 'wx', 0o600);
    try {
      const made = randomBytes(32).toString('base64url');
      await handle.writeFile(`${made}\n`);
      await handle.sync();
      return made;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return (await readFile(file, 'utf8')).trim();
  }
}
