import type { Ability } from '../abilities';
import type { PanelAdapter, RecentLines } from '../adapter';
import { PanelError } from '../errors';
import { lineId } from '../line';
import type { DeviceKind, OfferedParts } from '../parts';
import type {
  Bouquet,
  Dialect,
  Line,
  LineChanges,
  LineDetails,
  LineKey,
  LineQuery,
  LineSummary,
  LineWalkQuery,
  NewLine,
  Package,
  Page,
  PanelIdentity,
  PanelUser,
} from '../types';
import { connectionReads } from './connections';
import { PanelDatabase } from './database';
import { deviceReads } from './devices';
import { LineTable } from './lines';
import { liveReads } from './live';
import type { DatabaseQuery } from './query';
import { listBouquets, listPackages, listReads, listUsers, userReads } from './r22f';
import { r22fSchema, xuiSchema } from './schema';
import { ticketReads } from './tickets';

/** The dialects whose panels have a database that can be read. */
export const databaseDialects: readonly Dialect[] = ['xui', 'xcvm', 'r22f'];

/**
 * The adapter with the panel's database read beside it: lines, devices, connections and the activity log come from there, and with R22F all that its
 * API has no list of. Everything is still written through the API, and nothing is ever sent to the database but SELECT.
 *
 * It must be the database the panel itself writes: a copy that lags behind would show what was just changed as unchanged.
 *
 * @throws PanelError `unsupported` for a dialect whose panels have none
 */
export function withDatabase(api: PanelAdapter, query: DatabaseQuery): PanelAdapter {
  if (api.dialect === 'r22f') return new R22fWithDatabase(api, new PanelDatabase(r22fSchema, query));
  if (databaseDialects.includes(api.dialect)) return new WithDatabase(api, new PanelDatabase(xuiSchema, query));
  throw new PanelError('unsupported', `Beside a panel spoken to as ${api.dialect}, no database can be read.`, {
    hint: `Panels of these dialects have one: ${databaseDialects.join(', ')}.`,
  });
}

/** XUI.ONE and XC_VM: what is read most, without the panel's PHP. */
class WithDatabase implements PanelAdapter {
  readonly parts: OfferedParts;
  protected readonly lines: LineTable;

  constructor(
    protected readonly api: PanelAdapter,
    protected readonly database: PanelDatabase,
    further: OfferedParts = {},
  ) {
    this.lines = new LineTable(database);
    const connections = connectionReads(database);
    const overApi = api.parts?.connections;
    const live = liveReads(database);
    this.parts = {
      ...api.parts,
      live: {
        listLive: async () =>
          api.parts?.live?.listLive === undefined || (await database.hasTables([database.schema.optional.live]))
            ? live.listLive()
            : api.parts.live.listLive(),
      },
      tickets: ticketReads(database),
      devices: { ...api.parts?.devices, ...deviceReads(database, this.lines) },
      connections: {
        ...overApi,
        ...connections,
        // XC_VM may keep them in Redis, where no database account sees them.
        listConnections: async (query) =>
          overApi?.listConnections !== undefined && (await this.keepsConnectionsInRedis())
            ? overApi.listConnections(query)
            : connections.listConnections(query),
      },
      ...further,
    };
  }

  get dialect(): Dialect {
    return this.api.dialect;
  }

  get origin(): string | undefined {
    return this.api.origin;
  }

  get offers(): ReadonlySet<Ability> {
    return this.api.offers;
  }

  get deviceKinds(): readonly DeviceKind[] {
    return this.api.deviceKinds ?? ['mag', 'enigma2'];
  }

  get newDeviceKinds(): readonly DeviceKind[] {
    return this.api.newDeviceKinds ?? this.api.deviceKinds ?? ['mag', 'enigma2'];
  }

  get oneAtATime(): boolean {
    return this.api.oneAtATime === true;
  }

  /** Proves the database as well. */
  async identify(): Promise<PanelIdentity> {
    const identity = await this.api.identify();
    await this.database.check();
    return { ...identity, explanation: `${identity.explanation} What it holds is read from its database.` };
  }

