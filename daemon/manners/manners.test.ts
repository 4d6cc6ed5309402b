import fc from 'fast-check';
import { PanelError, type PanelAnswer } from '../../panel';
import { FakeClock } from '../testing';
import { Breaker } from './breaker';
import { Manners, parseQuietHours, quietFor, type QuietHours } from './index';
import { Pace } from './pace';
import { Skew } from './skew';

const silence = (): Promise<never> => Promise.reject(new PanelError('unreachable', 'no answer'));

describe('a pace', () => {
  it('lets no more requests run at once than it may', async () => {
    const pace = new Pace({ concurrency: 3, requestsPerSecond: 1000 }, new FakeClock());
    let running = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 20 }, () =>
        pace.run(async () => {
          most = Math.max(most, (running += 1));
          await Promise.resolve();
          running -= 1;
        }),
      ),
    );
    expect(most).toBe(3);
  });

  it('begins no more requests in any time than its rate and one burst allow, and all of them in the end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 60 }),
        async (requestsPerSecond, pauses) => {
          const clock = new FakeClock();
          const begun: number[] = [];
          // What has been admitted begins before time goes on.
          const wait = (milliseconds: number): Promise<void> =>
            new Promise((resolve) => {
              setImmediate(() => {
                clock.advance({ milliseconds: Math.ceil(milliseconds) });
                resolve();
              });
            });
          const pace = new Pace({ concurrency: 100, requestsPerSecond }, clock, wait);
          const all: Array<Promise<void>> = [];
          for (const pause of pauses) {
            await new Promise(setImmediate);
            clock.advance({ milliseconds: pause });
            all.push(
              pace.run(() => {
                begun.push(clock.now());
                return Promise.resolve();
              }),
            );
          }
          await Promise.all(all);
          expect(begun).toHaveLength(pauses.length);
          for (const [index, from] of begun.entries()) {
            const within = begun.slice(index).filter((at) => at - from < 1000).length;
            expect(within).toBeLessThanOrEqual(2 * requestsPerSecond + 1);
          }
        },
      ),
    );
  });

  it('gives a turn back that ended badly', async () => {
    const pace = new Pace({ concurrency: 1, requestsPerSecond: 100 }, new FakeClock());
    await expect(pace.run(silence)).rejects.toThrow('no answer');
    await expect(pace.run(() => Promise.resolve(1))).resolves.toBe(1);
  });
});

describe('a breaker', () => {
  const opened = async (clock: FakeClock): Promise<Breaker> => {
    const breaker = new Breaker('main', clock);
    for (let times = 0; times < 5; times += 1) await breaker.run(silence).catch(() => undefined);
    return breaker;
  };

  it('refuses at once after five requests without an answer, and says when it asks again', async () => {
    const breaker = await opened(new FakeClock());
    let asked = false;
    const refused = breaker.run(() => {
      asked = true;
      return Promise.resolve();
    });
    await expect(refused).rejects.toMatchObject({ code: 'unreachable', retryAfterSeconds: 10 });
    expect(asked).toBe(false);
  });

  it('lets one request through when the pause is over, and all of them after its answer', async () => {
    const clock = new FakeClock();
    const breaker = await opened(clock);
    clock.advance({ seconds: 10 });
    let answer: (value: string) => void = () => undefined;
    const probe = breaker.run(() => new Promise<string>((resolve) => (answer = resolve)));
    await expect(breaker.run(() => Promise.resolve())).rejects.toMatchObject({ code: 'unreachable' });
    answer('well');
    await expect(probe).resolves.toBe('well');
    await expect(breaker.run(() => Promise.resolve(1))).resolves.toBe(1);
  });

  it('waits twice as long after each probe without an answer, five minutes at most', async () => {
    const clock = new FakeClock();
    const breaker = await opened(clock);
    const pauses: number[] = [];
    for (let probes = 0; probes < 7; probes += 1) {
      const begun = clock.now();
      while (breaker.isOpen) clock.advance({ seconds: 1 });
      pauses.push((clock.now() - begun) / 1000);
      await breaker.run(silence).catch(() => undefined);
    }
    expect(pauses).toEqual([10, 20, 40, 80, 160, 300, 300]);
  });

  it('counts only requests in a row', async () => {
    const breaker = new Breaker('main', new FakeClock());
    for (let times = 0; times < 20; times += 1) {
      if (times % 4 === 3) await breaker.run(() => Promise.resolve());
      else await breaker.run(silence).catch(() => undefined);
    }
    expect(breaker.isOpen).toBe(false);
  });
});

