import { z } from 'zod';
import { providers, recipe, type Provider, type ProviderName, type SettingName } from '../billing';
import { duration } from './duration';
import { name } from './name';
import { secret } from './secret';

/** Where webhooks of billing providers come in. What a provider needs to know besides secrets, it says itself. */

const names = Object.keys(providers) as ProviderName[];

const settings = {
  url: z
    .url({ protocol: /^https?$/, error: 'write the public address, such as https://pay.example.com/v1/inbox/NAME' })
    .optional(),
  webhookId: z.string().min(1, 'write the id the provider shows').optional(),
  username: z.string().min(1, 'write the user name').optional(),
  header: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/, 'write the name of a header, such as X-Token')
    .optional(),
  apiKey: secret('an API key', 8).optional(),
  apiUrl: z.url({ protocol: /^https?$/, error: 'write the API’s address, such as https://api.example.com' }).optional(),
  site: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/, 'write the site’s name alone, such as acme of https://acme.example.com')
    .optional(),
  sandbox: z.boolean().optional(),
  recipe: recipe.optional(),
} satisfies Record<SettingName, z.ZodType>;

const mapping = z.union(
  [
    z
      .string()
      .min(1)
      .transform((file) => ({ file })),
    z.strictObject({ jsonata: z.string().min(1) }).transform(({ jsonata }) => ({ text: jsonata })),
  ],
  'write the path of a JSONata file, such as ./mine.jsonata; or the expression itself under "jsonata:"',
);

export const inboxSource = z
  .strictObject({
    name,
    provider: z.enum(names, { error: `the providers are: ${names.join(', ')}` }),
    secrets: z.array(secret('a signing secret', 8)).default([]),
    tolerance: duration.optional(),
    mapping: mapping.optional(),
    ...settings,
  })
  .transform(({ name, provider, secrets, tolerance, mapping, ...settings }, context) => {
    const { label, secret: what, settings: taken = {}, toleranceSeconds = 300 }: Provider = providers[provider];
    const refuse = (field: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [field], message });
    };
    for (const field of Object.keys(settings) as SettingName[]) {
      if (settings[field] !== undefined && taken[field] === undefined) {
        refuse(field, `${label} has no use for it; leave it out`);
      }
    }
    for (const [field, { must = false, forApi, why }] of Object.entries(taken)) {
      if (settings[field as SettingName] !== undefined) continue;
      if (must) {
        refuse(field, `is missing: ${why}`);
      } else if (settings.apiKey !== undefined && forApi !== undefined) {
        if (forApi === true) refuse(field, `is missing beside apiKey: ${why}. Add it, or leave apiKey out`);
        else if (settings[forApi] === undefined)
          refuse(field, `is missing beside apiKey: ${why}. Add it, or ${forApi}, or leave apiKey out`);
      }
    }
    if (provider === 'recipe') {
      if (mapping === undefined)
        refuse('mapping', 'is missing: write what messages mean, as a JSONata file or under "jsonata:"');
      if (settings.recipe?.signature?.content.includes('{url}') === true && settings.url === undefined) {
        refuse('url', 'is missing: {url} is signed; write the public address, as it stands at the provider');
      }
    }
    if (what === null && secrets.length > 0) {
      refuse('secrets', `${label} signs with a key of its own; leave them out`);
    }
    return { name, provider, secrets, toleranceSeconds: tolerance ?? toleranceSeconds, mapping, settings };
  });

export type InboxSourceSettings = z.output<typeof inboxSource>;