  listLines(query?: LineQuery): Promise<Page<LineSummary>> {
    return this.lines.list(query);
  }

  linesAfter(id: string, limit: number, query?: LineWalkQuery): Promise<LineSummary[]> {
    return this.lines.after(id, limit, query);
  }

  detailsAfter(id: string, limit: number): Promise<LineDetails[]> {
    return this.lines.detailsAfter(id, limit);
  }

  get recent(): RecentLines | undefined {
    return this.lines.recent;
  }

  getLine(line: LineKey): Promise<Line> {
    return this.lines.get(lineId(line));
  }

  findLine(username: string, password?: string): Promise<Line | null> {
    return this.lines.find(username, password);
  }

  createLine(line: NewLine): Promise<Line> {
    return this.api.createLine(line);
  }

  updateLine(line: LineKey, changes: LineChanges): Promise<Line> {
    return this.api.updateLine(line, changes);
  }

  deleteLine(line: LineKey): Promise<void> {
    return this.api.deleteLine(line);
  }

  listPackages(): Promise<Package[]> {
    return this.api.listPackages();
  }

  listBouquets(): Promise<Bouquet[]> {
    return this.api.listBouquets();
  }

  listUsers(query?: { start?: number; limit?: number; search?: string }): Promise<Page<PanelUser>> {
    return this.api.listUsers(query);
  }

  private async keepsConnectionsInRedis(): Promise<boolean> {
    const { settings } = this.database.schema.tables;
    if (!(await this.database.has(`${settings}.redis_handler`))) return false;
    const rows = await this.database.rows(`SELECT redis_handler FROM \`${settings}\` WHERE redis_handler = 1 LIMIT 1`);
    return rows.length > 0;
  }
}

const readFromDatabase = ['listLines', 'getLine', 'findLine', 'listPackages', 'listBouquets', 'listUsers'] as const;

/** R22F: the database has the lists its API lacks, and the current password that its API wants for every edit. It still cannot delete. */
class R22fWithDatabase extends WithDatabase {
  constructor(api: PanelAdapter, database: PanelDatabase) {
    super(api, database, {
      lists: { ...api.parts?.lists, ...listReads(database) },
      users: { ...api.parts?.users, ...userReads(database) },
    });
  }

  override get offers(): ReadonlySet<Ability> {
    return new Set([...this.api.offers, ...readFromDatabase]);
  }

  /** Its API knows MAG devices only; read, both are there. */
  override get deviceKinds(): readonly DeviceKind[] {
    return ['mag', 'enigma2'];
  }

  /** R22F itself would take a username twice, with another password. */
  override async createLine(line: NewLine): Promise<Line> {
    if ((await this.lines.count({ username: line.username })) > 0) {
      throw new PanelError('exists', `The username ${line.username} is taken.`, {
        field: 'username',
        hint: 'Choose another username, or update the existing line.',
      });
    }
    const { id } = await this.api.createLine(line);
    return this.lines.get(id);
  }

  override async updateLine(line: LineKey, changes: LineChanges): Promise<Line> {
    const id = lineId(line);
    const { username, password } = await this.lines.get(id);
    const access = { username, password: password ?? '' };
    if ((await this.lines.count(access)) > 1) {
      throw new PanelError('rejected', `Several lines have the username ${username} and the same password.`, {
        hint: 'The panel’s API cannot tell them apart and might change another one. Give this line another password in the panel itself.',
      });
    }
    await this.api.updateLine({ id, ...access }, changes);
    return this.lines.get(id);
  }

  override listPackages(): Promise<Package[]> {
    return listPackages(this.database);
  }

  override listBouquets(): Promise<Bouquet[]> {
    return listBouquets(this.database);
  }

  override listUsers(query?: { start?: number; limit?: number; search?: string }): Promise<Page<PanelUser>> {
    return listUsers(this.database, query);
  }
}
