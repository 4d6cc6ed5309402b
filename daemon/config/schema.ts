import { z } from 'zod';
import { manners } from './manners';
import { databaseDialects, dialects, isTimeZone, type Dialect } from '../../panel';
import { api } from './api';
import { billing, checkPlans } from './billing';
import { duration } from './duration';
import { endpoints } from './endpoints';
import { inboxSource } from './inbox';
import { keep } from './keep';
import { log } from './log';
import { name, uniqueNames } from './name';
import { poll } from './poll';
import { relays } from './relays';
import { replica } from './replica';
import { rules } from './rules';
import { secret } from './secret';
import { tracing } from './tracing';
import { watch } from './watch';

/** The configuration, checked. Every key is explained in docs/configuration.md. */

const timeZone = z.string().refine(isTimeZone, 'write an IANA time zone such as Asia/Beirut or Europe/London');

/** The least length of a key, where a panel must be given one. Those of admin and reseller APIs have 32 or more. */
const keyLengths: Readonly<Partial<Record<Dialect | 'auto', number>>> = { xui: 8, xcvm: 8, reseller: 8 };

const database = z.strictObject({
  url: z
    .string()
    .refine(
      isDatabaseUrl,
      'write mysql://USER:PASSWORD@HOST:3306/DATABASE, the password as ${NAME_OF_AN_ENVIRONMENT_VARIABLE}; characters in it such as @ / # : must be written as %40 %2F %23 %3A',
    ),
  tls: z.boolean().default(false),
});

const spoken = ['auto', ...dialects] as const;

const panel = z
  .strictObject({
    name,
    dialect: z.enum(spoken, { error: `the dialects are: ${spoken.join(', ')}` }).default('xui'),
    url: z.url({
      protocol: /^https?$/,
      error: 'write the panel’s address with its access code, such as http://panel.example.com:8080/ACCESSCODE/',
    }),
    apiKey: z.string().optional(),
    database: database.optional(),
    webhookSecret: secret('a webhook secret', 8).optional(),
    timeZone: timeZone.optional(),
    poll,
    ...manners,
    pageSize: z.int().min(10).max(5000).default(500),
    timeout: duration.default(30),
    verifyTls: z.boolean().default(true),
    baselineEvents: z.boolean().default(false),
    watch,
    guard: z
      .strictObject({ lines: z.int().min(0).default(10), percent: z.number().min(0).max(100).default(5) })
      .default({ lines: 10, percent: 5 }),
  })
  .superRefine(({ dialect, apiKey, database }, context) => {
    if (database !== undefined && dialect !== 'auto' && !databaseDialects.includes(dialect)) {
      const message = `beside the dialect ${dialect}, no database can be read; leave it out, or choose one of ${databaseDialects.join(', ')}`;
      context.addIssue({ code: 'custom', path: ['database'], message });
    }
    const least = keyLengths[dialect];
    const refuse = (message: string): void => {
      context.addIssue({ code: 'custom', path: ['apiKey'], message });
    };
    if (dialect === 'player') {
      if (apiKey !== undefined) refuse('the player API takes no key; leave it out');
    } else if (least !== undefined && apiKey === undefined) {
      refuse(`is missing: the dialect ${dialect} needs one; write \${NAME_OF_AN_ENVIRONMENT_VARIABLE}`);
    } else if (apiKey !== undefined && apiKey.length < (least ?? 1)) {
      refuse(
        `an API key must have at least ${String(least ?? 1)} characters; write it as \${NAME_OF_AN_ENVIRONMENT_VARIABLE}`,
      );
    }
  });

function isDatabaseUrl(text: string): boolean {
  try {
    const { protocol, hostname, username, pathname } = new URL(text);
    decodeURIComponent(text);
    return /^(mysql|mariadb):$/.test(protocol) && hostname !== '' && username !== '' && pathname.length > 1;
  } catch {
    return false;
  }
}

function isPostgresUrl(text: string): boolean {
  try {
    const { protocol, hostname, pathname } = new URL(text);
    decodeURIComponent(text);
    return /^postgres(ql)?:$/.test(protocol) && hostname !== '' && pathname.length > 1;
  } catch {
    return false;
  }
}

/** Where the daemon keeps what it knows, where that is not the data folder. */
const store = z.strictObject({
  postgres: z
    .string()
    .refine(
      isPostgresUrl,
      'write postgres://USER:PASSWORD@HOST:5432/DATABASE, the password as ${NAME_OF_AN_ENVIRONMENT_VARIABLE}; characters in it such as @ / # : must be written as %40 %2F %23 %3A',
    ),
});

const settings = z.strictObject({
  data: z.string().min(1).default('./data'),
  secretKey: secret('the secret key', 16).optional(),
  store: store.optional(),
  replica,
  timeZone: timeZone.default('UTC'),
  api,
  panels: z.array(panel).min(1, 'name at least one panel').superRefine(uniqueNames('panel')),
  inbox: z.array(inboxSource).default([]).superRefine(uniqueNames('inbox source')),
  endpoints,
  relays,
  rules,
  billing,
  expiring: z.strictObject({ days: z.array(z.int().min(1).max(365)).default([7, 3, 1]) }).default({ days: [7, 3, 1] }),
  keep,
  log,
  tracing: tracing.optional(),
});

export const configSchema = settings.superRefine((config, context) => {
  checkPlans(config, context);
  const { store, secretKey } = config;
  if (store === undefined || secretKey !== undefined) return;
  const message =
    'is missing: replicas on one PostgreSQL share one key; write ${NAME_OF_AN_ENVIRONMENT_VARIABLE}, the same for all';
  context.addIssue({ code: 'custom', path: ['secretKey'], message });
});

export type Config = z.output<typeof configSchema>;
