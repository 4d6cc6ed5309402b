import { operationById, PanelError } from '../../../panel';
import type { Connection } from '../transport';

/** The rows of a Get Many operation. @param limit the most there are to be; null: all */
export async function listOf<T>(
  connection: Connection,
  operationId: string,
  values: Record<string, unknown> = {},
  limit: number | null = null,
): Promise<T[]> {
  const operation = operationById(operationId);
  if (operation?.access !== 'read' || !operation.many) {
    throw new PanelError('unsupported', `There is no list ${operationId}.`);
  }
  return (await connection.readMany(operation, values, limit)) as T[];
}
