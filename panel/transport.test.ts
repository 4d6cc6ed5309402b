import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { readRequest, type PhpVariables } from '../demo/php';
import { encodeForm } from './index';

describe('encodeForm', () => {
  it('keeps order and repeated names', () => {
    expect(
      encodeForm([
        ['a[]', '1'],
        ['b', ''],
        ['a[]', '2 & 3'],
      ]),
    ).toBe('a%5B%5D=1&b=&a%5B%5D=2%20%26%203');
  });

  it('encodes any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(new URLSearchParams(encodeForm([['v', value]])).get('v')).toBe(value);
      }),
    );
    expect(encodeForm([['v', 'half \ud83d']])).toBe('v=half%20%EF%BF%BD');
  });

  it('arrives as PHP reads it', async () => {
    let form: PhpVariables = {};
    const server = createServer((request, response) => {
      void readRequest(request).then((read) => {
        form = read.form;
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const fields = [
        ['password', 'a+b %41&c=d نادية'],
        ['search[value]', 'x'],
        ['access_output[]', '1'],
        ['access_output[]', '2'],
      ] as const;
      await fetch(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: encodeForm(fields),
      });
    } finally {
      server.closeAllConnections();
      server.close();
    }
    expect(form).toEqual({ password: 'a+b %41&c=d نادية', search: { value: 'x' }, access_output: ['1', '2'] });
  });
});
