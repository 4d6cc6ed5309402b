type Document = Record<string, unknown>;

/** Documents by index. A field has the type its first value had; a value of another type is refused, as dynamic mapping does. */
export class Indices {
  private documents = new Map<string, Map<string, Document>>();
  private types = new Map<string, string>();
  private count = 0;

  all(index: string): Map<string, Document> {
    return this.documents.get(index) ?? new Map<string, Document>();
  }

  get(index: string, id: string): Document | undefined {
    return this.all(index).get(id);
  }

  delete(index: string, id: string): boolean {
    return this.all(index).delete(id);
  }

  put(index: string, id: string | undefined, document: Document, onlyNew: boolean): [status: number, body: object] {
    if (!/^[a-z0-9][a-z0-9_.-]*$/.test(index))
      return refuse(400, 'invalid_index_name_exception', `Invalid index name [${index}], must be lowercase`);
    const clash = this.clash(index, document);
    if (clash) return refuse(400, 'document_parsing_exception', clash);
    this.count += 1;
    const key = id ?? `demo-${String(this.count)}`;
    const held = this.all(index);
    const there = held.has(key);
    if (there && onlyNew)
      return refuse(409, 'version_conflict_engine_exception', `[${key}]: version conflict, document already exists`);
    held.set(key, document);
    this.documents.set(index, held);
    const body = { _index: index, _id: key, _version: there ? 2 : 1, result: there ? 'updated' : 'created' };
    return [there ? 200 : 201, body];
  }

  clear(): void {
    this.documents.clear();
    this.types.clear();
  }

  private clash(index: string, value: unknown, path = ''): string | undefined {
    if (value === null || value === undefined) return undefined;
    if (Array.isArray(value))
      return value.map((each) => this.clash(index, each, path)).find((found) => found !== undefined);
    const type = typeof value;
    const key = `${index}/${path}`;
    const known = this.types.get(key);
    // A number goes into a text field; nothing else changes its type.
    if (known !== undefined && known !== type && !(known === 'string' && (type === 'number' || type === 'boolean')))
      return `[1:1] object mapping for [${path}] tried to parse field [${path}] as ${known}, but found a ${type}`;
    this.types.set(key, known ?? type);
    if (type !== 'object') return undefined;
    return Object.entries(value as Document)
      .map(([name, each]) => this.clash(index, each, path === '' ? name : `${path}.${name}`))
      .find((found) => found !== undefined);
  }
}

function refuse(status: number, type: string, reason: string): [number, object] {
  return [status, { error: { root_cause: [{ type, reason }], type, reason }, status }];
}
