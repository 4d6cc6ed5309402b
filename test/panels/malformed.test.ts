import fc from 'fast-check';
import {
  operationById,
  PanelError,
  XuiAdapter,
  type CatalogueOperation,
  type PanelAnswer,
  type PanelTransport,
} from '../../panel';
import { everythingOf, RecordedTransport } from '../../panel/testing';
import { mutate } from './mutate';
import { scenarios } from './scenarios';
import { names, operationsOf, requiredOf, run, secret, startWorld, type World } from './world';

/** Ten thousand answers that went wrong on their way: no crash, no wrong success, no empty list taken for the truth. */

const answersInAll = 10_000;

/** The same damage in every run, or with `XTREAM_UI_FUZZ_SEED` other damage. */
const seed = Number(process.env['XTREAM_UI_FUZZ_SEED'] ?? 20_261_122);

/** What is heard over HTTP. A database that answers wrongly is held to account beside its adapter. */
const spoken = names.filter((name) => !name.endsWith('+database'));

/** The player API of XUI.ONE and XC_VM refuses a login with a page and this status. */
const refusedByPage = [404];

/** What must be as it is on the panel, if there is an answer at all: these decide who is served and who pays. */
const decisive: ReadonlySet<string> = new Set([
  'id',
  'lineId',
  'username',
  'expiresAt',
  'enabled',
  'banned',
  'credits',
  'recorded',
]);

interface Exchange {
  operation: CatalogueOperation;
  given: Record<string, unknown>;
  truth: object;
  /** Answers by what was asked. */
  answers: Map<string, PanelAnswer>;
}

const keyOf = (fields: ReadonlyArray<readonly [string, string]>): string => JSON.stringify(fields);

type Through = World['through'];

/** Runs a read on the healthy panel and keeps what was said. */
async function exchange(
  through: Through,
  operation: CatalogueOperation,
  given: Record<string, unknown>,
): Promise<Exchange> {
  const answers = new Map<string, PanelAnswer>();
  const listening = through((transport) => ({
    ...transport,
    async post(fields) {
      const answer = await transport.post(fields);
      answers.set(keyOf(fields), answer);
      return answer;
    },
  }));
  return { operation, given, truth: await run(listening, operation, given), answers };
}

/** The panel as it was heard, with the nth answer changed. */
function replay(
  { answers }: Exchange,
  real: PanelTransport,
  nth: number,
  change: (answer: PanelAnswer) => PanelAnswer,
): PanelTransport {
  let count = 0;
  return {
    ...real,
    async post(fields) {
      const answer = answers.get(keyOf(fields)) ?? (await real.post(fields));
      return count++ === nth ? change(answer) : answer;
    },
  };
}

/** Damages one answer in each of many reads. @param means HTTP statuses that are an answer on this panel */
async function believesNone(
  exchanges: readonly Exchange[],
  through: Through,
  means: readonly number[] = [],
): Promise<void> {
  const outcomes = { refused: 0, unharmed: 0 };
  const cases = fc.record({ which: fc.nat(), nth: fc.nat(3), damage: fc.integer() });
  await fc.assert(
    fc.asyncProperty(cases, async ({ which, nth, damage }) => {
      const heard = exchanges[which % exchanges.length]!;
      let done = '';
      let kind = 'value';
      const adapter = through((real) =>
        replay(heard, real, nth % heard.answers.size, (answer) => {
          const mutation = mutate(answer, randomOf(damage), means);
          ({ name: done, kind } = mutation);
          return mutation.answer;
        }),
      );
      try {
        const result = await run(adapter, heard.operation, heard.given);
        const context = `${heard.operation.id} with ${done}`;
        if (kind === 'nothing') expect([context, result]).toEqual([context, heard.truth]);
        else expect([context, decided(heard, result)]).toEqual([context, decided(heard, heard.truth)]);
        outcomes.unharmed += 1;
      } catch (error) {
        if (!(error instanceof PanelError)) throw error;
        expect(everythingOf(error)).not.toContain(secret);
        expect(error.message).not.toBe('');
        outcomes.refused += 1;
      }
    }),
    { numRuns: Math.ceil(answersInAll / (spoken.length + 1)), seed },
  );
  // Most of what was broken has to be noticed, or the test looks at nothing.
  expect(outcomes.refused).toBeGreaterThan(outcomes.unharmed);
}

