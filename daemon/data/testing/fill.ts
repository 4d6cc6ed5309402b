import { DatabaseSync } from 'node:sqlite';

/** Puts rows into every table of a store, whatever tables there are: each type, texts of many scripts, nulls, references that hold. */
export function fillEveryTable(file: string, rows: number): void {
  const database = new DatabaseSync(file);
  try {
    database.exec('BEGIN');
    for (const { name, statement } of tables(database)) {
      const columns = database.prepare('SELECT name, type, "notnull" AS required FROM pragma_table_info(?)').all(name);
      const places = columns.map(() => '?').join();
      const insert = database.prepare(`INSERT INTO "${name}" VALUES (${places})`);
      for (let row = 1; row <= rows; row += 1) {
        insert.run(
          ...columns.map(({ name: column, type, required }) => {
            const [, allowed] = new RegExp(`CHECK \\(${String(column)} IN \\('([^']+)'`).exec(statement) ?? [];
            if (allowed !== undefined) return allowed;
            if (required === 0 && row % 3 === 0 && !statement.includes(`${String(column)} ${String(type)} PRIMARY`)) {
              return null;
            }
            return valueOf(String(type), row);
          }),
        );
      }
    }
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}

/** Every row of every table, in an order of its own, to be compared with another store's. */
export function everyRowOf(file: string): Record<string, string[]> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return Object.fromEntries(
      tables(database).map(({ name }) => [name, database.prepare(`SELECT * FROM "${name}"`).all().map(textOf).sort()]),
    );
  } finally {
    database.close();
  }
}

/** One row as text, the same for both stores. */
export function textOf(row: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(
    Object.entries(row)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([column, value]) => [column, value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value]),
  );
}

function tables(database: DatabaseSync): Array<{ name: string; statement: string }> {
  return database
    .prepare(`SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid`)
    .all()
    .map((row) => ({ name: String(row['name']), statement: String(row['sql']) }))
    .filter(({ name }) => name !== 'migrations');
}

function valueOf(type: string, row: number): string | number | Uint8Array {
  if (type === 'INTEGER') return row;
  if (type === 'REAL') return row + 0.25;
  if (type === 'BLOB') return new Uint8Array([0, 255, row % 256]);
  return `text ${String(row)} 'quoted' \\ "نادية" 𝄞 \n`;
}
