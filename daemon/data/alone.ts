import { join } from 'node:path';
import { lockFolder } from '../lock';
import { DataError } from './sqlite';

/** Does something to a data folder while no daemon works on it, nor can be started. @throws DataError */
export async function alone<T>(data: string, work: () => Promise<T>): Promise<T> {
  const unlock = lockFolder(join(data, 'daemon.lock'));
  if (unlock === null) throw new DataError(`A daemon works on ${data}. Stop it first.`);
  try {
    return await work();
  } finally {
    unlock();
  }
}
