import fc from 'fast-check';
import { advance, type LineLook, type LookContext } from './advance';
import { newRecord, type Connection, type LineRecord } from './record';
import type { ActivitySettings } from './settings';

const start = Date.parse('2027-01-04T12:00:00Z') / 1000;
const hour = 3600;
const day = 24 * hour;

const settings: ActivitySettings = {
  events: false,
  inactiveDays: [14, 30],
  sharing: { countries: 2, isps: 3, addresses: 5, windowSeconds: day, cooldownSeconds: day },
  usage: [],
};

const connection = (id: number, changes: Partial<Connection> = {}): Connection => ({
  id: String(id),
  startedAt: start,
  ip: '192.0.2.1',
  isp: 'Telecom',
  country: 'LB',
  restreamer: false,
  seenAt: null,
  ...changes,
});
const look = (parts: Partial<LineLook>): LineLook => ({ kept: [], started: [], ended: [], ...parts });
const ended = (one: Connection, seenAt: number) => ({ ...one, seenAt });
const context = (changes: Partial<LookContext> = {}): LookContext => ({
  now: start,
  settings,
  timeZone: 'UTC',
  limit: 2,
  restreamer: false,
  ...changes,
});
const used = (changes: Partial<LineRecord> = {}): LineRecord => ({ ...newRecord(start, 'yes', [14, 30]), ...changes });
const typesOf = ({ facts }: { facts: Array<{ type: string }> }): string[] => facts.map(({ type }) => type);

describe('the first connection', () => {
  it('of a line that was made under our eyes is told with its own time', () => {
    const { record, facts } = advance(
      newRecord(start - day, 'no', [14]),
      look({ started: [connection(1, { startedAt: start - 20 })] }),
      context(),
    );
    expect(facts).toEqual([{ type: 'line.first_connected', time: start - 20, data: {}, connection: '1' }]);
    expect(record).toMatchObject({ ever: 'yes', inactiveAt: null });
  });

  it('of a line that may have connected before is kept until the panel’s log has been asked', () => {
    const first = advance(newRecord(start - day, 'unknown', []), look({ started: [connection(1)] }), context());
    expect(first).toMatchObject({ facts: [], record: { ever: 'unknown', firstAt: start } });
    const again = advance(
      first.record,
      look({ ended: [ended(connection(1), start + 60)], started: [connection(2, { startedAt: start + 90 })] }),
      context({ now: start + 100 }),
    );
    expect(again.record.firstAt).toBe(start);
  });
});

describe('absence', () => {
  it('counts from the end of the last connection', () => {
    const both = [connection(1), connection(2)];
    const one = advance(
      used({ inactiveAt: null }),
      look({ kept: both.slice(1), ended: [ended(connection(1), start + 60)] }),
      context(),
    );
    expect(one.record).toMatchObject({ lastAt: start + 60, inactiveAt: null });
    const none = advance(one.record, look({ ended: [ended(connection(2), start + 30)] }), context());
    expect(none.record).toMatchObject({ lastAt: start + 60, inactiveAt: start + 60 + 14 * day });
  });

  it('is over with a connection, which says how long it was', () => {
    const before = used({ inactiveDays: 14, inactiveAt: start + day, lastAt: start - 17.5 * day });
    const { record, facts } = advance(before, look({ started: [connection(1)] }), context());
    expect(facts).toMatchObject([
      { type: 'line.active_again', time: start, data: { inactive: { days: 17, lastSeenAt: '2026-12-18T00:00:00Z' } } },
    ]);
    expect(record).toMatchObject({ inactiveDays: 0, inactiveAt: null });
    expect(
      typesOf(advance(record, look({ kept: [connection(1)], started: [connection(2)] }), context({ limit: 9 }))),
    ).toEqual([]);
  });
});

describe('the limit of connections', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => connection(index + 1));
  const at = (record: LineRecord, count: number, now: number, limit = 3) =>
    advance(record, look({ kept: many(count) }), context({ now, limit }));

  it('is told once when reached, and again only after an hour below', () => {
    const reached = at(used(), 3, start);
    expect(reached.facts).toMatchObject([
      { type: 'line.connection_limit_reached', data: { connections: { open: 3, limit: 3 } } },
    ]);
    const still = at(reached.record, 3, start + 60);
    expect(still.facts).toEqual([]);
    const below = at(still.record, 2, start + 120);
    const soon = at(below.record, 3, start + 180);
    expect(soon.facts).toEqual([]);
    const again = at(at(soon.record, 1, start + 240).record, 3, start + 240 + hour);
    expect(typesOf(again)).toEqual(['line.connection_limit_reached']);
  });

  it('where one is allowed, one is no news and a second one is', () => {
    expect(at(used(), 1, start, 1).facts).toEqual([]);
    expect(at(used(), 2, start, 1).facts).toMatchObject([{ data: { connections: { open: 2, limit: 1 } } }]);
  });

  it('does not count a connection that the panel lists no more', () => {
    const [first, ...others] = many(3);
    const kept = [{ ...first!, seenAt: start - 30 }, ...others];
    expect(advance(used(), look({ kept }), context({ limit: 3 })).facts).toEqual([]);
  });
});

