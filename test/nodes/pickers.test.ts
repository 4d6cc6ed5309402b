import { LoadOptionsContext } from 'n8n-core';
import { Workflow, type IDataObject, type INode, type INodeTypes } from 'n8n-workflow';
import { startDemoPanel, type DemoPanel } from '../../demo/panel';
import { XtreamUi } from '../../nodes/XtreamUi/XtreamUi.node';
import { additionalData, type Credentials } from './engine';
import { FakeDaemon, problem, token } from './fakeDaemon';

/** The lists of the editor, in n8n's own context for them. */

const node = new XtreamUi();
const { listSearch, loadOptions } = node.methods;

function context(credentials: Credentials, parameters: IDataObject): LoadOptionsContext {
  const nodeTypes = { getByNameAndVersion: () => node, getByName: () => node } as unknown as INodeTypes;
  const references = Object.fromEntries(Object.keys(credentials).map((type) => [type, { id: '1', name: type }]));
  const self = {
    ...{ id: '1', name: 'Xtream UI', type: 'n8n-nodes-xtream-ui.xtreamUi', typeVersion: 1, position: [0, 0] },
    parameters,
    credentials: references,
  } as unknown as INode;
  const workflow = new Workflow({ nodes: [self], connections: {}, active: false, nodeTypes });
  const data = { ...additionalData(credentials, '1'), currentNodeParameters: parameters };
  return new LoadOptionsContext(workflow, self, data as never, 'parameters.line');
}

type Search = (
  this: LoadOptionsContext,
  filter?: string,
  page?: string,
) => Promise<{ results: IDataObject[]; paginationToken?: string }>;
const search = (name: string) => listSearch?.[name] as unknown as Search;

describe('on a panel', () => {
  let panel: DemoPanel;
  let self: LoadOptionsContext;
  beforeAll(async () => {
    panel = await startDemoPanel({ lines: 150 });
    self = context({ xtreamUiApi: { url: panel.url, apiKey: panel.apiKey } }, { authentication: 'panel' });
  });
  afterAll(() => panel.stop());

  it('lines come page by page, each once', async () => {
    const seen: unknown[] = [];
    let page: string | undefined;
    do {
      const found = await search('searchLines').call(self, undefined, page);
      seen.push(...found.results.map(({ value }) => value));
      page = found.paginationToken;
    } while (page !== undefined);
    expect(seen).toHaveLength(panel.state.plainLines().length);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('lines are searched on the panel', async () => {
    const row = panel.state.plainLines()[0];
    const { results } = await search('searchLines').call(self, String(row?.username));
    expect(results.map(({ value }) => value)).toContain(String(row?.id));
    expect(results.length).toBeLessThan(20);
  });

  it.each([
    ['searchPackages', () => panel.state.packages.all().filter(({ is_line }) => is_line === 1).length],
    ['searchBouquets', () => panel.state.bouquets.all().length],
    ['searchOwners', () => panel.state.users.all().length],
    ['searchMags', () => panel.state.mags.all().length],
    ['searchEnigmas', () => panel.state.enigmas.all().length],
    ['searchGroups', () => panel.state.groups.all().length],
    ['searchServers', () => panel.state.servers.all().length],
    ['searchConnections', () => panel.state.connections.all().length],
  ])('%s lists all, by name', async (name, count) => {
    const { results } = await search(name).call(self);
    const names = results.map((each) => each['name'] as string);
    expect(results).toHaveLength(count());
    expect(names).toEqual([...names].sort((left, right) => left.localeCompare(right)));
  });

  it('bouquets say what is in them', async () => {
    const options = await loadOptions?.['getBouquets']?.call(self);
    expect(options?.[0]?.description).toMatch(/^\d+ channels, \d+ movies, \d+ series$/);
  });
});

describe('through the daemon', () => {
  let daemon: FakeDaemon;
  beforeEach(async () => {
    daemon = await FakeDaemon.start();
  });
  afterEach(() => daemon.stop());
  const through = (parameters: IDataObject = {}) =>
    context(
      { xtreamUiSyncApi: { url: daemon.url, accessToken: token } },
      { authentication: 'daemon', panel: { __rl: true, mode: 'list', value: '' }, ...parameters },
    );

  it('lines come from the snapshot of the chosen panel', async () => {
    const lines = [{ id: '7', username: 'alice', status: 'expired', ownerName: null }];
    daemon.override = ({ path }) => (path.endsWith('/lines') ? { status: 200, body: { lines, next: '7' } } : undefined);
    const found = await search('searchLines').call(through({ panel: { value: 'second' } }), 'al', '3');
    expect(found).toEqual({ results: [{ name: 'alice (expired)', value: '7' }], paginationToken: '7' });
    expect(daemon.requests[0]).toMatchObject({
      path: '/v1/panels/second/lines',
      query: { search: 'al', after: '3', limit: '100' },
    });
  });

  it('packages come through a query', async () => {
    const results = [{ id: '3', name: 'Standard', forLines: true }];
    daemon.override = ({ path }) => (path === '/v1/queries' ? { status: 200, body: { results } } : undefined);
    const found = await search('searchPackages').call(through());
    expect(found.results).toEqual([{ name: 'Standard', value: '3' }]);
    expect(daemon.seen('POST', /queries/)[0]?.body).toMatchObject({ panel: 'main', operation: 'package.getMany' });
  });

  it('subscriptions are searched by the daemon, page by page', async () => {
    const subscriptions = [{ id: 'stripe:sub_1', plan: 'gold', state: 'past_due' }];
    daemon.override = ({ path }) =>
      path === '/v1/subscriptions' ? { status: 200, body: { subscriptions, next: 'b' } } : undefined;
    const found = await search('searchSubscriptions').call(through(), 'nadia', 'a');
    expect(found).toEqual({
      results: [{ name: 'stripe:sub_1 – gold – past_due', value: 'stripe:sub_1' }],
      paginationToken: 'b',
    });
    expect(daemon.requests[0]?.query).toEqual({ search: 'nadia', after: 'a', limit: '100' });
  });

  it('plans are filtered by name and label', async () => {
    const plans = [
      { plan: 'gold', label: 'Gold, monthly' },
      { plan: 'silver', label: null },
    ];
    daemon.override = ({ path }) => (path === '/v1/plans' ? { status: 200, body: { plans } } : undefined);
    expect((await search('searchPlans').call(through(), 'MONTH')).results).toEqual([
      { name: 'Gold, monthly (gold)', value: 'gold' },
    ]);
  });

  it('panels say how they are', async () => {
    daemon.panels = [
      { panel: 'main', state: 'ready' },
      { panel: 'old', state: 'unreachable' },
    ];
    const { results } = await search('searchPanels').call(through());
    expect(results.map(({ name }) => name)).toEqual(['main', 'old (unreachable)']);
  });

  it('what is wrong is said in the list', async () => {
    daemon.override = () => problem(401, 'unauthorized', 'no');
    await expect(search('searchPanels').call(through())).rejects.toThrow(/does not accept the access token/);
  });
});
