import { newSeries, newStream, newStreamServer } from '../../demo/panel/state';
import { startDemoPanel, type DemoPanel, type LineRow, type PanelSeed } from '../../demo/panel';
import {
  adapterNames,
  executeWrite,
  makeAdapter,
  operations,
  parseParameters,
  withDatabase,
  type AdapterName,
  type CatalogueOperation,
  type DatabaseQuery,
  type Dialect,
  type LineReference,
  type PanelAdapter,
  type Parameter,
  type PanelTransport,
} from '../../panel';
import { openDatabase } from '../../daemon/database';
import { startDemoDatabase, type DemoSchema } from '../../demo/database';
import { httpTransport } from '../../panel/testing';
import { describeWithMariaDb, mariaDb } from '../services/mariadb';

/** One panel for every adapter: the same rows behind each dialect, so that each is held to the same behaviour. */

/** The panel's clock. */
export const now = Date.parse('2026-11-22T12:00:00Z');

/** Whose password must come up in no error. */
export const secret = 'kept-secret-7';

export const seed: PanelSeed = {
  bouquets: [{ bouquet_name: 'Basic' }, { bouquet_name: 'Sports' }],
  packages: [
    {
      package_name: 'Monthly',
      bouquets: '[1,2]',
      groups: '[2]',
      max_connections: 3,
      official_credits: 10,
      official_duration: 1,
      official_duration_in: 'months',
      output_formats: '[1,2]',
    },
    {
      package_name: 'Trial',
      bouquets: '[1]',
      groups: '[2]',
      is_trial: 1,
      is_official: 0,
      trial_duration: 24,
      trial_duration_in: 'hours',
      output_formats: '[1,2]',
    },
  ],
  users: [{ username: 'reseller1', credits: 500, owner_id: 1, api_key: '0123456789abcdef0123456789abcdef' }],
  lines: [
    {
      username: 'amal2026',
      password: secret,
      member_id: 2,
      exp_date: 1_798_761_600,
      bouquet: '[1]',
      allowed_outputs: '[1,2]',
      max_connections: 2,
      package_id: 1,
      admin_notes: 'pays by card',
      reseller_notes: 'likes sport',
      contact: 'amal@example.test',
      allowed_ips: '["192.0.2.7"]',
      is_isplock: 1,
    },
    {
      username: 'boris2026',
      password: `${secret}b`,
      member_id: 2,
      exp_date: 1_798_761_600,
      bouquet: '[1,2]',
      allowed_outputs: '[1]',
      enabled: 0,
    },
    { username: 'expired2026', password: `${secret}c`, member_id: 2, exp_date: 1_609_459_200, bouquet: '[1]' },
    { username: 'forever2026', password: `${secret}d`, member_id: 2, exp_date: null, bouquet: '[2]' },
  ],
  connections: [{ user_id: 1 }],
};

/** An adapter, or the one of XUI.ONE and XC_VM with the panel's database read beside it. */
export type WorldName = AdapterName | 'xui+database';

export interface World {
  readonly name: WorldName;
  readonly demo: DemoPanel;
  readonly adapter: PanelAdapter;
  /** The same adapter over something between it and the panel. */
  through(change: (transport: PanelTransport) => PanelTransport): PanelAdapter;
  /** How an operation is told of this line on such a panel. */
  reference(line: Pick<LineRow, 'id' | 'username' | 'password'>): LineReference;
  /** Puts the panel back to how it was at first. */
  reset(): void;
  stop(): Promise<void>;
}

/** The adapters there are. */
export const names: readonly WorldName[] = [...adapterNames, 'xui+database'];

/** The adapter whose operations this world has. */
export function adapterOf(name: WorldName): AdapterName {
  return name === 'xui+database' ? 'xui' : name;
}

/** `describe`; what needs a database is left out, aloud, where there is none. */
export function describeWorld(name: WorldName, tests: () => void): void {
  if (name.endsWith('+database')) describeWithMariaDb(name, tests);
  else describe(name, tests);
}

export async function startWorld(name: WorldName): Promise<World> {
  const [dialect] = name.split('+') as [Dialect];
  const demo = await startDemoPanel({ dialect, seed, clock: () => now });
  if (dialect === 'reseller') {
    // What stands in the reseller's way otherwise, lists that are always empty above all, is the adapter's own tests' matter.
    demo.state.resellerListsWork = true;
    Object.assign(demo.state.groups.get(2) ?? {}, { allow_change_bouquets: 1, allow_restrictions: 1 });
  }
  demo.state.mags.add({ user_id: addDeviceLine(demo, 'is_mag'), mac: '00:1A:79:00:00:01', stb_type: 'MAG322' });
  demo.state.enigmas.add({ user_id: addDeviceLine(demo, 'is_e2'), mac: '00:1A:79:00:00:02' });
  addContent(demo);
  const first = JSON.stringify(demo.state);
  const { changed } = demo.state;
  const database = name.endsWith('+database') ? await databaseOf(demo, dialect === 'r22f' ? 'r22f' : 'xui') : undefined;
  const transport = { ...httpTransport(demo), origin: new URL(demo.url).origin };
  const through = (change: (transport: PanelTransport) => PanelTransport): PanelAdapter => {
    const api = makeAdapter(dialect, change(transport));
    return database === undefined ? api : withDatabase(api, database.query);
  };
  const adapter = through((same) => same);
  return {
    name,
    demo,
    adapter,
    through,
    reference: ({ id, username, password }) =>
      adapter.needsAccess === true ? { username: username ?? '', password: password ?? '' } : { id: String(id) },
    reset() {
      demo.state.load(JSON.parse(first) as Parameters<typeof demo.state.load>[0]);
      demo.state.changed = changed;
    },
    async stop() {
      await database?.stop();
      await demo.stop();
    },
  };
}

