import { decodeAnswer, listAnswer, listsById, type Row } from '../decode';
import { PanelError } from '../errors';
import type { FormFields, PanelAnswer, PanelTransport } from '../transport';

/** How R22F's api.php is asked, and how its answers are taken. Source: api.php of Xtream_main (R22F), read. */

/** Asks for `action/sub`, e.g. `user/info`. */
export interface Calls {
  /** The answer as one object. */
  object(name: string, fields?: FormFields): Promise<Row>;
  /** The answer as lists by id. */
  listsById(name: string): Promise<Row>;
  /** The answer as a bare list. */
  list(name: string, fields?: FormFields): Promise<Row[]>;
}

export function callsTo(transport: PanelTransport): Calls {
  const ask = async <Taken>(
    name: string,
    fields: FormFields,
    take: (answer: PanelAnswer, name: string) => Taken,
  ): Promise<Taken> => {
    const [action = '', sub = ''] = name.split('/');
    const answer = await transport.post([['action', action], ['sub', sub], ...fields]);
    try {
      return take(answer, name);
    } catch (error) {
      throw hinted(error);
    }
  };
  return {
    object: (name, fields = []) => ask(name, fields, objectOf),
    listsById: (name) => ask(name, [], listsById),
    list: (name, fields = []) => ask(name, fields, listAnswer),
  };
}

function objectOf(answer: PanelAnswer, name: string): Row {
  const decoded = decodeAnswer(answer, name);
  if (!Array.isArray(decoded)) return decoded as Row;
  throw new PanelError('bad-answer', `The panel answered ${name} with a list where an object belongs.`, {
    hint: 'The panel may be another product or version than the one chosen.',
  });
}

/** The words of the other dialects speak of access codes, which R22F has not. */
function hinted(error: unknown): unknown {
  if (!(error instanceof PanelError)) return error;
  if (error.code !== 'not-a-panel' && error.code !== 'wrong-url') return error;
  return new PanelError(error.code, error.message, {
    hint: 'Check the panel URL: scheme, host and port (25461 unless it was changed). R22F answers at /api.php there.',
  });
}

/** Whether the panel said no with this word. */
export function refusedWith(error: unknown, word: string): boolean {
  return error instanceof PanelError && error.code === 'rejected' && error.panelStatus === word;
}

/** Columns of the table `users` as the form fields that api.php reads them from. */
export function userData(columns: Readonly<Record<string, string>>): FormFields {
  return Object.entries(columns).map(([column, value]) => [`user_data[${column}]`, value] as const);
}
