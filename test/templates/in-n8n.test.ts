import { NodeTypes } from './nodeTypes';
import { provisionOnFirstPayment } from './provision';
import { steps, templates } from './templates';
import { warnBeforeExpiry } from './warn';
import { startWorld, type World } from './world';

jest.setTimeout(300_000);

/** The templates in a real n8n, with the real daemon. One world for all of them: n8n takes long to start. */
let world: World;
const the = (): World => world;

beforeAll(async () => {
  world = await startWorld();
  await world.use('tell-when-a-workflow-fails');
}, 600_000);

afterAll(async () => {
  await world.stop();
});

describe.each(templates())('$file is as this n8n wants it:', ({ workflow }) => {
  let types: NodeTypes;

  beforeAll(async () => {
    types = new NodeTypes(await world.stack.n8n.client.getNodeTypes());
  });

  it('every node is of the newest version of its type', () => {
    for (const { name, type, typeVersion } of workflow.nodes) {
      expect([name, typeVersion]).toEqual([name, types.versions(type).at(-1)]);
    }
  });

  it('every parameter is one the node knows, and none is missing or wrong', () => {
    for (const node of workflow.nodes) {
      expect({ name: node.name, stray: types.strayParameters(node), problems: types.problems(node) }).toEqual({
        name: node.name,
        stray: [],
        problems: [],
      });
    }
  });

  it('every node has a name of its own', () => {
    const unnamed = steps(workflow).filter((node) => node.name.replace(/\d*$/, '') === types.of(node).defaults.name);
    expect(unnamed.map(({ name }) => name)).toEqual([]);
  });
});

describe('provision-on-first-payment', () => {
  provisionOnFirstPayment(the);
});

describe('warn-before-expiry', () => {
  warnBeforeExpiry(the);
});
