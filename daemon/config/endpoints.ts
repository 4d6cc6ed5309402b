import { isValidCIDR } from 'ipaddr.js';
import { z } from 'zod';
import { checkConfigured, endpointDefaults } from '../endpoints';
import { Problem } from '../problem';
import { duration } from './duration';
import { name, uniqueNames } from './name';
import { selection } from './selection';

/** Outgoing webhooks: what holds for all endpoints, and endpoints made at the start. */

const endpoint = z.strictObject({
  name,
  url: z.string(),
  secret: z.string(),
  ...selection,
  headers: z.record(z.string(), z.string()).default({}),
  rate: z.number().positive().nullable().default(endpointDefaults.rate),
  concurrency: z.int().min(1).max(256).default(endpointDefaults.concurrency),
  disabled: z.boolean().default(endpointDefaults.disabled),
});

export const endpoints = z
  .strictObject({
    allowPrivate: z
      .array(z.string().refine((range) => isValidCIDR(range), 'write a range such as 10.1.0.0/16 or fd00::/8'))
      .default([]),
    allowHttp: z.boolean().default(false),
    timeout: duration.refine((seconds) => seconds > 0 && seconds <= 120, 'write at most 120s').default(15),
    disableAfter: duration.default(5 * 86_400),
    overlap: duration.default(86_400),
    list: z.array(endpoint).default([]).superRefine(uniqueNames('endpoint')),
  })
  .superRefine(({ list, ...rules }, context) => {
    if (!rules.allowPrivate.every((range) => isValidCIDR(range))) return;
    list.forEach((each, index) => {
      try {
        checkConfigured(each, rules);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        const { field = '', hint = '' } = error.more;
        const words = error.message.replace(`${field}: `, '').replace(/\.$/, '');
        context.addIssue({ code: 'custom', path: ['list', index, field], message: `${words}; ${hint}` });
      }
    });
  })
  .prefault({});
