import type { FormFields } from '../transport';
import type { Page } from '../types';

/** A call of the panel's own, named as the panel names it. */
export interface CustomCall {
  /** e.g. `get_epgs`; where a panel names its calls in two parts, with a slash: `stream/offline`. Checked by {@link checkCustomAction}. */
  action: string;
  /** Without the key, which is added further on. */
  fields: FormFields;
}

/** Whatever else the panel answers, as it answers it. Passwords and keys are replaced before anything is handed on. */
export interface CustomPart {
  /**
   * Asks for something: the rows of a list or a table, or one object as the only row.
   * @param start offset of the first row, where the panel pages
   */
  readCustom(call: CustomCall, start: number): Promise<Page<object>>;
  /**
   * Sends once. What it did cannot be read back.
   * @returns what the panel answered
   */
  writeCustom(call: CustomCall): Promise<object>;
}
