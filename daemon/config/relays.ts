import { z } from 'zod';
import { Problem } from '../problem';
import { placeholders } from '../relay';
import { checkSelection } from '../selection';
import { name, uniqueNames } from './name';
import { selection } from './selection';

/** Brokers the log is forwarded to. */

const exchangeTypes = ['topic', 'direct', 'fanout', 'headers'] as const;

function hasKnownPlaceholders(template: string): boolean {
  const named: readonly string[] = placeholders;
  return [...template.matchAll(/\{([^}]*)\}/g)].every((match) => named.includes(match[1] ?? ''));
}

const relay = z
  .strictObject({
    name,
    type: z.enum(['rabbitmq'], { error: 'the types are: rabbitmq' }),
    url: z
      .string()
      .refine(
        isBrokerUrl,
        'write amqp://USER:PASSWORD@HOST:5672/VHOST, the password as ${NAME_OF_AN_ENVIRONMENT_VARIABLE}',
      ),
    exchange: z.string().min(1).max(127),
    exchangeType: z.enum(exchangeTypes, { error: `the types are: ${exchangeTypes.join(', ')}` }).default('topic'),
    routingKey: z
      .string()
      .refine(hasKnownPlaceholders, `in braces may stand: ${placeholders.join(', ')}`)
      .default('{type}.{panel}'),
    ...selection,
    window: z.int().min(1).max(5000).default(200),
  })
  .superRefine((each, context) => {
    try {
      checkSelection(each);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      context.addIssue({ code: 'custom', path: [error.more.field ?? ''], message: error.message });
    }
  });

function isBrokerUrl(text: string): boolean {
  return URL.canParse(text) && /^amqps?:$/.test(new URL(text).protocol) && new URL(text).hostname !== '';
}

export const relays = z.array(relay).default([]).superRefine(uniqueNames('relay'));
