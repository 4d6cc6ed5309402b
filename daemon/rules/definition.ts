import jsonata from 'jsonata';
import { z } from 'zod';
import { isCustomType, mayBeType, type CustomType } from '../../panel';

/** What a rule is, as the configuration and the API write it. */

const expression = z
  .string()
  .min(1, 'write a JSONata expression')
  .max(10_000, 'an expression has at most 10000 characters')
  .superRefine((text, context) => {
    const fault = faultOf(text);
    if (fault !== null) context.addIssue({ code: 'custom', message: `not a JSONata expression: ${fault}` });
  });

function faultOf(text: string): string | null {
  try {
    jsonata(text);
    return null;
  } catch (thrown) {
    const { message, position } = thrown as { message?: string; position?: number };
    return `${message ?? 'it cannot be read'}${position === undefined ? '' : ` at position ${String(position)}`}`;
  }
}

const customType = z
  .string()
  .refine((type): type is CustomType => isCustomType(type), 'write custom. and a name such as custom.vip_expiring');

const eventType = z.string().refine(mayBeType, { error: (issue) => `there is no event type ${String(issue.input)}` });

export const ruleName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'use lower-case letters, digits, "-" and "_" only (at most 63)');

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
