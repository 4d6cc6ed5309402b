import type { IDataObject } from 'n8n-workflow';
import { lineStatus, type LineSummary, type Operation } from '../../../panel';

/** The values of a line most workflows need. */
const simplified = [
  'id',
  'username',
  'password',
  'status',
  'expiresAt',
  'maxConnections',
  'activeConnections',
  'trial',
  'ownerId',
  'ownerName',
] as const;

/** What the node puts out for one result: lines with their status, simplified if asked for; a deletion as n8n's guidelines want it. */
export function outputOf(operation: Operation, result: object, simplify: boolean): IDataObject {
  if (operation.yields !== 'line') {
    const values = { ...result } as IDataObject;
    const names = simplify ? operation.simplified : undefined;
    return names === undefined ? values : Object.fromEntries(names.map((name) => [name, values[name] ?? null]));
  }
  if (operation.name === 'delete') {
    const { id, username } = result as { id: string; username: string };
    return { deleted: true, id, username };
  }
  const { id, username, password, ...rest } = result as LineSummary;
  const line: IDataObject = { id, username, password, status: lineStatus(result as LineSummary, Date.now()), ...rest };
  return simplify ? Object.fromEntries(simplified.map((name) => [name, line[name] ?? null])) : line;
}
