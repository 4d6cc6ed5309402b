import { setImmediate as breathe } from 'node:timers/promises';
import { createContext, Script } from 'node:vm';
import jsonata from 'jsonata';
import type { Event } from '../../panel';
import { Problem } from '../problem';

/** Bounds of one evaluation. A filter decides on one small document; past these it is a slip, or an attack on the daemon. */
const evaluation = { timeout: 200, stack: 300, sequence: 10_000 };

/** Of one regular expression on one text. Milliseconds. */
const regexTimeout = 50;

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

const regexContext = createContext({ regex: /x/, text: '' }) as { regex: RegExp; text: string };
const execInContext = new Script('regex.exec(text)');

/** Some expressions take exponential time on some texts, and nothing else stops the engine once it has begun: one bad filter would stop the daemon. */
export class BoundedRegExp extends RegExp {
  override exec(text: string): RegExpExecArray | null {
    regexContext.regex = new RegExp(this.source, this.flags);
    regexContext.regex.lastIndex = this.lastIndex;
    regexContext.text = text;
    const match = execInContext.runInContext(regexContext, { timeout: regexTimeout }) as RegExpExecArray | null;
    this.lastIndex = regexContext.regex.lastIndex;
    return match;
  }
}

const truth = jsonata('$boolean($value)');

/** JSONata throws plain objects as well as errors. */
function wordsOf(thrown: unknown): string {
  const { message, code } = thrown as { message?: unknown; code?: unknown };
  return typeof message === 'string' ? message : `JSONata error ${String(code)}`;
}

/**
 * @param field named in the problem
 * @throws Problem 422 `invalid-parameter` with the position of the fault in the expression, counted from 1
 */
export function compileFilter(expression: string, field = 'filter'): Filter {
  let compiled: jsonata.Expression;
  try {
    compiled = jsonata(expression, { ...evaluation, RegexEngine: BoundedRegExp as unknown as RegExpConstructor });
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
        const value: unknown = await compiled.evaluate(event);
        return (await truth.evaluate({}, { value })) === true;
      } catch (thrown) {
        throw new Error(wordsOf(thrown), { cause: thrown });
      } finally {
        spent += performance.now() - begun;
      }
    },
  };
}
