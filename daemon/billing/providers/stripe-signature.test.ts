import { createHmac } from 'node:crypto';
import { signStripe } from '../../../demo/stripe';
import { verifyStripe } from './stripe-signature';

describe('Stripe’s signature', () => {
  const secret = 'whsec_of_these_tests';
  const rawBody = Buffer.from('{"id":"evt_1","name":"نادية"}');
  const now = 1_800_000_000;
  const hex = (key: string, body: Buffer | string = rawBody, at: number | string = now): string =>
    createHmac('sha256', key)
      .update(`${String(at)}.${body.toString()}`)
      .digest('hex');
  const verify = (header: string | undefined, secrets = [secret], body = rawBody, tolerance = 300): void => {
    const headers = header === undefined ? {} : { 'stripe-signature': header };
    verifyStripe({ rawBody: body, headers, secrets, toleranceSeconds: tolerance, now: now * 1000 });
  };

  it('is the one Stripe documents', () => {
    // HMAC-SHA256 of "1800000000.{}" with "whsec_vector", computed with openssl.
    expect(signStripe(Buffer.from('{}'), 'whsec_vector', now)).toBe(
      `t=${String(now)},v1=94628e9360d528cc2232aadc7878ea193e374e73f021a071ac6d4beef2943cdb`,
    );
    expect(signStripe(rawBody, secret, now)).toBe(`t=${String(now)},v1=${hex(secret)}`);
  });

  it.each([
    ['alone', `t=${String(now)},v1=${hex(secret)}`],
    ['among others of a rolled secret', `t=${String(now)},v1=${hex('whsec_other')},v1=${hex(secret)}`],
    ['beside another scheme', `t=${String(now)},v0=${hex('x')},v1=${hex(secret)}`],
    ['in any order and spacing', `v1=${hex(secret)}, t=${String(now)}`],
  ])('counts %s', (_, header) => {
    expect(() => verify(header)).not.toThrow();
  });

  it('counts with any of several secrets', () => {
    expect(() => verify(`t=${String(now)},v1=${hex(secret)}`, ['whsec_old', secret])).not.toThrow();
  });

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['no time', `v1=${hex(secret)}`],
    ['a time that is none', `t=soon,v1=${hex(secret, rawBody, 'soon')}`],
    ['no signature', `t=${String(now)}`],
    ['another secret', `t=${String(now)},v1=${hex('whsec_other')}`],
    ['another body', `t=${String(now)},v1=${hex(secret, '{"id":"evt_2"}')}`],
    ['another time', `t=${String(now - 1)},v1=${hex(secret)}`],
    ['only another scheme', `t=${String(now)},v0=${hex(secret)}`],
    ['half a signature', `t=${String(now)},v1=${hex(secret).slice(0, 32)}`],
    ['no hex', `t=${String(now)},v1=${'z'.repeat(64)}`],
  ])('is refused with %s', (_, header) => {
    expect(() => verify(header)).toThrow(expect.objectContaining({ status: 400, code: 'bad-signature' }) as Error);
  });

  it('is refused for a body that was parsed and written anew', () => {
    const pretty = Buffer.from(JSON.stringify(JSON.parse(rawBody.toString()), null, 2));
    expect(() => verify(`t=${String(now)},v1=${hex(secret)}`, [secret], pretty)).toThrow('not signed');
  });

  it.each([
    [-301, 'stale'],
    [-300, null],
    [300, null],
    [301, 'stale'],
  ])('made %d s from now', (offset, code) => {
    const check = (): void => verify(signStripe(rawBody, secret, now + offset));
    if (code === null) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ status: 400, code }) as Error);
  });

  it('repeats neither signature nor secret in its errors', () => {
    const given = hex('whsec_other');
    try {
      verify(`t=${String(now)},v1=${given}`);
      throw new Error('It passed.');
    } catch (error) {
      const shown = JSON.stringify({ ...(error as object), message: (error as Error).message });
      for (const hidden of [given, secret, hex(secret)]) expect(shown).not.toContain(hidden);
    }
  });
});
