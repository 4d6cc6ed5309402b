import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '../../../problem';
import type { Http } from '../http';
import type { Proof, Provider, SourceSettings } from '../provider';

/** What every provider's proof must take and refuse. */
export interface ProofCase {
  provider: Provider;
  /** One of two the source has. */
  secret: string;
  /** A message as it comes, with a digit in it. @default one with an id and a name */
  body?: string;
  settings?: SourceSettings;
  http?: Http;
  /** The header with the signature, in lower case. */
  header: string;
  /** Headers as the provider sends them. @param at seconds since 1970 */
  sign(body: Buffer, secret: string, at: number): IncomingHttpHeaders;
  /** The signature in the header in another encoding than the provider's. */
  recode?(header: string): string;
  /** Whether messages carry their time. @default true */
  timed?: boolean;
  /** Whether the source's secrets decide; false where the provider signs with a key of its own. @default true */
  secretsMatter?: boolean;
}

type Case = [string, () => Promise<void>];

const now = 1_800_000_000;
const usual = '{"id":"evt_1","name":"نادية"}';

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

/** Tests of a proof: what is signed rightly counts, and everything else is refused, in words without secrets. */
export function describeProof(
  name: string,
  {
    provider,
    secret,
    body: message = usual,
    settings = {},
    http,
    header,
    sign,
    recode,
    timed = true,
    secretsMatter = true,
  }: ProofCase,
): void {
  const body = Buffer.from(message);
  const verify = (
    headers: IncomingHttpHeaders,
    { raw = body, secrets = ['another secret', secret] }: { raw?: Buffer; secrets?: string[] } = {},
  ): Promise<void> =>
    prove(provider, { rawBody: raw, headers, secrets, settings, ...(http === undefined ? {} : { http }) });
  const good = (): IncomingHttpHeaders => sign(body, secret, now);
  const changed = (change: (value: string) => string): IncomingHttpHeaders => {
    const headers = good();
    return { ...headers, [header]: change(String(headers[header])) };
  };
  const refusal = (code: string): object => expect.objectContaining({ status: 400, code }) as object;
  const bad = refusal('bad-signature');

  describe(name, () => {
    it('counts, with any of the secrets', async () => {
      await verify(good());
      await verify(good(), { secrets: [secret] });
    });

    it.each<Case>([
      ['another secret', () => verify(sign(body, 'a secret of nobody', now))],
      ...(secretsMatter
        ? [['the secret the source had before', () => verify(good(), { secrets: ['another secret'] })] as Case]
        : []),
      ['no header', () => verify({})],
      ['an empty header', () => verify(changed(() => ''))],
      ['half a signature', () => verify(changed((value) => value.slice(0, -20)))],
      ['more than a signature', () => verify(changed((value) => `${value}00`))],
      ['a header that means nothing', () => verify(changed(() => 'nothing'))],
      ...(recode === undefined ? [] : [['a signature in another encoding', () => verify(changed(recode))] as Case]),
    ])('is refused with %s', async (_, act) => {
      await expect(act()).rejects.toEqual(bad);
    });

    it('names neither secret nor signature in its errors', async () => {
      const headers = sign(body, 'a secret of nobody', now);
      const error: unknown = await verify(headers).catch((thrown: unknown) => thrown);
      if (!(error instanceof Problem)) throw new Error('It was not refused.');
      const shown = JSON.stringify([error.message, error.more]);
      for (const hidden of [secret, 'a secret of nobody', String(headers[header])]) expect(shown).not.toContain(hidden);
    });

    if (provider.secret === null || provider.keptHeaders.includes(header)) {
      it.each<[string, Uint8Array]>([
        ['altered', Buffer.from(message.replace(/\d/, (digit) => (digit === '9' ? '8' : '9')))],
        ['truncated', body.subarray(0, -1)],
        ['empty', Buffer.alloc(0)],
        ['parsed and written anew', Buffer.from(JSON.stringify(JSON.parse(body.toString()), null, 1))],
        ['in another encoding', Buffer.from(message, 'utf16le')],
      ])('is refused for a body that was %s', async (_, raw) => {
        await expect(verify(good(), { raw: Buffer.from(raw) })).rejects.toEqual(bad);
      });
    }

    if (timed) {
      it.each([
        [-301, 'stale'],
        [-300, null],
        [300, null],
        [301, 'stale'],
      ])('made %d s from now', async (offset, code) => {
        const act = verify(sign(body, secret, now + offset));
        if (code === null) await act;
        else await expect(act).rejects.toEqual(refusal(code));
      });
    }
  });
}
