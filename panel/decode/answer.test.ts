import fc from 'fast-check';
import { loadRecordings } from '../../test/recordings';
import { everythingOf, refusal } from '../testing';
import type { PanelAnswer } from '../transport';
import { checkDone, decodeAnswer, listAnswer, listsById, objectAnswer, tableAnswer } from './index';

const recordings = loadRecordings();

function answer(body: string, status = 200, headers: PanelAnswer['headers'] = {}): PanelAnswer {
  return { status, body, headers };
}

const nginx = (title: string): string => `<html>\r\n<head><title>${title}</title></head>\r\n<body></body></html>`;

describe('every recorded answer', () => {
  it.each(recordings.map((recording) => [`${recording.file}: ${recording.title}`, recording] as const))(
    'is decoded or refused as it should: %s',
    async (_title, { request, body, status }) => {
      const decode = (): unknown => decodeAnswer(answer(body, status), request.action);
      if (body === '') {
        expect((await refusal(decode)).code).toBe('bad-answer');
        return;
      }
      const said = JSON.parse(body) as { status?: string; error?: string };
      if (Array.isArray(said) || said.status === 'STATUS_SUCCESS') {
        expect(decode()).toEqual(said);
        return;
      }
      const error = await refusal(decode);
      const code =
        { 'Invalid action.': 'unsupported', 'Invalid API key.': 'wrong-key' }[said.error ?? ''] ?? 'rejected';
      expect(error.code).toBe(code);
      if (code === 'rejected') expect(error.panelStatus).toBe(said.status);
    },
  );

  it('is refused without a word of what the panel echoes', async () => {
    for (const { request, body, status } of recordings) {
      const echoed = Object.entries({ ...request.query, ...request.form })
        .filter(([name]) => name !== 'id')
        .flatMap(([, value]) => value)
        .filter((value) => value.length > 3);
      const error = await refusal(() => decodeAnswer(answer(body, status), request.action)).catch(() => undefined);
      if (error === undefined) continue;
      for (const value of echoed) expect(everythingOf(error)).not.toContain(value);
    }
  });
});

