import { checkOffered, operationById, parseParameters } from '../../panel';
import type { Clock } from '../clock';
import { Problem } from '../problem';
import type { Panels } from '../sync';

export interface QueryRequest {
  panel: string;
  /** A read of the catalogue, e.g. `line.getMany`. */
  operation: string;
  parameters: Readonly<Record<string, unknown>>;
  /** The most to list; null: all. */
  limit: number | null;
}

export type QueryAnswer = { result: object } | { results: object[] };

/** Reads from the panel, now: no key, no ledger. */
export class Queries {
  constructor(private readonly options: { panels: Pick<Panels, 'get'>; clock: Clock }) {}

  /**
   * @throws PanelError what the panel or the parameters are at fault for
   * @throws Problem 404 `unknown-panel`, 422 `invalid-parameter`
   */
  async run({ panel, operation: id, parameters, limit }: QueryRequest): Promise<QueryAnswer> {
    const operation = operationById(id);
    if (operation?.access !== 'read') {
      const problem = operation ? `${id} writes` : `there is no operation ${id}`;
      throw new Problem(422, 'invalid-parameter', `operation: ${problem}`, {
        field: 'operation',
        hint: operation ? 'Send it to POST /v1/commands, with a key.' : 'GET /v1/operations lists them.',
      });
    }
    if (limit !== null && !(Number.isSafeInteger(limit) && limit >= 1)) {
      throw new Problem(422, 'invalid-parameter', 'limit: must be a whole number above 0', { field: 'limit' });
    }
    const handle = this.options.panels.get(panel);
    const { timeZone } = handle;
    const adapter = await handle.open();
    const values = parseParameters(operation, parameters, { now: this.options.clock.now(), timeZone });
    checkOffered(operation, adapter, values);
    if (!operation.many) return { result: await operation.run(adapter, values) };
    const results: object[] = [];
    for await (const page of operation.pages(adapter, values)) {
      results.push(...(limit === null ? page : page.slice(0, limit - results.length)));
      if (results.length === limit) break;
    }
    return { results };
  }
}
