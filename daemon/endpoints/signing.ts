import { createHmac, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';

/**
 * Signatures by Standard Webhooks 1.0.0 (spec/standard-webhooks.md of github.com/standard-webhooks/standard-webhooks): HMAC-SHA256 over
 * `{id}.{timestamp}.{body}` under a secret of 24 to 64 random bytes, written `whsec_` and base64.
 */

const prefix = 'whsec_';

/** A signing secret, and until when a former one signs beside its successor. Milliseconds since 1970. */
export interface FormerSecret {
  secret: string;
  until: number;
}

export function makeSecret(): string {
  return prefix + randomBytes(32).toString('base64');
}

/** Whether a text is a secret as the specification writes them. */
export function isSecret(text: string): boolean {
  const encoded = text.slice(prefix.length);
  if (!text.startsWith(prefix) || !/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return false;
  const { length } = Buffer.from(encoded, 'base64');
  return length >= 24 && length <= 64;
}

function keyOf(secret: string): KeyObject {
  return createSecretKey(Buffer.from(secret.slice(prefix.length), 'base64'));
}

/** Signs with the present secret, and with former ones as long as they are to be honoured. */
export class Signer {
  private readonly keys: ReadonlyArray<{ key: KeyObject; until: number }>;

  constructor(secret: string, former: readonly FormerSecret[] = []) {
    this.keys = [
      { key: keyOf(secret), until: Infinity },
      ...former.map((each) => ({ key: keyOf(each.secret), until: each.until })),
    ];
  }

  /**
   * @param now of the attempt, milliseconds since 1970
   * @returns what the header `webhook-signature` says
   */
  sign(id: string, timestamp: string, body: Buffer, now: number): string {
    let signatures = '';
    for (const { key, until } of this.keys) {
      if (until <= now) continue;
      const hmac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body);
      signatures += `${signatures === '' ? '' : ' '}v1,${hmac.digest('base64')}`;
    }
    return signatures;
  }
}