describe('the recorded panel', () => {
  /** What was asked of it when its answers were recorded. */
  const asked: ReadonlyArray<[id: string, given: Record<string, unknown>]> = [
    ['line.getMany', {}],
    ['line.getMany', { status: 'expired' }],
    ['line.getMany', { ownerId: '2' }],
    ['line.get', { line: { id: '2' } }],
    ['mag.getMany', {}],
    ['bouquet.getMany', {}],
    ['user.getMany', {}],
    ['category.getMany', {}],
    ['stream.getMany', {}],
    ['connection.getMany', {}],
    ['activity.getMany', {}],
    ['creditLog.getMany', {}],
  ];

  it('is not believed once an answer of its is malformed', async () => {
    const exchanges: Exchange[] = [];
    for (const [id, given] of asked) {
      const recorded = new RecordedTransport();
      const operation = operationById(id)!;
      exchanges.push(await exchange((change) => new XuiAdapter(change(recorded)), operation, given));
    }
    await believesNone(exchanges, (change) => new XuiAdapter(change(new RecordedTransport())));
  });
});

describe.each(spoken)('%s', (name) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(name);
  });
  afterAll(() => world.stop());

  it('believes no malformed answer', async () => {
    const exchanges: Exchange[] = [];
    for (const operation of operationsOf(name).filter(({ access }) => access === 'read')) {
      const scenario = scenarios[operation.id];
      scenario?.prepare?.(world);
      const given = scenario?.given?.(world) ?? requiredOf(world, operation);
      const heard = await exchange(world.through, operation, given);
      // The player API's answer to a request without a login is a page, and proves next to nothing.
      const isJson = [...heard.answers.values()].every(({ body }) => /^[[{]/.test(body));
      if (heard.answers.size > 0 && isJson) exchanges.push(heard);
    }
    await believesNone(exchanges, world.through, name === 'player' ? refusedByPage : []);
  });
});

/** Evenly spread numbers from 0 to 1 (mulberry32): fast-check's own favour the edges, which here would always be the first kind of damage. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Changes whose answers go wrong: whatever is reported as done is done. */
const damagedWrites = 12;

describe.each(spoken)('%s', (name) => {
  const writes = operationsOf(name).filter(({ id, access }) => access === 'write' && scenarios[id] !== undefined);
  if (writes.length === 0) return;
  let world: World;
  beforeAll(async () => {
    world = await startWorld(name);
  });
  afterAll(() => world.stop());

  it.each(writes.map((operation) => [operation.id, operation] as const))(
    '%s is never reported as done when it is not',
    async (_id, operation) => {
      const scenario = scenarios[operation.id]!;
      for (let damage = 0; damage < damagedWrites; damage++) {
        world.reset();
        scenario.prepare?.(world);
        const random = randomOf(seed + damage);
        const nth = Math.floor(random() * 4);
        let count = 0;
        const adapter = world.through((real) => ({
          ...real,
          async post(fields) {
            const answer = await real.post(fields);
            return count++ === nth ? mutate(answer, random).answer : answer;
          },
        }));
        let result: unknown;
        try {
          result = await run(adapter, operation, scenario.given?.(world) ?? requiredOf(world, operation));
        } catch (error) {
          if (!(error instanceof PanelError)) throw error;
          expect(everythingOf(error)).not.toContain(secret);
          continue;
        }
        scenario.then(world, result);
      }
    },
  );
});

/** The values that matter, row by row, so that a row that is missing shows. What a custom call answers is handed on as it is. */
function decided({ operation }: Exchange, result: object): unknown {
  const rows = (Array.isArray(result) ? result : [result]) as Array<Record<string, unknown>>;
  // Of a connection, the username is an ornament that panels may leave out.
  const matters = (row: object, key: string): boolean =>
    operation.resource !== 'custom' &&
    decisive.has(key) &&
    (key !== 'username' || 'expiresAt' in row || 'credits' in row);
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([key]) => matters(row, key))));
}
