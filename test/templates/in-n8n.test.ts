import { caseFiles, loadCases, type Cases, type Paths } from './cases';
import { NodeTypes } from './nodeTypes';
import { ResultTable, type Column } from './table';
import { errorWorkflow, steps, templates } from './templates';
import { startWorld, until, type World } from './world';

jest.setTimeout(300_000);

/**
 * The templates in a real n8n, with the real daemon. One world for all of them: n8n takes long to start. `XTREAM_UI_TEMPLATES=a,b` runs only these.
 */
const wanted = process.env['XTREAM_UI_TEMPLATES']?.split(',');
const chosen = templates().filter(({ file }) => wanted === undefined || wanted.includes(file));

let world: World;
const the = (): World => world;
const table = new ResultTable();
const restarts: Array<{ file: string; title: string; begin: () => Promise<void>; check: () => Promise<void> }> = [];

/** The template's last runs and the mails that went out, for whoever looks at a test that failed. Never rejects. */
async function storyOf(file: string): Promise<string> {
  const runs = await world.runs(file).catch(() => []);
  const told = runs.slice(-4).map(({ id, status, data: { resultData } }) => {
    const nodes = Object.keys(resultData.runData).join(' → ');
    return `  run ${id} ${status}: ${nodes}${resultData.error ? `: ${resultData.error.message}` : ''}`;
  });
  const mails = world.stack.mail.messages().map(({ to, subject }) => `  mail to ${to.join(', ')}: ${subject}`);
  const refused = world.stack.clouds
    .received()
    .filter(({ status }) => status === 0 || status >= 400)
    .map(({ host, method, path, status, note = '' }) => `  ${host} ${String(status)} to ${method} ${path} ${note}`);
  const { events } = await world.stack.daemon
    .call<{ events: Array<{ type: string; subject: string; time: string }> }>('GET', '/v1/events?newest=true&limit=12')
    .catch(() => ({ events: [] }));
  const happened = events.map(({ type, subject, time }) => `  event ${time} ${type} of ${subject}`);
  const { panels } = await world.stack.daemon
    .call<{ panels: Array<{ state: string; watches: Array<{ name: string; state: string; lastAt: string | null }> }> }>(
      ...(['GET', '/v1/panels'] as const),
    )
    .catch(() => ({ panels: [] }));
  const watched = panels.map(
    ({ state, watches }) =>
      `  panel ${state}, ${watches.map((one) => Object.values(one).slice(0, 3).join(' ')).join(', ')}`,
  );
  return [...told, ...mails, ...refused, ...happened, ...watched].join('\n');
}

/** A test whose outcome goes into the table. */
function recorded(file: string, column: Column, title: string, run: () => Promise<void>): void {
  it(title, async () => {
    try {
      await run();
      table.set(file, column, true);
    } catch (error) {
      table.set(file, column, false);
      process.stdout.write(`${file}: ${title}\n${await storyOf(file)}\n`);
      throw error;
    }
  });
}

function clear(): void {
  the().stack.clouds.reset();
  the().stack.mail.clear();
}

beforeAll(async () => {
  world = await startWorld();
  await world.use(errorWorkflow);
}, 600_000);

afterAll(async () => {
  process.stdout.write(`\n${table.toString()}\n\n`);
  await world.stop();
});

describe.each(chosen)('$file is as this n8n wants it:', ({ file, workflow }) => {
  let types: NodeTypes;

  beforeAll(async () => {
    types = new NodeTypes(await world.stack.n8n.client.getNodeTypes());
  });

  recorded(file, 'static', 'every node is of the newest version of its type', async () => {
    for (const { name, type, typeVersion } of workflow.nodes) {
      expect([name, typeVersion]).toEqual([name, types.versions(type).at(-1)]);
    }
  });

  recorded(file, 'static', 'every parameter is one the node knows, and none is missing or wrong', async () => {
    for (const node of workflow.nodes) {
      expect({ name: node.name, stray: types.strayParameters(node), problems: types.problems(node) }).toEqual({
        name: node.name,
        stray: [],
        problems: [],
      });
    }
  });

  recorded(file, 'static', 'every node has a name of its own', async () => {
    const unnamed = steps(workflow).filter((node) => node.name.replace(/\d*$/, '') === types.of(node).defaults.name);
    expect(unnamed.map(({ name }) => name)).toEqual([]);
  });
});

const loaded: Record<string, Cases> = Object.fromEntries(caseFiles().map((file) => [file, loadCases(file)]));

for (const { file } of chosen) {
  const cases = loaded[file];
  if (cases === undefined) continue;
  describe(file, () => {
    let tests = 0;
    const add = (column: Column, title: string, run: () => Promise<void>): void => {
      tests += 1;
      recorded(file, column, title, run);
    };
    const paths: Paths = {
      the,
      main: (title, run) => add('main', title, run),
      failure: (title, run) => add('failure', title, run),
      also: (title, run) => add('main', title, run),
      cannot: (path, reason) => table.cannot(file, path, reason),
      restart: (title, phases) => restarts.push({ file, title, ...phases }),
    };
    beforeAll(async () => {
      await world.use(file);
    });
    beforeEach(clear);
    afterAll(async () => {
      if (file !== errorWorkflow) await world.unuse(file);
    });
    cases(paths);
    // Hooks need a test to belong to.
    if (tests === 0) it.skip('cannot be run here: the table says why', () => undefined);
  });
}

if (restarts.length > 0) {
  describe('n8n killed in mid-run', () => {
    /** Why a template's run was not there to be killed. */
    const notCaught = new Map<string, unknown>();

    beforeAll(async () => {
      clear();
      for (const { file } of restarts) await world.use(file);
      const { mail, clouds, elasticsearch } = world.stack;
      mail.gate.hold();
      clouds.gate.hold();
      elasticsearch.gate.hold();
      // It waits for a line, and its trigger takes so many runs at once: those of the others' payments would keep it busy.
      const first = 'provision-on-first-payment';
      const inOrder = restarts.toSorted((a, b) => Number(b.file === first) - Number(a.file === first));
      for (const { file, begin } of inOrder) {
        await begin().catch((error: unknown) => notCaught.set(file, error));
      }
      for (const { file } of restarts.filter((each) => !notCaught.has(each.file))) {
        await until(async () => {
          const running = await world.stack.n8n.client.executions({ status: ['running', 'new'] });
          return running.some(({ workflowId }) => workflowId === world.idOf(file)) ? true : undefined;
        }, `a run of ${file} to be caught`).catch((error: unknown) => notCaught.set(file, error));
      }
      await world.restartN8n(() => {
        mail.gate.drop();
        clouds.gate.drop();
        elasticsearch.gate.drop();
      });
    }, 1_200_000);

    for (const { file, title, check } of restarts) {
      recorded(file, 'restart', `${file}: ${title}`, async () => {
        if (notCaught.has(file)) throw notCaught.get(file);
        await world.settled();
        await check();
      });
    }
  });
}

it('every template ran on its main path and on one failure path, and n8n was killed in the midst of it', () => {
  const gaps = chosen.map(({ file }) => ({ file, missing: table.missing(file) }));
  expect(gaps.filter(({ missing }) => missing.length > 0)).toEqual([]);
});
