/** One behaviour list for every adapter: what each operation of the catalogue is to do. */
import { contentScenarios } from './content';
import { customScenarios } from './custom';
import { deviceScenarios } from './devices';
import { lineScenarios } from './lines';
import { logScenarios } from './logs';
import { readScenarios } from './reads';
import type { Scenarios } from './scenario';
import { userScenarios } from './users';

export const scenarios: Scenarios = {
  ...lineScenarios,
  ...deviceScenarios,
  ...userScenarios,
  ...readScenarios,
  ...logScenarios,
  ...customScenarios,
  ...contentScenarios,
};

export type { Scenario } from './scenario';
