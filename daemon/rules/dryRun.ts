import type { EventDraft, EventLog } from '../events';
import type { Rule } from './definition';
import { derive, mayDerive } from './derive';
import { Evaluator, type Limits } from './evaluator';

export interface DryRunRequest {
  rule: Rule;
  /** Looks at events after this sequence. */
  after: number;
  /** The last sequence looked at. */
  to: number;
  /** Events looked at, at most. */
  limit: number;
}

export interface DryRun {
  /** Events looked at. */
  looked: number;
  /** What the rule would have made, in the order of the log; `data.cause` names the event it would have made it of. */
  emitted: EventDraft[];
  /** Events it failed on, the first hundred. */
  errors: Array<{ event: string; message: string }>;
  /** Sequence of the last event looked at: where the next dry run may go on. */
  position: number;
}

/** Milliseconds after which a dry run ends with what it has. */
const patience = 20_000;

const batch = 100;
const errorsAtMost = 100;
const emittedAtMost = 1000;

/** Evaluates a rule on events of the log, in a process of its own so that the rules at work do not wait for it. */
export async function dryRun(
  { log, limits }: { log: EventLog; limits?: Limits },
  { rule, after, to, limit }: DryRunRequest,
): Promise<DryRun> {
  const evaluator = new Evaluator(limits);
  const until = performance.now() + patience;
  const result: DryRun = { looked: 0, emitted: [], errors: [], position: after };
  const isOver = (): boolean =>
    result.looked >= limit || result.emitted.length >= emittedAtMost || performance.now() > until;
  try {
    while (!isOver()) {
      const events = await log.read({
        types: rule.on,
        after: result.position,
        limit: Math.min(batch, limit - result.looked),
      });
      for (const event of events) {
        if (event.sequence > to || isOver()) return result;
        result.looked++;
        result.position = event.sequence;
        if (!mayDerive(event)) continue;
        const derived = await derive({ log, evaluator }, rule, event);
        if ('draft' in derived) result.emitted.push(...(derived.draft === null ? [] : [derived.draft]));
        else if (result.errors.length < errorsAtMost) {
          result.errors.push({ event: event.id, message: derived.message });
        }
      }
      if (events.length === 0) return result;
    }
    return result;
  } finally {
    await evaluator.close();
  }
}
