import type { IExecuteFunctions } from 'n8n-workflow';

const triggerType = /\.xtreamUiTrigger$/;

/** Names of the Xtream UI Triggers that lead to this node. */
export function triggersAbove(context: IExecuteFunctions): string[] {
  return context
    .getParentNodes(context.getNode().name)
    .filter(({ type }) => triggerType.test(type))
    .map(({ name }) => name);
}