/** The panel's database, as it stands whenever it is read. */
async function databaseOf(
  demo: DemoPanel,
  schema: DemoSchema,
): Promise<{ query: DatabaseQuery; stop: () => Promise<void> }> {
  const server = await mariaDb();
  const stored = await startDemoDatabase(demo.state, schema, server);
  const open = openDatabase({ url: stored.url, tls: false, verifyTls: true, timeoutSeconds: 20 });
  return {
    async query(select, values) {
      await stored.refresh();
      return open.query(select, values);
    },
    async stop() {
      await open.close();
      await stored.stop();
      await server.stop();
    },
  };
}

/** The row of a line that the seed made. */
export function lineRow(demo: DemoPanel, id: number): LineRow {
  const row = demo.state.lines.get(id);
  if (row === undefined) throw new Error(`The demo panel has no line ${String(id)}`);
  return row;
}

/** One of each kind, by the ids that sampleOf gives. */
const contentIds = { stream: '1', channel: '2', station: '3', movie: '4', episode: '5', series: '1' } as const;

function addContent({ state }: DemoPanel): void {
  state.series.put({ id: 1, ...newSeries({ title: 'Series' }) });
  [1, 3, 4, 2, 5].forEach((type, index) => {
    const row = { type, stream_display_name: `Content ${String(type)}`, stream_source: '["s:1:/a.mp4"]' };
    state.streams.put({
      id: index + 1,
      ...newStream({ ...row, movie_properties: '{"type":1}', target_container: 'mp4' }),
    });
    state.streamServers.add(newStreamServer({ stream_id: index + 1, server_id: 1 }));
  });
  state.episodes.put({ id: 1, series_id: 1, season_num: 1, episode_num: 1, stream_id: 5 });
}

function addDeviceLine(demo: DemoPanel, kind: 'is_mag' | 'is_e2'): number {
  const { id: _, ...line } = lineRow(demo, 1);
  const made = demo.state.lines.add({ ...line, username: `${kind}box`, password: `${secret}e`, [kind]: 1 });
  return made.id;
}

/** Carries an operation of the catalogue out, as node and daemon do. */
export async function run(
  adapter: PanelAdapter,
  operation: CatalogueOperation,
  given: Readonly<Record<string, unknown>> = {},
): Promise<object | object[]> {
  const values = parseParameters(operation, given, { now, timeZone: 'UTC' });
  if (operation.access === 'write') {
    return executeWrite(operation, adapter, values, { now, timeZone: 'UTC', randomByte: nextByte() });
  }
  if (!operation.many) return operation.run(adapter, values);
  const rows: object[] = [];
  for await (const page of operation.pages(adapter, values)) rows.push(...page);
  return rows;
}

/** Different bytes, the same in every run. */
function nextByte(): () => number {
  let byte = 0;
  return () => (byte = (byte + 37) % 256);
}

export function operationsOf(name: WorldName): CatalogueOperation[] {
  return operations.filter(({ adapters }) => adapters.includes(adapterOf(name)));
}

/** Values for the parameters that an operation insists on, of what is on the panel. */
export function requiredOf(world: World, operation: CatalogueOperation): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(operation.parameters)) {
    if (parameter.required !== true || parameter.default !== undefined || parameter.showWhen !== undefined) continue;
    given[name] = sampleOf(world, parameter);
  }
  return given;
}

function sampleOf(world: World, { kind, options }: Parameter): unknown {
  switch (kind) {
    case 'line':
      return world.reference(lineRow(world.demo, 1));
    case 'mag':
      return world.adapter.needsAccess === true ? { mac: '00:1A:79:00:00:01' } : { id: '1' };
    case 'enigma2':
      return { id: '1' };
    case 'mac':
      return '00:1A:79:AA:BB:CC';
    case 'username':
      return 'newline2026';
    case 'password':
      return 'newpass2026';
    case 'text':
      return 'some text';
    case 'switch':
      return true;
    case 'expiry':
      return '2027-06-30T12:00:00Z';
    case 'date':
      return '2026-11-01';
    case 'duration':
      return { amount: 1, unit: 'months' };
    case 'bouquets':
    case 'categories':
    case 'servers':
    case 'ids':
      return ['1'];
    case 'choice':
      return options?.[0]?.value;
    case 'choices':
      return [options?.[0]?.value];
    case 'texts':
      return ['192.0.2.9'];
    case 'stream':
    case 'channel':
    case 'station':
    case 'movie':
    case 'episode':
    case 'series':
      return contentIds[kind];
    case 'integer':
      return 1;
    default:
      return '1';
  }
}
