import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startDemoPanel, type DemoPanel } from '../../demo/panel';
import { operations } from '../../panel';
import { runNode, type RunOptions } from './engine';

/** The output schemas that the editor shows before a node has run. */

const folder = join(__dirname, '../../nodes/XtreamUi/__schema__/v1.0.0');
const fieldsOf = (resource: string, operation: string) =>
  Object.keys(
    (JSON.parse(readFileSync(join(folder, resource, `${operation}.json`), 'utf8')) as { properties: object })
      .properties,
  ).sort();

it('there is one for each operation', () => {
  const missing = operations.filter(({ resource, name }) => !existsSync(join(folder, resource, `${name}.json`)));
  expect(missing.map(({ id }) => id)).toEqual([]);
});

/** What an update of each kind must be given besides. */
function changeOf(kind: string): object {
  if (kind === 'series') return { notes: undefined, plot: 'x' };
  if (kind === 'episode') return { episodeNumber: 1 };
  return kind === 'stream' || kind === 'station' ? { forgetSourceOptions: true } : {};
}

describe('they name what the node puts out', () => {
  let panel: DemoPanel;
  beforeAll(async () => {
    panel = await startDemoPanel({ lines: 20 });
  });
  afterAll(() => panel.stop());

  const first = { line: { __rl: true, mode: 'id', value: '1' } };
  const server = { serverId: { __rl: true, mode: 'id', value: '1' } };
  const cases: Array<[string, string, RunOptions['parameters']]> = [
    ['line', 'getMany', { limit: 1 }],
    ['line', 'get', first],
    ['line', 'extend', first],
    ['line', 'ban', first],
    ['line', 'delete', first],
    ['line', 'killConnections', first],
    ['line', 'suspend', { ...first, reason: 'abuse' }],
    ['line', 'resume', first],
    ['line', 'changePackage', { ...first, packageId: { __rl: true, mode: 'id', value: '1' } }],
    ['line', 'resetPassword', first],
    ['line', 'getPlaylistLinks', first],
    ['line', 'getQrCode', first],
    ['line', 'createTrial', { packageId: { __rl: true, mode: 'id', value: '7' } }],
    ['line', 'checkLogin', { username: 'nobody', password: 'wrong' }],
    ['connection', 'getMany', { limit: 1 }],
    ['activity', 'getMany', { limit: 1 }],
    ['server', 'getMany', {}],
    ['category', 'getMany', {}],
    ['group', 'getMany', {}],
    ['epg', 'getMany', {}],
    ['blocked', 'getMany', { kind: 'ip' }],
    ['user', 'get', { user: { __rl: true, mode: 'id', value: '2' } }],
    ['user', 'create', { username: 'newres', groupId: { __rl: true, mode: 'id', value: '2' } }],
    ['user', 'disable', { user: { __rl: true, mode: 'id', value: '2' } }],
    ['user', 'adjustCredits', { user: { __rl: true, mode: 'id', value: '2' }, amount: 5 }],
    ['creditLog', 'getMany', {}],
    ['user', 'update', { user: { __rl: true, mode: 'id', value: '2' }, updateFields: { notes: 'since 2019' } }],
    ...['mag', 'enigma2'].flatMap((kind): typeof cases => {
      const device = { device: { __rl: true, mode: 'id', value: '1' } };
      const bouquetIds = { additionalFields: { bouquetIds: ['1'] }, expiresAtChoice: 'never' };
      return [
        [kind, 'getMany', {}],
        [kind, 'get', device],
        [kind, 'disable', device],
        [kind, 'update', { ...device, updateFields: { adminNotes: 'bedroom' } }],
        [kind, 'extend', device],
        [kind, 'killConnections', device],
        [kind, 'delete', device],
        [kind, 'create', { mac: '00:1a:79:aa:bb:cc', ...bouquetIds }],
        [kind, 'convert', { device: { __rl: true, mode: 'mac', value: '00:1a:79:aa:bb:cc' } }],
      ];
    }),
    ...['stream', 'channel', 'station', 'movie', 'episode', 'series'].flatMap((kind): typeof cases => {
      const id = { stream: '1', channel: '18', station: '13', movie: '9', episode: '15', series: '1' }[kind];
      const located = (value: string | undefined) => ({ __rl: true, mode: 'id', value });
      const chosen = { [kind]: located(id) };
      const fields = { name: 'New', sources: ['s:1:/new.mp4'], season: 1, episodeNumber: 9, seriesId: located('1') };
      const given = kind === 'channel' ? { name: 'New', additionalFields: { sources: ['s:1:/new.mp4'] } } : fields;
      return [
        [kind, 'getMany', { limit: 1 }],
        [kind, 'get', chosen],
        ...(kind === 'series'
          ? []
          : ['getStatus', 'stop', 'start'].map((name): (typeof cases)[number] => [kind, name, chosen])),
        [kind, 'create', given],
        [kind, 'update', { ...chosen, updateFields: { notes: 'x', ...changeOf(kind) } }],
        [kind, 'delete', chosen],
      ];
    }),
    ['bouquet', 'get', { bouquetId: { __rl: true, mode: 'id', value: '1' } }],
    ['bouquet', 'create', { name: 'New', additionalFields: { streamIds: '2,3' } }],
    [
      'bouquet',
      'addContent',
      { bouquetId: { __rl: true, mode: 'id', value: '1' }, additionalFields: { streamIds: '4' } },
    ],
    ['bouquet', 'delete', { bouquetId: { __rl: true, mode: 'id', value: '2' } }],
    ['package', 'getMany', {}],
    ['bouquet', 'getMany', {}],
    ['user', 'getMany', {}],
    ['server', 'get', server],
    ['server', 'getStats', server],
    ['accessCode', 'getMany', {}],
    ['clientLog', 'getMany', {}],
    ['loginLog', 'getMany', {}],
    ['streamError', 'getMany', {}],
    ['userLog', 'getMany', {}],
    ['blocked', 'add', { kind: 'ip', value: '192.0.2.44' }],
    ['blocked', 'remove', { kind: 'ip', value: '192.0.2.44' }],
    ['panel', 'get', {}],
    ['user', 'delete', { user: { __rl: true, mode: 'id', value: '2' } }],
  ];
  it.each(cases)('%s.%s', async (resource, operation, parameters) => {
    const line = String(panel.state.plainLines().find(({ exp_date }) => exp_date !== null)?.id);
    const given = 'line' in parameters ? { ...parameters, line: { __rl: true, mode: 'id', value: line } } : parameters;
    const [item] = await runNode({
      credentials: { xtreamUiApi: { url: panel.url, apiKey: panel.apiKey } },
      parameters: { resource, operation, ...given },
    });
    expect(Object.keys(item?.json ?? {}).sort()).toEqual(fieldsOf(resource, operation));
  });
});
