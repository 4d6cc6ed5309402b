import type { RecentLines } from '../adapter';
import { read, type Row } from '../decode';
import { PanelError } from '../errors';
import type { Line, LineDetails, LineFilter, LineQuery, LineSort, LineSummary, LineWalkQuery, Page } from '../types';
import { lineSummary, storedLine } from '../xui';
import type { ListSource, PanelDatabase } from './database';
import { allOf, equals, holdsText, type Condition } from './query';

/**
 * Lines as a panel's database holds them. SQL gives the columns the names that the API of XUI.ONE / XC_VM answers them by, so that both are read by
 * the same code.
 */

/** A switch that is NULL is off, as PHP reads it. */
export const summaryColumns =
  'l.id, l.member_id, l.username, l.password, l.exp_date, COALESCE(l.enabled, 0) AS enabled, ' +
  'COALESCE(l.admin_enabled, 0) AS admin_enabled, l.is_trial, l.is_restreamer, l.max_connections, l.admin_notes, l.reseller_notes';

const detailColumns =
  'l.bouquet, l.allowed_ips, l.allowed_ua, l.is_isplock, l.is_stalker, l.bypass_ua, l.forced_country, l.created_at';

/** The panel's own filters (XC_VM: 1 to 8; the last is "within 14 days"), by the clock of the database's machine. */
const filters: Readonly<Record<LineFilter, string>> = {
  active: 'l.enabled = 1 AND l.admin_enabled = 1 AND (l.exp_date IS NULL OR l.exp_date > UNIX_TIMESTAMP())',
  disabled: 'l.enabled = 0',
  banned: 'l.admin_enabled = 0',
  expired: 'l.exp_date IS NOT NULL AND l.exp_date <= UNIX_TIMESTAMP()',
  trial: 'l.is_trial = 1',
  restreamer: 'l.is_restreamer = 1',
  stalker: 'l.is_stalker = 1',
  expiring: 'l.exp_date > UNIX_TIMESTAMP() AND l.exp_date <= UNIX_TIMESTAMP() + 14 * 86400',
};

/** A line that never expires comes before all others, as in the panel's list (recorded). */
const sorts: Readonly<Record<LineSort, string>> = {
  id: 'l.id',
  username: 'l.username',
  expiresAt: 'l.exp_date',
  maxConnections: 'l.max_connections',
};

export function lineFilter(filter: LineFilter | undefined): Condition | undefined {
  return filter === undefined ? undefined : { sql: filters[filter], values: [] };
}

export class LineTable {
  constructor(private readonly database: PanelDatabase) {}

  /** A line with its owner. `l` and `o`. */
  get from(): string {
    const { lines, users } = this.database.schema.tables;
    return `\`${lines}\` l LEFT JOIN \`${users}\` o ON o.id = l.member_id`;
  }

  async list(query: LineQuery = {}): Promise<Page<LineSummary>> {
    const { by = 'id', descending = false } = query.sort ?? {};
    const direction = descending ? 'DESC' : 'ASC';
    const order = by === 'id' ? `l.id ${direction}` : `${sorts[by]} ${direction}, l.id`;
    const { rows, total } = await this.database.list(await this.source(query, order), query.start, query.limit);
    return { rows: rows.map(lineSummary), total };
  }

  async after(id: string, limit: number, query: LineWalkQuery = {}): Promise<LineSummary[]> {
    const { columns, from, where } = await this.source(query, 'l.id');
    const sql = `SELECT ${columns} FROM ${from} WHERE l.id > ? AND ${where.sql} ORDER BY l.id LIMIT ?`;
    return (await this.database.rows(sql, [id, ...where.values, limit])).map(lineSummary);
  }

  async detailsAfter(id: string, limit: number): Promise<LineDetails[]> {
    const { tables, line } = this.database.schema;
    const rows = await this.database.rows(
      `SELECT l.id, l.bouquet, ${line.packageId} AS package_id FROM \`${tables.lines}\` l ` +
        'WHERE l.id > ? AND l.is_mag = 0 AND l.is_e2 = 0 ORDER BY l.id LIMIT ?',
      [id, limit],
    );
    return rows.map((row) => ({
      id: read.requiredId(row),
      packageId: read.idOrNull(row, 'package_id'),
      bouquetIds: read.idList(row, 'bouquet'),
    }));
  }

  /** What has changed lately, where this kind of panel has a column for it. */
  get recent(): RecentLines | undefined {
    const { changed } = this.database.schema;
    return changed === undefined
      ? undefined
      : {
          now: () => this.now(changed),
          changedSince: (since, after, limit) => this.changedSince(changed, since, after, limit),
        };
  }

