import { makeLineCredential } from '../../rules';
import type { Write } from '../operation';
import type { LineReference } from '../parameter';
import { line } from './parameters';
import { addressOf, lineTargetSteps, resolveLine, type LineTarget } from './target';

/** The password is made here, not by the panel: so the target is known before anything is sent. */
export const resetLinePassword: Write<LineTarget> = {
  ...lineTargetSteps,
  id: 'line.resetPassword',
  resource: 'line',
  name: 'resetPassword',
  label: 'Reset Password',
  action: 'Reset password of line',
  description: 'Give a line a new random password and keep everything else; the old one stops working',
  needs: ['getLine', 'updateLine', 'set:password'],
  access: 'write',
  yields: 'line',
  parameters: {
    line,
    length: {
      kind: 'integer',
      label: 'Length',
      description: 'How many letters and digits the new password has',
      default: 12,
      min: 8,
      max: 32,
    },
  },
  async plan(adapter, values, context) {
    const { line: reference, length } = values as { line: LineReference; length: number };
    const found = await resolveLine(adapter, reference);
    const password = makeLineCredential(context.randomByte, length);
    return { ...addressOf(adapter, found), changes: { password } };
  },
};
