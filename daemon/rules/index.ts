export { ruleName, ruleSettings, type Rule, type RuleSettings } from './definition';
export type { DryRun, DryRunRequest } from './dryRun';
export { erasedFromRules } from './erase';
export { neededByRules } from './needed';
export { Rules, type RuleView } from './rules';
export { ruleMigrations } from './tables';