  /** Whether the server really keeps the column up to date is asked of it: a table of an older panel may have another, or none. */
  private async now(changed: string): Promise<number | null> {
    const [row = {}] = await this.database.rows(
      `SELECT UNIX_TIMESTAMP() AS moment, (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? ` +
        `AND column_name = ? AND data_type = 'timestamp' AND LOWER(extra) LIKE '%on update current_timestamp%') AS kept`,
      [this.database.schema.tables.lines, changed],
    );
    return read.flag(row, 'kept') ? read.integer(row, 'moment') : null;
  }

  private async changedSince(changed: string, since: number, after: string, limit: number): Promise<LineSummary[]> {
    const { columns, from, where } = await this.source({}, 'l.id');
    // By the column's own seconds: as date and time of the session's zone, an hour of autumn would be there twice.
    const sql = `SELECT ${columns} FROM ${from} WHERE l.id > ? AND UNIX_TIMESTAMP(l.${changed}) >= ? AND ${where.sql} ORDER BY l.id LIMIT ?`;
    return (await this.database.rows(sql, [after, since, ...where.values, limit])).map(lineSummary);
  }

  /** @throws PanelError `not-found` */
  async get(id: string): Promise<Line> {
    const row = await this.row(id);
    if (row) return storedLine(row);
    throw new PanelError('not-found', `The panel has no line with id ${id}.`, {
      hint: 'It may have been deleted. List the lines, or look it up by username.',
    });
  }

  /** The row by the names of the API's columns; undefined when there is none. */
  async row(id: string): Promise<Row | undefined> {
    const [row] = await this.database.rows(`${await this.detailSelect()} WHERE l.id = ?`, [id]);
    return row;
  }

  /**
   * The line with exactly this username, none of a device.
   * @throws PanelError `rejected` when several have it: R22F allows that as long as their passwords differ
   */
  async find(username: string, password?: string): Promise<Line | null> {
    const select = `${await this.detailSelect()} WHERE l.username = ? AND l.is_mag = 0 AND l.is_e2 = 0 ORDER BY l.id`;
    // Databases of panels compare without regard to upper and lower case, accents or spaces at the end.
    const matches = (await this.database.rows(select, [username])).filter(
      (row) =>
        read.text(row, 'username') === username && (password === undefined || read.text(row, 'password') === password),
    );
    if (matches.length > 1) {
      throw new PanelError('rejected', `${String(matches.length)} lines have the username ${username}.`, {
        field: 'username',
        hint: 'Say which one is meant by its id.',
      });
    }
    return matches[0] === undefined ? null : storedLine(matches[0]);
  }

  /** How many lines would answer to these, for a database that does not tell upper from lower case; those of devices included. */
  async count(access: { username: string; password?: string }): Promise<number> {
    const { sql, values } = allOf([equals('l.username', access.username), equals('l.password', access.password)]);
    const select = `SELECT COUNT(*) AS found FROM \`${this.database.schema.tables.lines}\` l WHERE ${sql}`;
    const [row = {}] = await this.database.rows(select, values);
    return read.integer(row, 'found');
  }

  /**
   * How many connections a line has open. Those of HLS stay for a while after they ended, marked so (the panels' own lists leave them out). NULL where XC_VM
   * keeps connections in Redis: its table is empty then.
   */
  async activeConnections(): Promise<string> {
    const { live, settings } = this.database.schema.tables;
    const count = `(SELECT COUNT(*) FROM \`${live}\` c WHERE c.user_id = l.id AND c.hls_end = 0)`;
    if (!(await this.database.has(`${settings}.redis_handler`))) return count;
    return `IF((SELECT redis_handler FROM \`${settings}\` LIMIT 1) = 1, NULL, ${count})`;
  }

  async detailColumns(): Promise<string> {
    const { outputs, packageId, contact } = this.database.schema.line;
    return (
      `${summaryColumns}, o.username AS owner_name, ${await this.activeConnections()} AS active_connections, ${detailColumns}, ` +
      `${outputs} AS allowed_outputs, ${packageId} AS package_id, ${contact} AS contact`
    );
  }

  private async detailSelect(): Promise<string> {
    return `SELECT ${await this.detailColumns()} FROM ${this.from}`;
  }

  private async source({ search, filter, ownerId }: LineWalkQuery, order: string): Promise<ListSource> {
    return {
      columns: `${summaryColumns}, o.username AS owner_name, ${await this.activeConnections()} AS active_connections`,
      from: this.from,
      where: allOf([
        { sql: 'l.is_mag = 0 AND l.is_e2 = 0', values: [] },
        lineFilter(filter),
        equals('l.member_id', ownerId),
        holdsText(['l.username', 'l.password', 'l.admin_notes', 'l.reseller_notes'], search),
      ]),
      order,
    };
  }
}
