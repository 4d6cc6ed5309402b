import type { Io } from './io';
import { printTable, widthOf, type Cell, type Column } from './table';
import { kept } from './testing';

function drawn(columns: readonly Column[], rows: Cell[][], terminal?: { columns: number }): string[] {
  const stdout = kept(terminal);
  const io: Io = { stdout, stderr: kept(), env: {}, signal: new AbortController().signal };
  printTable(io, columns, rows);
  return stdout.text().trimEnd().split('\n');
}

const columns = [{ head: 'feed', flexible: true }, { head: 'lag' }];

describe('a table', () => {
  it('sets numbers to the right and says where there is nothing', () => {
    expect(
      drawn(columns, [
        ['crm', 7],
        ['mail', 1234],
        ['sms', null],
      ]),
    ).toEqual(['FEED  LAG', 'crm      7', 'mail  1234', 'sms   -']);
  });

  it('fits the terminal by shortening what may be shortened', () => {
    const [, row] = drawn(columns, [['a feed with a very long name indeed', 5]], { columns: 20 });
    expect(row).toBe('a feed with a…     5');
  });

  it('leaves everything whole where there is no terminal', () => {
    expect(drawn(columns, [['x'.repeat(300), 5]])[1]).toContain('x'.repeat(300));
  });

  it('counts names in Arabic, with vowel signs, in Hebrew and in Japanese as terminals do', () => {
    expect(['نادية', 'نَادِيَة', 'שָׁלוֹם', '日本', 'نادية حداد'].map(widthOf)).toEqual([5, 5, 4, 4, 10]);
  });

  it('isolates right-to-left names, so that the columns after them stay where they are', () => {
    const rows = drawn(columns, [
      ['نَادِيَة', 'leased'],
      ['abc', 'parked'],
    ]);
    expect(rows[1]).toBe('\u2068نَادِيَة\u2069  leased');
    expect(rows[2]).toBe('abc    parked');
  });

  it('lets no name steer the terminal', () => {
    expect(drawn(columns, [['\u001b[31mred\u0007\u202e\nname', 1]])[1]).toBe('red name    1');
  });

  it('shows colours on a terminal only', () => {
    const cell = { text: 'held', colour: 'yellow' } as const;
    expect(drawn(columns, [[cell, 1]])[1]).toBe('held    1');
    expect(drawn(columns, [[cell, 1]], { columns: 80 })[1]).toBe('\u001b[33mheld\u001b[39m    1');
  });
});