describe('the skew of a panel’s clock', () => {
  const noon = Date.parse('2027-01-01T12:00:00Z');
  const at = (seconds: number): string => new Date(noon + seconds * 1000).toUTCString();

  it('is not known before an answer has told it', () => {
    expect(new Skew().seconds).toBeNull();
  });

  it('is none within the grain of whole seconds', () => {
    const skew = new Skew();
    for (const late of [0, 300, 999]) skew.measure(at(0), noon + late, noon + late + 20);
    expect(skew.seconds).toBe(0);
  });

  it.each([
    ['ahead', 300],
    ['behind', -7200],
  ])('is told where the panel is %s', (_, seconds) => {
    const skew = new Skew();
    for (let times = 0; times < 5; times += 1) skew.measure(at(seconds), noon, noon + 100);
    expect(skew.seconds).toBeGreaterThanOrEqual(seconds - 1);
    expect(skew.seconds).toBeLessThanOrEqual(seconds + 1);
  });

  it('is off by as much as our own clock was set', () => {
    const skew = new Skew();
    for (let times = 0; times < 5; times += 1) skew.measure(at(0), noon, noon + 100);
    skew.moved(691_200);
    expect(skew.seconds).toBe(-691_200);
  });

  it('does not follow one odd answer, nor a slow one, nor one without a date', () => {
    const skew = new Skew();
    for (let times = 0; times < 4; times += 1) skew.measure(at(0), noon, noon + 20);
    skew.measure(at(4000), noon, noon + 20);
    for (let times = 0; times < 9; times += 1) skew.measure(at(500), noon, noon + 5000);
    skew.measure(undefined, noon, noon + 20);
    skew.measure('soon', noon, noon + 20);
    expect(skew.seconds).toBe(0);
  });
});

describe('quiet hours', () => {
  const night: QuietHours = { from: 120, to: 270 };
  const overMidnight: QuietHours = { from: 1380, to: 60 };
  const minutes = (hours: QuietHours[], zone: string, instant: string): number =>
    quietFor(hours, zone, Date.parse(instant)) / 60_000;

  it('are read as people write them', () => {
    expect(parseQuietHours('02:00-04:30')).toEqual(night);
    expect(parseQuietHours('23:00 - 01:00')).toEqual(overMidnight);
    for (const wrong of ['2-4', '24:00-01:00', '02:00-02:00', '02:60-03:00', ''])
      expect(parseQuietHours(wrong)).toBeNull();
  });

  it('are those of the panel’s time zone', () => {
    expect(minutes([night], 'UTC', '2027-01-01T03:00:00Z')).toBe(90);
    expect(minutes([night], 'Asia/Beirut', '2027-01-01T03:00:00Z')).toBe(0);
    expect(minutes([night], 'Asia/Beirut', '2027-01-01T00:00:00Z')).toBe(150);
  });

  it('may go over midnight, and end where others begin', () => {
    expect(minutes([overMidnight], 'UTC', '2027-01-01T23:30:00Z')).toBe(90);
    expect(minutes([overMidnight], 'UTC', '2027-01-01T00:59:30Z')).toBe(0.5);
    expect(minutes([overMidnight, { from: 60, to: 120 }, night], 'UTC', '2027-01-01T23:00:00Z')).toBe(330);
  });
});

it('a panel is spoken to at its pace, and its clock is compared', async () => {
  const clock = new FakeClock();
  const answer: PanelAnswer = {
    status: 200,
    body: '{}',
    headers: { date: new Date(clock.now() + 60_000).toUTCString() },
  };
  const manners = new Manners(
    'main',
    { limits: { concurrency: 2, requestsPerSecond: 100 }, quiet: [{ from: 0, to: 30 }], timeZone: 'UTC' },
    clock,
  );
  const transport = manners.polite({ origin: 'http://panel.example', post: () => Promise.resolve(answer) });
  await expect(transport.post([])).resolves.toBe(answer);
  expect(transport.origin).toBe('http://panel.example');
  expect(manners.skewSeconds).toBeGreaterThan(55);
  expect(manners.quietSeconds).toBe(1800);
});
