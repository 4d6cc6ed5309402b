import type { Event } from '../../panel';
import type { EventDraft, EventLog } from '../events';
import type { Rule } from './definition';
import type { Evaluated, Evaluator } from './evaluator';

/** Rules do not see events that so many rules stand behind, so that two of them cannot keep each other busy for ever. */
const deepest = 3;

/** What expressions see of what was before: so many events, so many days back. */
const history = { events: 200, days: 90 };

/** What a rule makes of one event. */
export type Derived = { draft: EventDraft | null } | { message: string; over: boolean };

export function mayDerive(event: Event): boolean {
  return (event.data.depth ?? 0) < deepest;
}

/** Evaluates a rule on one event. Changes nothing. */
export async function derive(
  { log, evaluator }: { log: EventLog; evaluator: Evaluator },
  rule: Rule,
  event: Event,
): Promise<Derived> {
  const { when, data, subject } = rule;
  const needsHistory = [when, data, subject].some((text) => text !== null && /\$(history|last|times)\b/.test(text));
  const evaluated: Evaluated = await evaluator.evaluate({
    expressions: { when, data, subject },
    event,
    history: needsHistory ? await before(log, event) : [],
  });
  if (!evaluated.ok) return { message: evaluated.message, over: evaluated.over === true };
  return { draft: evaluated.derived === null ? null : draftOf(rule, event, evaluated.derived) };
}

/** Events of the same subject before one, newest first. */
async function before(log: EventLog, event: Event): Promise<Event[]> {
  const { subject, sequence } = event;
  const since = Date.parse(event.time) - history.days * 86_400_000;
  const events = await log.read({ subject, after: sequence, newest: true, limit: history.events });
  return events.filter(({ time }) => Date.parse(time) >= since);
}

function draftOf(
  rule: Rule,
  event: Event,
  { data, subject }: { data: Record<string, unknown>; subject: string | null },
): EventDraft {
  const { line, depth = 0 } = event.data;
  return {
    type: rule.emit,
    panel: event.panel,
    subject: subject ?? event.subject,
    time: event.time,
    origin: event.origin,
    data: {
      ...(line === undefined ? {} : { line }),
      rule: rule.name,
      cause: event.id,
      depth: depth + 1,
      custom: data,
    },
  };
}
