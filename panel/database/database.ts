import { read, type Row } from '../decode';
import { PanelError } from '../errors';
import type { Page } from '../types';
import type { Condition, DatabaseQuery, SqlValue } from './query';
import { r22fSchema, xuiSchema, type DatabaseSchema } from './schema';

/** What a list is read from: the columns, where they come from, which rows, and in which order. */
export interface ListSource {
  columns: string;
  /** What stands after FROM. */
  from: string;
  where: Condition;
  /** Must tell all rows apart, or pages overlap. */
  order: string;
}

/** The database of one panel: nothing is read from it before its tables have been found to be those of its kind. */
export class PanelDatabase {
  private checked: Promise<ReadonlySet<string>> | undefined;

  constructor(
    readonly schema: DatabaseSchema,
    private readonly query: DatabaseQuery,
  ) {}

  /** @throws PanelError `not-a-panel` or `no-permission` when the tables are not there, or not to be seen by this account */
  async check(): Promise<void> {
    await this.columns();
  }

  /** @param column e.g. `settings.redis_handler`, by the name it has here */
  async has(column: string): Promise<boolean> {
    return (await this.columns()).has(column);
  }

  /** Whether this account may read all of these. */
  async hasTables(tables: readonly string[]): Promise<boolean> {
    return (await this.missing(tables)).length === 0;
  }

  /** @throws PanelError `no-permission`, naming those that this account may not read or that are not there */
  async requireTables(tables: readonly string[]): Promise<void> {
    const missing = await this.missing(tables);
    if (missing.length > 0) throw unreadable(missing);
  }

  /** @throws PanelError as DatabaseQuery does, and as `check` */
  async rows(select: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    await this.columns();
    return this.query(select, values);
  }

  async list({ columns, from, where, order }: ListSource, start = 0, limit = 500): Promise<Page<Row>> {
    const rows = await this.rows(
      `SELECT ${columns} FROM ${from} WHERE ${where.sql} ORDER BY ${order} LIMIT ? OFFSET ?`,
      [...where.values, limit, start],
    );
    const [count] = await this.rows(`SELECT COUNT(*) AS total FROM ${from} WHERE ${where.sql}`, where.values);
    return { rows, total: read.integer(count ?? {}, 'total') };
  }

  /** The zone the panel shows and takes days in. */
  async timeZone(): Promise<string> {
    const [row = {}] = await this.rows(`SELECT default_timezone FROM \`${this.schema.tables.settings}\` LIMIT 1`);
    return read.textOrNull(row, 'default_timezone') ?? 'UTC';
  }

  private async missing(tables: readonly string[]): Promise<string[]> {
    const seen = new Set([...(await this.columns())].map((column) => column.slice(0, column.indexOf('.'))));
    return tables.filter((table) => !seen.has(table));
  }

  private columns(): Promise<ReadonlySet<string>> {
    this.checked ??= this.readColumns().catch((error: unknown) => {
      this.checked = undefined;
      throw error;
    });
    return this.checked;
  }

  /** All columns this account may see, once. */
  private async readColumns(): Promise<ReadonlySet<string>> {
    const rows = await this.query(
      'SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = DATABASE()',
    );
    const columns = new Set(rows.map((row) => `${read.requiredText(row, 't')}.${read.requiredText(row, 'c')}`));
    const tables = new Set(rows.map((row) => read.requiredText(row, 't')));
    const { schema } = this;
    // Both have a table `users`; only the lines' own table has expiries.
    if (columns.has(`${schema.tables.lines}.exp_date`)) {
      const missing = [...Object.values(schema.tables), ...schema.furtherTables].filter((table) => !tables.has(table));
      if (missing.length > 0) throw unreadable(missing);
      return columns;
    }
    const other = schema === r22fSchema ? xuiSchema : r22fSchema;
    if (columns.has(`${other.tables.lines}.exp_date`)) throw wrongSchema(schema, other);
    throw new PanelError(
      'not-a-panel',
      `The database holds no table of lines as ${schema.product} has it, or its account may not see it.`,
      {
        hint: 'Check the name of the database at the end of its URL, and that the account has SELECT on all of it: GRANT SELECT ON the_database.* TO the_account.',
      },
    );
  }
}

function unreadable(tables: readonly string[]): PanelError {
  const named = tables.join(', ');
  return new PanelError('no-permission', `The database account may not read: ${named}.`, {
    hint: `GRANT SELECT on ${tables.length === 1 ? 'this table' : 'these tables'} to it, or on the whole database: GRANT SELECT ON the_database.* TO the_account.`,
  });
}

function wrongSchema(wanted: DatabaseSchema, found: DatabaseSchema): PanelError {
  return new PanelError(
    'not-a-panel',
    `The database is one of ${found.product}, and the panel is set up as ${wanted.product}.`,
    { hint: 'Choose the other kind of panel (dialect), or give the database that belongs to this panel.' },
  );
}
