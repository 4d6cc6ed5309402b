import { createContext, Script } from 'node:vm';
import jsonata from 'jsonata';

/** Bounds of one evaluation. An expression works on one small document; past these it is a slip, or an attack on the daemon. */
const bounds = { timeout: 200, stack: 300, sequence: 10_000 };

/** Of one regular expression on one text. Milliseconds. */
const regexTimeout = 50;

const regexContext = createContext({ regex: /x/, text: '' }) as { regex: RegExp; text: string };
const execInContext = new Script('regex.exec(text)');

/**
 * Some expressions take exponential time on some texts, and nothing else stops the engine once it has begun: one bad expression would stop the daemon.
 * @param timeout of one expression on one text. Milliseconds of the wall: on a busy machine even a good one may take a few
 */
export function boundedRegExp(timeout: number): RegExpConstructor {
  return class extends RegExp {
    override exec(text: string): RegExpExecArray | null {
      regexContext.regex = new RegExp(this.source, this.flags);
      regexContext.regex.lastIndex = this.lastIndex;
      regexContext.text = text;
      const match = execInContext.runInContext(regexContext, { timeout }) as RegExpExecArray | null;
      this.lastIndex = regexContext.regex.lastIndex;
      return match;
    }
  } as unknown as RegExpConstructor;
}

const quickRegExp = boundedRegExp(regexTimeout);

/** A JSONata expression that ends, whatever it says. */
export interface Bounded {
  /** @throws Error with a message for people when it cannot be evaluated within its bounds */
  evaluate(input: unknown): Promise<unknown>;
}

/** @throws what jsonata throws for an expression that cannot be read: with `message`, and `position` counted from 1 */
export function compileBounded(expression: string): Bounded {
  const compiled = jsonata(expression, { ...bounds, RegexEngine: quickRegExp });
  return {
    async evaluate(input) {
      try {
        return (await compiled.evaluate(input)) as unknown;
      } catch (thrown) {
        throw new Error(wordsOf(thrown), { cause: thrown });
      }
    },
  };
}

const truth = jsonata('$boolean($value)');

/** Whether a value counts as true, by JSONata's own `$boolean`: empty, 0, "" and nothing are false. */
export async function isTrue(value: unknown): Promise<boolean> {
  return (await truth.evaluate({}, { value })) === true;
}

/** JSONata throws plain objects as well as errors. */
export function wordsOf(thrown: unknown): string {
  const { message, code } = thrown as { message?: unknown; code?: unknown };
  return typeof message === 'string' ? message : `JSONata error ${String(code)}`;
}
