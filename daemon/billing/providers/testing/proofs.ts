import type { IncomingHttpHeaders } from 'node:http';
import type { Proof, Provider, SourceSettings } from '../provider';

export interface ProofCase {
  provider: Provider;
  secret: string;
  /** A message as it comes. */
  body: string;
  settings?: SourceSettings;
  /** The headers the provider would send. @param at seconds since 1970 */
  sign(secret: string, body: Buffer, at: number): IncomingHttpHeaders;
  /** The header that holds the signature, in lower case. */
  header: string;
  /** The signature in another encoding than the provider's. */
  otherEncoding(signature: string): string;
  /** Whether a time is signed. */
  timed: boolean;
}

const now = 1_800_000_000;

/** Has the provider prove a message. */
export function prove(provider: Provider, proof: Partial<Proof> & { rawBody: Buffer }): Promise<void> {
  const whole: Proof = {
    headers: {},
    secrets: [],
    toleranceSeconds: 300,
    now: now * 1000,
    settings: {},
    http: () => Promise.reject(new Error('Nothing is to be fetched.')),
    ...proof,
  };
  return Promise.resolve().then(() => provider.verify(whole));
}

/** What is true of every proof by a secret. */
export function describeProofs({
  provider,
  secret,
  body,
  settings = {},
  sign,
  header,
  otherEncoding,
  timed,
}: ProofCase): void {
  const rawBody = Buffer.from(body);
  const signed = sign(secret, rawBody, now);
  const signature = String(signed[header]);
  const other = 'another_secret_altogether';
  const refused = { status: 400, code: 'bad-signature' };
  const verify = (headers: IncomingHttpHeaders, of: Partial<Proof> = {}): Promise<void> =>
    prove(provider, { rawBody, headers, secrets: [secret], settings, ...of });

  it('counts, alone or among several secrets', async () => {
    await expect(verify(signed)).resolves.toBeUndefined();
    await expect(verify(signed, { secrets: ['a_former_secret', secret] })).resolves.toBeUndefined();
  });

  it.each([
    ['no header', {}],
    ['an empty header', { [header]: '' }],
    ['another secret', sign(other, rawBody, now)],
    ['another body’s signature', sign(secret, Buffer.from('{}'), now)],
    ['half a signature', { ...signed, [header]: signature.slice(0, signature.length / 2) }],
    ['another encoding', { ...signed, [header]: otherEncoding(signature) }],
    ['more than a signature', { ...signed, [header]: `${signature}00` }],
    ['nonsense', { ...signed, [header]: 'x' }],
  ])('is refused with %s', async (_, headers) => {
    await expect(verify(headers)).rejects.toMatchObject(refused);
  });

  it.each([
    ['altered', Buffer.from(body.replace(/\d/, (digit) => (digit === '9' ? '8' : '9')))],
    ['cut short', rawBody.subarray(0, -1)],
    ['parsed and written anew', Buffer.from(JSON.stringify(JSON.parse(body), null, 2))],
  ])('is refused for a body that was %s', async (_, altered) => {
    expect(altered.equals(rawBody)).toBe(false);
    await expect(verify(signed, { rawBody: altered })).rejects.toMatchObject(refused);
  });

  if (timed) {
    it.each([
      [-301, 'stale'],
      [-300, null],
      [300, null],
      [301, 'stale'],
    ])('made %d s from now', async (offset, code) => {
      const check = verify(sign(secret, rawBody, now + offset));
      if (code === null) await expect(check).resolves.toBeUndefined();
      else await expect(check).rejects.toMatchObject({ status: 400, code });
    });
  }

  it('repeats neither signature nor secret in its errors', async () => {
    const wrong = sign(other, rawBody, now);
    const shown = await verify(wrong).then(
      () => 'It passed.',
      (error: unknown) => JSON.stringify({ ...(error as object), message: (error as Error).message }),
    );
    expect(shown).toContain('bad-signature');
    for (const hidden of [String(wrong[header]), signature, secret]) expect(shown).not.toContain(hidden);
  });
}
