import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '../problem';
import type { Http, Provider, SourceSettings } from '../billing';

/** What every provider's proof must take and refuse. */
export interface ProofCase {
  provider: Provider;
  /** One of two the source has. */
  secret: string;
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
const body = Buffer.from('{"id":"evt_1","name":"نادية"}');

/** Tests of a proof: what is signed rightly counts, and everything else is refused, in words without secrets. */
export function describeProof(
  name: string,
  { provider, secret, settings = {}, http, header, sign, recode, timed = true, secretsMatter = true }: ProofCase,
): void {
  const prove = async (
    headers: IncomingHttpHeaders,
    { raw = body, secrets = ['another secret', secret], tolerance = 300 } = {},
  ): Promise<void> => {
    await provider.verify({
      rawBody: raw,
      headers,
      secrets,
      toleranceSeconds: tolerance,
      now: now * 1000,
      settings,
      http: http ?? (() => Promise.reject(new Error('nothing is asked'))),
    });
  };
  const good = (): IncomingHttpHeaders => sign(body, secret, now);
  const changed = (change: (value: string) => string): IncomingHttpHeaders => {
    const headers = good();
    return { ...headers, [header]: change(String(headers[header])) };
  };
  const refusal = (code: string): object => expect.objectContaining({ status: 400, code }) as object;
  const bad = refusal('bad-signature');

  describe(name, () => {
    it('counts, with any of the secrets', async () => {
      await prove(good());
      await prove(good(), { secrets: [secret] });
    });

    it.each<Case>([
      ['another secret', () => prove(sign(body, 'a secret of nobody', now))],
      ...(secretsMatter
        ? [['the secret the source had before', () => prove(good(), { secrets: ['another secret'] })] as Case]
        : []),
      ['no header', () => prove({})],
      ['an empty header', () => prove(changed(() => ''))],
      ['half a signature', () => prove(changed((value) => value.slice(0, -20)))],
      ['a header that means nothing', () => prove(changed(() => 'nothing'))],
      ...(recode === undefined ? [] : [['a signature in another encoding', () => prove(changed(recode))] as Case]),
    ])('is refused with %s', async (_, act) => {
      await expect(act()).rejects.toEqual(bad);
    });

    it('names neither secret nor signature in its errors', async () => {
      const headers = sign(body, 'a secret of nobody', now);
      const error: unknown = await prove(headers).catch((thrown: unknown) => thrown);
      if (!(error instanceof Problem)) throw new Error('It was not refused.');
      const shown = JSON.stringify([error.message, error.more]);
      for (const hidden of [secret, 'a secret of nobody', String(headers[header])]) expect(shown).not.toContain(hidden);
    });

    if (provider.secret === null || provider.keptHeaders.includes(header)) {
      it.each<[string, Uint8Array]>([
        ['altered', Buffer.from(body.toString().replace('evt_1', 'evt_2'))],
        ['truncated', body.subarray(0, -1)],
        ['empty', Buffer.alloc(0)],
        ['parsed and written anew', Buffer.from(JSON.stringify(JSON.parse(body.toString()), null, 1))],
        ['in another encoding', Buffer.from(body.toString('utf8'), 'latin1')],
      ])('is refused for a body that was %s', async (_, raw) => {
        await expect(prove(good(), { raw: Buffer.from(raw) })).rejects.toEqual(bad);
      });
    }

    if (timed) {
      it.each([
        [-301, 'stale'],
        [-300, null],
        [300, null],
        [301, 'stale'],
      ])('made %d s from now', async (offset, code) => {
        const act = prove(sign(body, secret, now + offset));
        if (code === null) await act;
        else await expect(act).rejects.toEqual(refusal(code));
      });
    }
  });
}