describe('what is no answer', () => {
  it.each([
    ['an empty body', answer(''), 'bad-answer'],
    ['white space', answer(' \r\n'), 'bad-answer'],
    ['only a byte order mark', answer('\uFEFF'), 'bad-answer'],
    ['null', answer('null'), 'bad-answer'],
    ['true', answer('true'), 'bad-answer'],
    ['a number', answer('42'), 'bad-answer'],
    ['a JSON text', answer('"STATUS_SUCCESS"'), 'bad-answer'],
    ['an empty object', answer('{}'), 'bad-answer'],
    ['{"result":false}', answer('{"result":false}'), 'bad-answer'],
    ['result false with rows', answer('{"result":false,"data":[]}'), 'bad-answer'],
    ['data without a status', answer('{"data":[],"recordsTotal":0}'), 'bad-answer'],
    ['a status of another kind', answer('{"status":true,"data":[],"recordsTotal":0}'), 'bad-answer'],
    ['a status outside the family', answer('{"status":"ok","data":[],"recordsTotal":0}'), 'bad-answer'],
    ['result true with an error', answer('{"result":true,"error":"NOT ENOUGH CREDITS"}'), 'rejected'],
    ['success with an error', answer('{"status":"STATUS_SUCCESS","data":[],"error":"x"}'), 'bad-answer'],
    ['a message under the key "0"', answer('{"result":false,"0":"KEY WRONG"}'), 'wrong-key'],
    ['a forbidden address under the key "0"', answer('{"result":false,"0":"IP FORBIDDEN"}'), 'forbidden-ip'],
    ['truncated JSON', answer('{"status":"STATUS_SUCCESS","data":[{"id":"1","us'), 'bad-answer'],
    ['a truncated list', answer('[{"id":"1"},'), 'bad-answer'],
    ['a PHP warning before the JSON', answer('Warning: x\n{"status":"STATUS_SUCCESS","data":[]}'), 'not-a-panel'],
    ['HTML with 200', answer(nginx('Welcome')), 'not-a-panel'],
    ['HTML with 403', answer(nginx('403 Forbidden'), 403), 'forbidden-ip'],
    ['an empty 403', answer('', 403), 'forbidden-ip'],
    ['HTML with 404', answer(nginx('404 Not Found'), 404), 'wrong-url'],
    ['a redirect', answer('', 302), 'wrong-url'],
    ['HTML with 502', answer(nginx('502 Bad Gateway'), 502), 'unavailable'],
    ['maintenance', answer('{"status":"STATUS_FAILURE","error":"Maintenance"}', 503), 'unavailable'],
    ['429', answer('slow down', 429), 'unavailable'],
    ['a perfect answer with 500', answer('{"status":"STATUS_SUCCESS","data":[],"recordsTotal":0}', 500), 'unavailable'],
    ['"Response: Blocked"', answer('Response: Blocked'), 'forbidden-ip'],
    ['UTF-16', answer(Buffer.from('{"status":"STATUS_SUCCESS"}', 'utf16le').toString('latin1')), 'bad-answer'],
    ['a byte order mark in another encoding', answer('ï»¿{"status":"STATUS_SUCCESS","data":[]}'), 'not-a-panel'],
    ['text that was no UTF-8', answer('{"status":"STATUS_SUCCESS","data":[{"username":"Ren\uFFFD"}]}'), 'bad-answer'],
    ['no permission', answer('{"status":"STATUS_NO_PERMISSIONS"}'), 'no-permission'],
    ['an unknown action', answer('{"status":"STATUS_FAILURE","error":"Invalid action."}'), 'unsupported'],
    ['a bare failure', answer('{"status":"STATUS_FAILURE"}'), 'rejected'],
  ] as const)('%s is refused with a code that tells why, whatever was asked for', async (_name, wrong, code) => {
    for (const decode of [decodeAnswer, objectAnswer, tableAnswer, listAnswer, checkDone]) {
      const error = await refusal(() => decode(wrong, 'get_lines'));
      expect(error.code).toBe(code);
      if (code !== 'rejected') expect(error.hint).toBeTruthy();
    }
  });

  it('does not take a failure with a message for "not there", nor repeat the message', async () => {
    const body = '{"status":"STATUS_FAILURE","error":"Maintenance, key 0123456789abcdef"}';
    const error = await refusal(() => decodeAnswer(answer(body), 'get_line'));
    expect(error).toMatchObject({ code: 'rejected', panelStatus: undefined });
    expect(everythingOf(error)).not.toContain('0123456789abcdef');
  });

  it('hands on how long to wait, where the panel says so', async () => {
    const wait = async (header: string): Promise<number | undefined> =>
      (await refusal(() => decodeAnswer(answer('', 503, { 'retry-after': header }), 'x'))).retryAfterSeconds;
    expect(await wait('30')).toBe(30);
    expect(await wait('Wed, 21 Oct 2026 07:28:00 GMT')).toBeUndefined();
    expect(await wait('-1')).toBeUndefined();
  });

  it('takes a byte order mark and white space around an answer', () => {
    expect(listAnswer(answer('\uFEFF [{"id":"1"}]\n'), 'get_bouquets')).toEqual([{ id: '1' }]);
  });

  it('does not take a bouquet called "Blocked" for a blocked address', () => {
    expect(listAnswer(answer('[{"id":"1","bouquet_name":"Blocked"}]'), 'get_bouquets')).toHaveLength(1);
  });

  it('never shows what a broken answer holds', async () => {
    const body = '{"status":"STATUS_SUCCESS","data":{"password":"hunter2-secret","api_key":"0123456789abcdef"}}';
    for (let end = 1; end < body.length; end++) {
      for (const wrong of [body.slice(0, end), `${body.slice(0, end)}§`, `x${body.slice(end)}`]) {
        const shown = everythingOf(await refusal(() => objectAnswer(answer(wrong), 'get_user')));
        expect(shown).not.toMatch(/hunter2|secret"|01234567/);
      }
    }
  });
});

describe('shapes', () => {
  it.each([
    ['a list where an object belongs', () => objectAnswer(answer('[]'), 'a')],
    ['an empty list as data, where an object belongs', () => objectAnswer(answer(success('[]')), 'a')],
    ['null as data', () => objectAnswer(answer(success('null')), 'a')],
    ['no data', () => objectAnswer(answer('{"status":"STATUS_SUCCESS"}'), 'a')],
    ['a bare list where a table belongs', () => tableAnswer(answer('[]'), 'a')],
    ['a table without its count, as resellers get', () => tableAnswer(answer(success('[]')), 'a')],
    ['a count that is null', () => tableAnswer(answer(table('[]', 'null')), 'a')],
    ['a count that is no number', () => tableAnswer(answer(table('[]', '"many"')), 'a')],
    ['a negative count', () => tableAnswer(answer(table('[]', '-1')), 'a')],
    ['a broken count', () => tableAnswer(answer(table('[]', '1.5')), 'a')],
    ['an endless count', () => tableAnswer(answer(table('[]', '1e999')), 'a')],
    ['an empty count', () => tableAnswer(answer(table('[]', '""')), 'a')],
    ['rows as an object', () => tableAnswer(answer(table('{"0":{"id":"1"}}', '"1"')), 'a')],
    ['a row that is null', () => tableAnswer(answer(table('[null]', '"1"')), 'a')],
    ['a row that is a list', () => tableAnswer(answer(table('[[]]', '"1"')), 'a')],
    ['no rows where some are counted', () => tableAnswer(answer(table('[]', '"3"')), 'a')],
    ['no rows before the end of the count', () => tableAnswer(answer(table('[]', '"3"')), 'a', 2)],
    ['an object where a list belongs', () => listAnswer(answer(success('{}')), 'a')],
    ['a list of texts', () => listAnswer(answer('["a"]'), 'a')],
    ['a list where a status belongs', () => checkDone(answer('[]'), 'a')],
  ])('%s is refused', async (_name, decode) => {
    expect((await refusal(decode)).code).toBe('bad-answer');
  });

  it.each([
    ['"3"', 3],
    ['3', 3],
    ['0', 0],
    ['"0"', 0],
  ])('a count may be text or number: %s', (count, total) => {
    const rows = total === 0 ? '[]' : '[{"id":"1"}]';
    expect(tableAnswer(answer(table(rows, count)), 'a').total).toBe(total);
  });

  it('past the end of the count there are no rows', () => {
    expect(tableAnswer(answer(table('[]', '"3"')), 'a', 3)).toEqual({ rows: [], total: 3 });
  });
});

describe('any answer at all', () => {
  const bodies = recordings.filter(({ body }) => body !== '').map(({ body }) => body);
  const decoders = [objectAnswer, tableAnswer, listAnswer];

  it('cut off at any point is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...bodies), fc.double({ min: 0, max: 1, noNaN: true }), async (body, part) => {
        const cut = body.slice(0, Math.min(body.length - 1, Math.floor(part * body.length)));
        for (const decode of decoders) expect((await refusal(() => decode(answer(cut), 'x'))).code).toBe('bad-answer');
      }),
      { numRuns: 300 },
    );
  });

  it('is decoded or refused with a PanelError, and is no empty list unless it says so itself', () => {
    const bodyOf = fc.oneof(
      fc.json(),
      fc.string({ unit: 'binary' }),
      fc.jsonValue().map((data) => `{"status":"STATUS_SUCCESS","data":${JSON.stringify(data)},"recordsTotal":"3"}`),
      fc.tuple(fc.constantFrom(...bodies), fc.nat(), fc.string({ maxLength: 3 })).map(([body, at, text]) => {
        const place = at % body.length;
        return body.slice(0, place) + text + body.slice(place + 1);
      }),
    );
    fc.assert(
      fc.property(bodyOf, fc.constantFrom(200, 200, 200, 204, 301, 403, 404, 500), (body, status) => {
        for (const decode of decoders) {
          try {
            const decoded = decode(answer(body, status), 'x');
            const rows = 'rows' in decoded ? decoded.rows : decoded;
            if (Array.isArray(rows) && rows.length === 0) expect(body.replace(/\s/g, '')).toMatch(/^\[\]$|"data":\[\]/);
          } catch (error) {
            expect(error).toMatchObject({ name: 'PanelError', code: expect.stringMatching(/./) as string });
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('may be nested as deeply as it likes', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    for (const body of [deep, success(deep), table(`[{"id":${deep}}]`, '"1"')]) {
      for (const decode of decoders) {
        try {
          decode(answer(body), 'x');
        } catch (error) {
          expect(error).toHaveProperty('name', 'PanelError');
        }
      }
    }
  });
});

describe('lists by id', () => {
  it('are taken, and an empty list for none', () => {
    expect(listsById(answer('{"5":[1,2],"12":[]}'), 'x')).toEqual({ '5': [1, 2], '12': [] });
    expect(listsById(answer('[]'), 'x')).toEqual([]);
  });

  it.each([
    ['{}', 'bad-answer'],
    ['[[1]]', 'bad-answer'],
    ['{"5":1}', 'bad-answer'],
    ['{"result":true}', 'bad-answer'],
    ['{"result":false}', 'bad-answer'],
    ['{"result":false,"0":"KEY WRONG"}', 'wrong-key'],
    ['', 'bad-answer'],
  ])('are not seen in %s', async (body, code) => {
    expect((await refusal(() => listsById(answer(body), 'x'))).code).toBe(code);
  });
});

function success(data: string): string {
  return `{"status":"STATUS_SUCCESS","data":${data}}`;
}

function table(data: string, total: string): string {
  return `{"status":"STATUS_SUCCESS","data":${data},"recordsTotal":${total},"recordsFiltered":1}`;
}
