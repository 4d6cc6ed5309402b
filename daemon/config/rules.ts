import { z } from 'zod';
import { ruleSettings } from '../rules';
import { name, uniqueNames } from './name';

/** Events derived from others, by expressions. */
export const rules = z.array(ruleSettings.extend({ name })).default([]).superRefine(uniqueNames('rule'));
