import type { FormFields, PanelAnswer } from '../../transport';
import { PanelError } from '../../errors';

/** Calls an action of the panel. */
export type Call = (action: string, fields?: FormFields) => Promise<PanelAnswer>;

/** Fields of a table list: its part, and the filters that are given. */
export function listFields(
  query: { start?: number; limit?: number },
  filters: Readonly<Record<string, string | undefined>>,
): Array<[string, string]> {
  const fields: Array<[string, string]> = [
    ['start', String(query.start ?? 0)],
    ['limit', String(query.limit ?? 500)],
  ];
  for (const [name, value] of Object.entries(filters)) {
    if (value !== undefined && value !== '') fields.push([name, value]);
  }
  return fields;
}

/** A failure without a reason: of a get, "not there"; of anything else, also "could not". */
export function isFailure(error: unknown): boolean {
  return error instanceof PanelError && error.panelStatus === 'STATUS_FAILURE';
}

/** Days as one text: the panel reads its first and its last ten characters as dates, and takes no open end. */
export function rangeOf({ from, to }: { from?: string; to?: string }): string | undefined {
  return from === undefined && to === undefined ? undefined : `${from ?? '2000-01-01'} - ${to ?? '2037-12-31'}`;
}
