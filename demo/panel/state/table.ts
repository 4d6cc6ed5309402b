/**
 * A database table in memory. Rows are live objects: changing a field changes the row. Ids rise and are never given twice,
 * so the order of insertion is the order by id, and a page of a table is a slice.
 */
export class Table<Row extends object, Id extends keyof Row & string> {
  readonly #idColumn: Id;
  readonly #rows = new Map<number, Row>();
  #inOrder: Row[] | undefined = [];
  #lastId = 0;
  #version = 0;

  constructor(idColumn: Id) {
    this.#idColumn = idColumn;
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Rises whenever a row is added or removed, or `touch` is called. */
  get version(): number {
    return this.#version;
  }

  /** The id the next row will get. */
  get nextId(): number {
    return this.#lastId + 1;
  }

  get(id: number): Row | undefined {
    return this.#rows.get(id);
  }

  /** All rows by rising id. The list belongs to the table: do not change it. */
  all(): readonly Row[] {
    this.#inOrder ??= [...this.#rows.values()].sort((a, b) => this.#idOf(a) - this.#idOf(b));
    return this.#inOrder;
  }

  /** Adds a row under its own id, or replaces the row that has it. */
  put(row: Row): Row {
    const id = this.#idOf(row);
    if (id > this.#lastId) {
      this.#lastId = id;
      this.#inOrder?.push(row);
    } else {
      this.#inOrder = undefined;
    }
    this.#rows.set(id, row);
    this.#version++;
    return row;
  }

  /** Adds a row under the next id. */
  add(row: Omit<Row, Id>): Row {
    return this.put({ [this.#idColumn]: this.nextId, ...row } as unknown as Row);
  }

  delete(id: number): boolean {
    if (!this.#rows.delete(id)) return false;
    this.#inOrder = undefined;
    this.#version++;
    return true;
  }

  /** Says that rows were changed in a way that what is derived from the table must be built anew. */
  touch(): void {
    this.#version++;
  }

  /** For the state file. The last id is kept so that a deleted row's id is not given again after a restart. */
  toJSON(): { lastId: number; rows: readonly Row[] } {
    return { lastId: this.#lastId, rows: this.all() };
  }

  load(saved: { lastId: number; rows: Row[] }): void {
    this.#rows.clear();
    this.#inOrder = [];
    this.#lastId = 0;
    for (const row of saved.rows) this.put(row);
    this.#lastId = saved.lastId;
  }

  #idOf(row: Row): number {
    return row[this.#idColumn] as number;
  }
}
