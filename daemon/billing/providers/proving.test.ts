import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { anyMatches, anyTextMatches, checkAge, fromBase64, fromHex, headerOf, hmacs } from './proving';

describe('proofs', () => {
  it('sign the bytes as they are, with each secret', () => {
    const body = Buffer.from([0xff, 0x00, 0xe9]);
    expect(hmacs('sha256', ['a', 'b'], '1.', body)).toEqual(
      ['a', 'b'].map((secret) => createHmac('sha256', secret).update('1.').update(body).digest()),
    );
  });

  it('match any given signature against any expected, and lengths that differ against none', () => {
    const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    expect(anyMatches([one, two], [Buffer.alloc(32, 9), two])).toBe(true);
    expect(anyMatches([one], [two, Buffer.alloc(31, 1), Buffer.alloc(0)])).toBe(false);
    expect(anyMatches([], [one])).toBe(false);
    expect(anyMatches([one], [])).toBe(false);
  });

  it('compare texts of any lengths', () => {
    expect(anyTextMatches(['old', 'new one'], 'new one')).toBe(true);
    for (const wrong of ['new', 'new one ', '', 'NEW ONE'])
      expect(anyTextMatches(['old', 'new one'], wrong)).toBe(false);
    expect(anyTextMatches([], '')).toBe(false);
  });

  it('take hex and base64 as they are written, and nothing that merely resembles them', () => {
    expect(fromHex('00Ff', 2)).toEqual(Buffer.from([0, 255]));
    for (const wrong of ['00f', '00fg', '00ff00', '0x00', ' 00ff', '']) expect(fromHex(wrong, 2)).toBeNull();
    expect(fromBase64('AP8=', 2)).toEqual(Buffer.from([0, 255]));
    // Without padding, of the URL's alphabet, with white space, with bits that mean nothing, hex.
    for (const wrong of ['AP8', 'AP-_', 'AP8= ', 'AP9=', '00ff', '']) expect(fromBase64(wrong, 2)).toBeNull();
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
        const buffer = Buffer.from(bytes);
        expect(fromHex(buffer.toString('hex'), buffer.length)).toEqual(buffer);
        expect(fromBase64(buffer.toString('base64'))).toEqual(buffer);
      }),
    );
  });

  it.each([
    [-301, true],
    [-300, false],
    [0, false],
    [300, false],
    [301, true],
  ])('made %d s from now are stale: %s', (offset, stale) => {
    const check = (): void => checkAge(1000 + offset, { now: 1_000_999, toleranceSeconds: 300 }, 'Acme');
    if (stale) expect(check).toThrow(expect.objectContaining({ status: 400, code: 'stale' }) as Error);
    else expect(check).not.toThrow();
  });

  it('miss a header in words that say who should have sent it', () => {
    expect(headerOf({ 'x-sign': ' abc ' }, 'X-Sign', 'Acme')).toBe('abc');
    for (const headers of [{}, { 'x-sign': '' }, { 'x-sign': '  ' }]) {
      expect(() => headerOf(headers, 'X-Sign', 'Acme')).toThrow('The message has no X-Sign header.');
    }
  });
});
