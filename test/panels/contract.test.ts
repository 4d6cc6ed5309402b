import { operations, PanelError, type CatalogueOperation, type PanelTransport } from '../../panel';
import { everythingOf, refusal } from '../../panel/testing';
import { scenarios, type Scenario } from './scenarios';
import { describeWorld, names, operationsOf, requiredOf, run, secret, startWorld, type World } from './world';

/**
 * What every adapter must do, operation by operation, in its own dialect on the same panel; and what it must refuse. docs/panels.md shows the table
 * of the two.
 */

it('has a behaviour for every operation', () => {
  expect(operations.map(({ id }) => id).filter((id) => scenarios[id] === undefined)).toEqual([]);
  const known = new Set(operations.map(({ id }) => id));
  expect(Object.keys(scenarios).filter((id) => !known.has(id))).toEqual([]);
});

/** Carries the operation out as the scenario has it. */
async function play(world: World, operation: CatalogueOperation, scenario: Scenario, adapter = world.adapter) {
  const given = scenario.given?.(world) ?? requiredOf(world, operation);
  return run(adapter, operation, given);
}

/** Cuts the connection once the panel has done its first change, or before it can. */
function cut(world: World, when: 'after' | 'before'): { adapter: World['adapter']; happened: () => boolean } {
  const seen = { cut: false, changed: false };
  world.demo.state.changed = () => {
    seen.changed = true;
  };
  const didChange = (): boolean => seen.changed;
  const cutting = (transport: PanelTransport): PanelTransport => ({
    ...transport,
    async post(fields) {
      if (when === 'before' && !seen.cut && isWrite(fields)) {
        seen.cut = true;
        throw new PanelError('unreachable', 'The connection was cut.');
      }
      seen.changed = false;
      const answer = await transport.post(fields);
      if (when === 'before' || seen.cut || !didChange()) return answer;
      seen.cut = true;
      throw new PanelError('unreachable', 'The connection was cut.');
    },
  });
  return { adapter: world.through(cutting), happened: () => seen.cut };
}

/** By the names the panels give their actions. */
function isWrite(fields: ReadonlyArray<readonly [string, string]>): boolean {
  const value = (name: string): string => fields.find(([field]) => field === name)?.[1] ?? '';
  const verb = /^(create|edit|delete|enable|disable|ban|unban|kill|adjust|start|stop|convert|add|flush|send|credits)/;
  return verb.test(value('action')) || verb.test(value('sub'));
}

for (const name of names) {
  describeWorld(name, () => {
    let world: World;
    beforeAll(async () => {
      world = await startWorld(name);
    });
    beforeEach(() => {
      world.reset();
    });
    afterAll(() => world.stop());

    const offered = operationsOf(name);
    const missing = operations.filter((operation) => !offered.includes(operation));
    const writes = offered.filter(({ access }) => access === 'write');
    const scenarioOf = ({ id }: CatalogueOperation): Scenario => {
      const scenario = scenarios[id];
      if (scenario === undefined) throw new Error(`There is no behaviour for ${id}`);
      return scenario;
    };
    const titled = (list: readonly CatalogueOperation[]) => list.map((operation) => [operation.id, operation] as const);

    it.each(titled(offered))('%s', async (_id, operation) => {
      const scenario = scenarioOf(operation);
      scenario.prepare?.(world);
      scenario.then(world, await play(world, operation, scenario));
    });

    if (writes.length > 0) {
      it.each(titled(writes))('%s, its answer lost: done once, and known for what it is', async (_id, operation) => {
        const scenario = scenarioOf(operation);
        scenario.prepare?.(world);
        const { adapter, happened } = cut(world, 'after');
        if (['always', 'done'].includes(scenario.unknowable?.(world) ?? '')) {
          const error = await refusal(() => play(world, operation, scenario, adapter));
          expect(error.code).toBe('not-verified');
          scenario.then(world, {});
        } else {
          scenario.then(world, await play(world, operation, scenario, adapter));
        }
        expect(happened()).toBe(true);
      });

      it.each(titled(writes))('%s, cut off before it: fails, and nothing is changed', async (_id, operation) => {
        const scenario = scenarioOf(operation);
        scenario.prepare?.(world);
        const before = JSON.stringify(world.demo.state);
        const { adapter, happened } = cut(world, 'before');
        const error = await refusal(() => play(world, operation, scenario, adapter));
        expect(happened()).toBe(true);
        const isOpen = ['always', 'undone'].includes(scenario.unknowable?.(world) ?? '');
        expect(error.code).toBe(isOpen ? 'not-verified' : 'unreachable');
        expect(everythingOf(error)).not.toContain(secret);
        expect(JSON.stringify(world.demo.state)).toBe(before);
      });
    }

    if (missing.length > 0) {
      it.each(titled(missing))(
        '%s is refused, with where it is to be had, before anything is sent',
        async (_id, operation) => {
          const before = world.demo.requestCount;
          const error = await refusal(() => run(world.adapter, operation, requiredOf(world, operation)));
          expect(error.code).toBe('unsupported');
          expect(error.hint).toContain(`${operation.label} is there on: `);
          expect(world.demo.requestCount).toBe(before);
        },
      );
    }

    it('tells a server that is no panel, a panel that is busy, and an empty answer apart', async () => {
      const answering = (body: string, status = 200) =>
        world.through((transport) => ({ ...transport, post: () => Promise.resolve({ status, body, headers: {} }) }));
      expect((await refusal(() => answering('<html>hello</html>').identify())).code).toBe('not-a-panel');
      expect((await refusal(() => answering('', 503).identify())).code).toBe('unavailable');
      // R22F's player API answers a request without a login with nothing, so there it proves a panel.
      if (name !== 'player') expect((await refusal(() => answering('').identify())).code).toBe('bad-answer');
    });
  });
}
