import { z } from 'zod';
import { isCustomType, mayBeType, type CustomType } from '../../panel';
import { expression } from '../expression';
import { name } from '../name';

/** What a rule is, as the configuration and the API write it. */

const customType = z
  .string()
  .refine((type): type is CustomType => isCustomType(type), 'write custom. and a name such as custom.vip_expiring');

const eventType = z.string().refine(mayBeType, { error: (issue) => `there is no event type ${String(issue.input)}` });

export const ruleName = name;

export const ruleSettings = z.strictObject({
  on: z.array(eventType).max(200).default([]).describe('Event types it looks at; empty: all'),
  when: expression.nullable().default(null).describe('JSONata over the event: whether it says something; null: always'),
  emit: customType.describe('Type of the event it makes, `custom.` and a name'),
  data: expression.nullable().default(null).describe('JSONata: an object for `data.custom`'),
  subject: expression
    .nullable()
    .default(null)
    .describe('JSONata: what the new event is about; null: what the event is'),
  label: z.string().max(100).nullable().default(null).describe('What people call it'),
  description: z.string().max(1000).nullable().default(null).describe('When it comes, in a sentence'),
});

/** @see ruleSettings */
export type RuleSettings = z.output<typeof ruleSettings>;

export interface Rule extends RuleSettings {
  name: string;
}
