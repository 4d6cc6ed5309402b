import { objectAnswer, read, type Row } from '../decode';
import { PanelError } from '../errors';
import { isFailure, type Call } from './parts/call';
import { noSuchLine } from './refusals';

/** The row of a line as it is stored. @throws PanelError `not-found` */
export async function storedLineRow(call: Call, id: string): Promise<Row> {
  let row: Row;
  try {
    row = objectAnswer(await call('get_line', [['id', id]]), 'get_line');
  } catch (error) {
    // A line that is not there is answered as a failure without a reason (recorded).
    throw isFailure(error) ? noSuchLine(id) : error;
  }
  if (read.requiredId(row) === id) return row;
  throw new PanelError('bad-answer', `The panel answered another line than ${id}.`, { hint: 'Try again.' });
}
