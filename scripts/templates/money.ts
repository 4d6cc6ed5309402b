import type { EventData } from '../../panel';
import { emailIn, expression, first, inText, languageOf, nameIn, of, phoneIn } from './expressions';
import type { Step } from './step';
import { byId, onEvent, values, xtream } from './steps';

/** What the templates about money and service have in common. */

type Action = NonNullable<EventData['action']>;

/** The trigger of what the daemon leaves to a workflow. @param kinds of actions @param more a further condition, JSONata */
export function onAction(name: string, kinds: readonly Action['kind'][], more?: string): Step {
  const [kind = 'provision'] = kinds;
  const isOfKind = `data.action.kind in [${kinds.map((each) => `"${each}"`).join(', ')}]`;
  return onEvent(name, ['service.action_due'], {
    filter: more === undefined ? isOfKind : `${isOfKind} and ${more}`,
    sample: { data: { action: sampleAction(kind) } },
  });
}

export function sampleAction(kind: Action['kind'], changes: Partial<Action> = {}): Partial<Action> {
  const isNew = kind === 'provision';
  return {
    ...{ key: `stripe:in_1Sample/${kind}`, kind },
    ...(isNew ? {} : { lineId: '1042', username: 'nadia.haddad' }),
    ...changes,
  };
}

/**
 * Carries out what the event of `trigger` says is due, under its own key: once in effect, and nothing any more when it is not wanted now, because the customer
 * has paid, or has gone.
 */
export function carryOut(name: string, trigger: string, operation: string, parameters: object = {}): Step {
  return xtream(name, 'subscription', operation, {
    subscription: byId(of(trigger, 'data.subscription.id')),
    ...parameters,
    options: { idempotencyKey: expression(of(trigger, 'data.action.key')) },
  });
}

/** Whether an action was carried out: code. */
export const wasDone = (node: string): string => `['done', 'skipped'].includes(${of(node, 'state')})`;

/**
 * The customer as messages need them: `email`, `name`, `phone`, `language`. Settings needs `defaultLanguage` and `arabicCountries`.
 * @param from code of a customer of the daemon's
 */
export function customerFields(from: string): Record<string, ['string', string]> {
  return {
    email: ['string', emailIn(`${from}.email`)],
    name: ['string', nameIn(`${from}.name`)],
    phone: ['string', phoneIn(`${from}.phone`)],
    language: ['string', languageOf(`${from}.language`, `${from}.country`)],
  };
}

/** @see customerFields */
export function customerNow(name: string, from: string): Step {
  return values(name, customerFields(from));
}

/** Whom an event about a subscription is about, for red nodes: a text. */
export function payerOf(trigger: string): string {
  const data = first(trigger, 'data');
  return inText(
    `[${data}.customer?.email ?? ${data}.customer?.id, ${data}.subscription?.id, ${data}.action?.username ? 'line ' + ${data}.action.username : ''].filter((part) => part).join(', ')`,
  );
}
