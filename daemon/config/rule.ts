import { ruleName, ruleSettings } from '../rules';

/** Events derived from others, by expressions. */
export const rule = ruleSettings.extend({ name: ruleName });
