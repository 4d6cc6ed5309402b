import { DataError } from '../data';
import { NewerStoreError } from '../store';
import { CliError } from './io';

/** What goes wrong with files and databases is told in a line, not with a stack trace. @throws CliError */
export async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, errcode, message } = error as { code?: unknown; errcode?: unknown; message: string };
    const isOfSystem = typeof code === 'string' || typeof errcode === 'number';
    if (error instanceof DataError || error instanceof NewerStoreError || isOfSystem) throw new CliError(message);
    throw error;
  }
}
