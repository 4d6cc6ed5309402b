import fc from 'fast-check';
import { startDemoPanel, type DemoPanel } from '../../demo/panel';
import { Protection } from '../../demo/panel/protection';
import { refusal } from '../testing';
import { PlayerGuard } from './guard';

/** The guard held against the panel's own rule: whatever is asked for through it, the panel never blocks. */

describe('the guard', () => {
  let demo: DemoPanel;
  beforeAll(async () => {
    demo = await startDemoPanel({ seed: { lines: [] } });
  });
  afterAll(() => demo.stop());

  const address = '192.0.2.7';
  const steps = fc.array(
    fc.record({
      wait: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 120_000 })),
      user: fc.integer({ min: 0, max: 60 }),
      /** Whether the line was there the first time, and is gone from this step on. */
      exists: fc.boolean(),
    }),
    { minLength: 1, maxLength: 400 },
  );

  const isBlocked = (): boolean => demo.state.blockedIps.all().length > 0;

  it('keeps any sequence of right and wrong logins below what the panel blocks for', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 0, max: 999 }), async (sequence, offset) => {
        demo.state.blockedIps.load({ lastId: 0, rows: [] });
        let now = 1_700_000_000_000 + offset;
        const panel = new Protection(demo.state, () => now);
        const guard = new PlayerGuard(() => now);
        for (const { wait, user, exists } of sequence) {
          now += wait;
          const asked = guard.ask(`user${String(user)}`, async () => {
            if (!exists) panel.denied(address, `user${String(user)}`);
            return { refused: !exists };
          });
          await asked.catch(() => undefined);
          expect(isBlocked()).toBe(false);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is needed: the panel blocks for ten wrong usernames, and for forty-one denials in a row', () => {
    for (const usernames of [
      Array.from({ length: 10 }, (_, n) => `wrong${String(n)}`),
      new Array<string>(41).fill('one'),
    ]) {
      demo.state.blockedIps.load({ lastId: 0, rows: [] });
      const panel = new Protection(demo.state, () => 1_700_000_000_000);
      usernames.slice(1).forEach((username) => panel.denied(address, username));
      expect(isBlocked()).toBe(false);
      panel.denied(address, usernames[0]);
      expect(isBlocked()).toBe(true);
    }
  });
});

describe('a login', () => {
  let now = 0;
  let guard: PlayerGuard;
  let asked: string[];
  beforeEach(() => {
    now = 1_000_000;
    guard = new PlayerGuard(() => now);
    asked = [];
  });
  const ask = (login: string, refused: boolean): Promise<unknown> =>
    guard.ask(login, async () => {
      asked.push(login);
      return { refused };
    });
  const fiveWrong = async (): Promise<void> => {
    for (const login of ['a', 'b', 'c', 'd', 'e']) await ask(login, true);
  };

  it('that is new is held back after five wrong ones, and told when to come again', async () => {
    await fiveWrong();
    const error = await refusal(() => ask('new', false));
    expect(error).toMatchObject({ code: 'unavailable', passing: true, retryAfterSeconds: 330 });
    expect(asked).not.toContain('new');
    now += 330_000;
    await ask('new', false);
    expect(asked).toContain('new');
  });

  it('accepted before is let through where new ones are held back', async () => {
    await ask('customer', false);
    await fiveWrong();
    await ask('customer', false);
    expect(asked.filter((login) => login === 'customer')).toHaveLength(2);
  });

  it('that is wrong again and again is held back for a few seconds only', async () => {
    for (let n = 0; n < 10; n++) await ask('old-password', true);
    expect(await refusal(() => ask('old-password', true))).toMatchObject({ retryAfterSeconds: 5 });
    now += 5_000;
    await ask('old-password', true);
    expect(asked).toHaveLength(11);
  });

  it('whose request fails counts as refused', async () => {
    for (const login of ['a', 'b', 'c', 'd', 'e']) {
      await expect(guard.ask(login, () => Promise.reject(new Error('no answer')))).rejects.toThrow('no answer');
    }
    await refusal(() => ask('new', false));
  });

  it('waits for the one before it', async () => {
    let answer = (): void => undefined;
    const first = guard.ask(
      'first',
      () => new Promise<{ refused: boolean }>((resolve) => (answer = () => resolve({ refused: false }))),
    );
    const second = ask('second', false);
    await Promise.resolve();
    expect(asked).toEqual([]);
    answer();
    await Promise.all([first, second]);
    expect(asked).toEqual(['second']);
  });
});
