import jsonata from 'jsonata';
import { z } from 'zod';

/** A JSONata expression of the operator's, which can be read. */
export const expression = z
  .string()
  .min(1, 'write a JSONata expression')
  .max(10_000, 'an expression has at most 10000 characters')
  .superRefine((text, context) => {
    const fault = faultOf(text);
    if (fault !== null) context.addIssue({ code: 'custom', message: `not a JSONata expression: ${fault}` });
  });

function faultOf(text: string): string | null {
  try {
    jsonata(text);
    return null;
  } catch (thrown) {
    const { message, position } = thrown as { message?: string; position?: number };
    return `${message ?? 'it cannot be read'}${position === undefined ? '' : ` at position ${String(position)}`}`;
  }
}
