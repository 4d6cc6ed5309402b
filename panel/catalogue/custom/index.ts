import { invalidParameter } from '../../errors';
import type { CustomCall } from '../../parts';
import { checkCustomAction, isCustomRead } from '../../rules';
import type { ReadMany, Write } from '../operation';
import { pagesOf } from '../pages';
import type { Pair, Parameter } from '../parameter';
import { partOf } from '../parts';

/** Whatever else the panel answers: an action by its name. What is as powerful as root is refused (see refusedActions). */

const parameters: Parameter = {
  kind: 'pairs',
  label: 'Parameters',
  description: 'What the action takes, without the API key; a name with [] at its end may come more than once',
};

function actionParameter(example: string): Parameter {
  return {
    kind: 'text',
    label: 'Action',
    placeholder: `e.g. ${example}`,
    description: 'As the panel names it; on Xtream UI R22F in two parts, as in stream/offline',
    required: true,
  };
}

interface Given {
  action: string;
  parameters?: readonly Pair[];
}

function callOf({ action, parameters: pairs = [] }: Given): CustomCall {
  return { action: checkCustomAction(action, 'action'), fields: pairs.map(({ name, value }) => [name, value]) };
}

/** Where a list begins and how much of it is asked for is said by Return All and Limit. */
const paging: ReadonlySet<string> = new Set(['start', 'limit', 'length', 'offset']);

const readCustom: ReadMany = {
  id: 'custom.read',
  resource: 'custom',
  name: 'read',
  label: 'Read',
  action: 'Read with panel API call',
  description: 'Get what any reading action of the panel answers; passwords and keys are replaced',
  needs: ['custom.readCustom'],
  access: 'read',
  many: true,
  parameters: { action: actionParameter('get_epgs'), parameters },
  async *pages(adapter, values) {
    const call = callOf(values as unknown as Given);
    if (!isCustomRead(call.action)) {
      throw invalidParameter('action', `${call.action} is not known to only read`, 'Use the operation Write for it.');
    }
    const taken = call.fields.find(([name]) => paging.has(name));
    if (taken !== undefined) {
      throw invalidParameter('parameters', `must not hold ${taken[0]}`, 'Use Return All or Limit instead.');
    }
    const custom = partOf(adapter, 'custom');
    yield* pagesOf((start) => custom.readCustom(call, start));
  },
};

/**
 * Sent once. Nothing is known of the action, so nothing can be read back: the panel's answer is the outcome, and a lost answer leaves it open
 * (`not-verified`). Waits for other custom calls, not for other operations on the same thing.
 */
const writeCustom: Write<{ call: CustomCall }> = {
  id: 'custom.write',
  resource: 'custom',
  name: 'write',
  label: 'Write',
  action: 'Write with panel API call',
  description:
    'Carry out any action of the panel. It is sent once, and only the panel’s answer tells what became of it',
  needs: ['custom.writeCustom'],
  access: 'write',
  parameters: { action: actionParameter('reload_epg'), parameters },
  plan: (_adapter, values) => Promise.resolve().then(() => ({ call: callOf(values as unknown as Given) })),
  assess: () => Promise.resolve({ state: 'unknown' }),
  send: (adapter, { call }) => partOf(adapter, 'custom').writeCustom(call),
  subject: () => 'custom',
};

export const customOperations = [readCustom, writeCustom] as const;
