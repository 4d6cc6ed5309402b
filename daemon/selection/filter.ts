import { setImmediate as breathe } from 'node:timers/promises';
import type { Event } from '../../panel';
import { Problem } from '../problem';
import { compileBounded, isTrue, wordsOf, type Bounded } from './bounded';

/** A JSONata expression that decides on events, e.g. `data.line.maxConnections > 1`. */
export interface Filter {
  readonly expression: string;
  /**
   * Whether the expression is true of the event, by JSONata's own `$boolean`: empty, 0, "" and nothing are false.
   *
   * @throws Error with a message for people when it cannot be evaluated
   */
  matches(event: Event): Promise<boolean>;
}

/** How long filters may keep the daemon from everything else. Milliseconds. */
const breath = 20;

/**
 * @param field named in the problem
 * @throws Problem 422 `invalid-parameter` with the position of the fault in the expression, counted from 1
 */
export function compileFilter(expression: string, field = 'filter'): Filter {
  let compiled: Bounded;
  try {
    compiled = compileBounded(expression);
  } catch (thrown) {
    const position = (thrown as { position?: unknown }).position;
    const place = typeof position === 'number' ? ` at position ${String(position)}` : '';
    throw new Problem(422, 'invalid-parameter', `${field}: not a JSONata expression: ${wordsOf(thrown)}${place}.`, {
      field,
      hint: 'Try the expression on a sample event at try.jsonata.org.',
      ...(typeof position === 'number' ? { position } : {}),
    });
  }
  let spent = 0;
  return {
    expression,
    async matches(event) {
      if (spent >= breath) {
        spent = 0;
        // Evaluations only wait for each other, so nothing else would have its turn in a long row of them.
        await breathe();
      }
      const begun = performance.now();
      try {
        return await isTrue(await compiled.evaluate(event));
      } finally {
        spent += performance.now() - begun;
      }
    },
  };
}
