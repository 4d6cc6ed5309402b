import { watch } from './watch';

/** What of a panel is looked at, as its settings have it. */

const usual = watch.parse({});

it('is looked at as usual where nothing is said', () => {
  expect(usual).toMatchObject({
    streams: { every: 60, downAfter: 60 },
    servers: { every: 60, overloaded: { cpu: 90, memory: 90, disk: 90, connections: 90, after: 300 } },
    resellers: { every: 300, lowCredits: 50 },
    tickets: { every: 60 },
    devices: { every: 300 },
    details: { every: 300, perSecond: 1 },
  });
  expect(watch.parse(undefined)).toEqual(usual);
});

it('keeps the rest where one thing is said', () => {
  expect(watch.parse({ servers: { overloaded: { disk: 95 } } })).toEqual({
    ...usual,
    servers: { every: 60, overloaded: { cpu: 90, memory: 90, disk: 95, connections: 90, after: 300 } },
  });
});

it.each([
  [{ streams: 'off' }, { streams: false }],
  [{ details: false }, { details: false }],
  [{ resellers: { lowCredits: 'off' } }, { resellers: { every: 300, lowCredits: false } }],
])('%j switches off', (settings, expected) => {
  expect(watch.parse(settings)).toMatchObject(expected);
});

it.each([
  [{ streams: 'no' }, 'write off, or settings such as { every: 60s }'],
  [{ streams: { every: '100ms' } }, 'look at most once a second'],
  [{ servers: { overloaded: { cpu: 'high' } } }, 'write a percentage, or off for never'],
  [{ details: { perSecond: 0 } }, 'read at least one line in 100 s, or write details: off'],
  [{ steams: {} }, 'Unrecognized key: "steams"'],
])('%j is refused in words', (settings, message) => {
  const texts = JSON.stringify(watch.safeParse(settings).error?.issues ?? []);
  expect(texts).toContain(JSON.stringify(message).slice(1, -1));
});
