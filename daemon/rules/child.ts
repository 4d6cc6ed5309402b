import { Worker } from 'node:worker_threads';
import jsonata from 'jsonata';
import type { Event } from '../../panel';

/**
 * The process rules are evaluated in: whatever an expression does, it can only stop this process, and the evaluator ends it then. Stands alone, without files
 * of ours, because tests start it as it is written here and Node then resolves imports by itself.
 */

/** Expressions of a rule. */
export interface Expressions {
  when: string | null;
  data: string | null;
  subject: string | null;
}

export interface Task {
  expressions: Expressions;
  event: Event;
  /** Events of the same subject before it, newest first. */
  history: readonly Event[];
}

/** `derived` null: the rule says nothing of the event. */
export type Outcome =
  | { ok: true; derived: { data: Record<string, unknown>; subject: string | null } | null }
  | { ok: false; message: string };

/** Bounds that end most slips with words of their own, long before the process is ended. */
const bounds = { timeout: 500, stack: 500, sequence: 100_000 };

/** Of a derived event's data, as JSON. Characters. */
const longestData = 64 * 1024;

const compiled = new Map<string, jsonata.Expression>();

function expression(text: string): jsonata.Expression {
  const known = compiled.get(text);
  if (known) return known;
  if (compiled.size > 500) compiled.clear();
  const made = jsonata(text, bounds);
  compiled.set(text, made);
  return made;
}

const units: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400 };

/** @returns milliseconds */
function millisecondsOf(within: unknown): number {
  const [, amount = '', unit = ''] = /^(\d+)\s*([mhd])$/.exec(String(within)) ?? [];
  if (unit === '') throw new Error('A span of time is written 30m, 12h or 90d.');
  return Number(amount) * (units[unit] ?? 0) * 1000;
}

function bindings({ event, history }: Task): Record<string, unknown> {
  const typed = (types: unknown, events: readonly Event[]): readonly Event[] => {
    const wanted = new Set([types].flat());
    return events.filter(({ type }) => wanted.has(type));
  };
  return {
    event,
    line: event.data.line,
    history: (count: number | undefined) => history.slice(0, count),
    last: (types: unknown) => typed(types, history)[0],
    times: (types: unknown, within: unknown) => {
      const since = Date.parse(event.time) - millisecondsOf(within);
      return typed(types, [event, ...history]).filter(({ time }) => Date.parse(time) >= since).length;
    },
  };
}

const truth = jsonata('$boolean($value)');

async function evaluate(task: Task): Promise<Outcome> {
  const { expressions, event } = task;
  const bound = bindings(task);
  const valueOf = (text: string): Promise<unknown> => expression(text).evaluate(event, bound);
  try {
    if (expressions.when !== null) {
      const value = await valueOf(expressions.when);
      if ((await truth.evaluate({}, { value })) !== true) return { ok: true, derived: null };
    }
    const data = expressions.data === null ? {} : await valueOf(expressions.data);
    const subject = expressions.subject === null ? null : await valueOf(expressions.subject);
    return { ok: true, derived: { data: plain(data), subject: named(subject) } };
  } catch (thrown) {
    const { message, code } = thrown as { message?: unknown; code?: unknown };
    return { ok: false, message: typeof message === 'string' ? message : `JSONata error ${String(code)}` };
  }
}

function plain(data: unknown): Record<string, unknown> {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new Error('`data` must give an object, such as {"drop": 5}.');
  }
  const text = JSON.stringify(data);
  if (text.length > longestData) throw new Error('`data` gives more than 64 KiB.');
  return JSON.parse(text) as Record<string, unknown>;
}

function named(subject: unknown): string | null {
  if (subject === null || (typeof subject === 'string' && subject !== '' && subject.length <= 200)) return subject;
  throw new Error('`subject` must give a text of 1 to 200 characters, such as "reseller:main/7".');
}

process.on('message', (task: Task) => {
  void evaluate(task).then((outcome) => process.send?.(outcome));
});
process.on('disconnect', () => process.exit());

// A daemon that was killed can end nothing, and an expression that never ends hears of nothing.
new Worker(
  `setInterval(() => { if (process.ppid !== ${String(process.ppid)}) process.kill(process.pid, 'SIGKILL'); }, 1000)`,
  { eval: true, resourceLimits: { maxOldGenerationSizeMb: 8 } },
).unref();

process.send?.('ready');