describe('sharing', () => {
  const reasons = (result: { facts: Array<{ data: { sharing?: { reason: string } } }> }) =>
    result.facts.flatMap(({ data }) => data.sharing?.reason ?? []);

  it('is suspected in two countries at once, not one after the other', () => {
    const abroad = connection(2, { country: 'DE' });
    const travelled = advance(used(), look({ ended: [ended(connection(1), start)], started: [abroad] }), context());
    expect(reasons(travelled)).toEqual([]);
    const shared = advance(used(), look({ kept: [connection(1)], started: [abroad] }), context());
    expect(reasons(shared)).toEqual(['countries']);
    expect(shared.facts.at(-1)?.data.sharing).toMatchObject({ countries: ['DE', 'LB'], count: 2, windowSeconds: 0 });
  });

  it.each([
    ['isps', (id: number) => ({ isp: `ISP ${String(id)}` }), 3],
    ['addresses', (id: number) => ({ ip: `192.0.2.${String(id)}` }), 5],
  ])('is suspected after too many %s within the window, one after the other', (reason, place, threshold) => {
    const run = (pause: number): string[] => {
      let record = used();
      const found: string[] = [];
      for (let id = 1; id <= threshold; id += 1) {
        const now = start + id * pause;
        const last = id === 1 ? [] : [ended(connection(id - 1, place(id - 1)), now - pause / 2)];
        const result = advance(
          record,
          look({ ended: last, started: [connection(id, { ...place(id), startedAt: now })] }),
          context({ now }),
        );
        record = result.record;
        found.push(...reasons(result));
      }
      return found;
    };
    expect(run(hour)).toEqual([reason]);
    expect(run(day)).toEqual([]);
  });

  it('is told once an episode, and anew at the earliest after the cool-down', () => {
    const abroad = connection(2, { country: 'DE' });
    const together = look({ kept: [connection(1)], started: [abroad] });
    const alone = look({ kept: [connection(1)], ended: [ended(abroad, start + 60)] });
    const first = advance(used(), together, context());
    const over = advance(first.record, alone, context({ now: start + 60 }));
    const soon = advance(over.record, together, context({ now: start + hour }));
    expect(reasons(soon)).toEqual([]);
    const later = advance(
      advance(soon.record, alone, context({ now: start + 2 * hour })).record,
      together,
      context({ now: start + 2 * day }),
    );
    expect(reasons(later)).toEqual(['countries']);
  });

  it('is not suspected of restreamers, nor where it is switched off', () => {
    const kept = [connection(1), connection(2, { country: 'DE' })];
    expect(reasons(advance(used(), look({ kept }), context({ restreamer: true })))).toEqual([]);
    expect(reasons(advance(used(), look({ kept }), context({ settings: { ...settings, sharing: null } })))).toEqual([]);
  });
});

describe('usage', () => {
  const counting = (usage: ActivitySettings['usage']) => ({ ...settings, usage });

  it('tells once when the hours of a period pass a threshold, open connections included', () => {
    const weekly = counting([{ period: 'week', hours: 10 }]);
    const open = connection(1);
    const at = (record: LineRecord, hours: number) =>
      advance(record, look({ kept: [open] }), context({ now: start + hours * hour, settings: weekly }));
    const before = at(used(), 9.9);
    expect(before.facts).toEqual([]);
    const after = at(before.record, 10);
    expect(after.facts).toMatchObject([
      { type: 'line.usage_threshold', data: { usage: { from: '2027-01-04T00:00:00Z', hours: 10, threshold: 10 } } },
    ]);
    expect(at(after.record, 11).facts).toEqual([]);
  });

  it('counts a change of channel as one session', () => {
    const daily = counting([{ period: 'day', sessions: 2 }]);
    const step = (record: LineRecord, parts: Partial<LineLook>, now: number) =>
      advance(record, look(parts), context({ now, settings: daily, limit: null }));
    const one = step(used(), { started: [connection(1)] }, start);
    const zapped = step(one.record, { kept: [connection(1)], started: [connection(2)] }, start + 30);
    const gone = step(
      zapped.record,
      { ended: [ended(connection(1), start), ended(connection(2), start + 30)] },
      start + 90,
    );
    expect([one, zapped, gone].flatMap(typesOf)).toEqual([]);
    expect(step(gone.record, { started: [connection(3)] }, start + hour).facts).toMatchObject([
      { data: { usage: { measure: 'sessions', sessions: 2 } } },
    ]);
  });

  it('adds up to the time watched in the period, in whatever order connections come and go', () => {
    const session = fc.record({
      from: fc.integer({ min: -2 * day, max: 2 * day }),
      length: fc.integer({ min: 1, max: day }),
    });
    fc.assert(
      fc.property(fc.array(session, { minLength: 1, maxLength: 8 }), (sessions) => {
        const daily = counting([{ period: 'day', hours: 1e9 }]);
        const all = sessions.map(({ from, length }, index) => ({
          ...connection(index, { startedAt: start + from }),
          until: start + from + length,
        }));
        const moments = [...new Set(all.flatMap(({ startedAt, until }) => [startedAt, until]))].sort((a, b) => a - b);
        let record = used();
        for (const now of moments) {
          const of = (choose: (one: (typeof all)[number]) => boolean) => all.filter(choose);
          record = advance(
            record,
            look({
              started: of(({ startedAt }) => startedAt === now),
              ended: of(({ until }) => until === now).map((one) => ended(one, one.until)),
              kept: of(({ startedAt, until }) => startedAt < now && until > now),
            }),
            context({ now, settings: daily, limit: null }),
          ).record;
        }
        const last = moments.at(-1) ?? 0;
        const midnight = last - (last % day);
        const expected = all.reduce(
          (sum, { startedAt, until }) => sum + Math.max(0, until - Math.max(startedAt, midnight)),
          0,
        );
        expect(record.usage.day).toMatchObject({ from: midnight, seconds: expected });
      }),
    );
  });
});
