import { operationById, PanelError } from '../../../panel';
import type { Connection } from '../transport';

/** All rows of a Get Many operation without parameters. */
export async function listOf<T>(connection: Connection, operationId: string): Promise<T[]> {
  const operation = operationById(operationId);
  if (operation?.access !== 'read' || !operation.many) {
    throw new PanelError('unsupported', `There is no list ${operationId}.`);
  }
  return (await connection.readMany(operation, {}, null)) as T[];
}
