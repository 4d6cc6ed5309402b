import { z } from 'zod';
import { duration } from './duration';

/** What is looked at on a panel besides its lines. Each part is switched off by `off`. */

const off = z.union([z.literal('off'), z.literal(false)]).transform(() => false as const);

/** How often; panels are asked for whole lists. */
const pace = (seconds: number) => duration.refine((value) => value >= 1, 'look at most once a second').default(seconds);

/** Written as an object or `off`; left out: as if it were `{}`. */
const part = <T extends z.ZodObject>(settings: T) =>
  z.union([off, settings], { error: 'write off, or settings such as { every: 60s }' }).prefault({} as never);

const percent = (usual: number) =>
  z.union([off, z.number().min(1).max(100)], { error: 'write a percentage, or off for never' }).default(usual);

const streams = z.strictObject({ every: pace(60), downAfter: duration.default(60) });

const servers = z.strictObject({
  every: pace(60),
  overloaded: z
    .strictObject({
      cpu: percent(90),
      memory: percent(90),
      disk: percent(90),
      connections: percent(90),
      after: duration.default(300),
    })
    .prefault({}),
});

const resellers = z.strictObject({
  every: pace(300),
  lowCredits: z.union([off, z.number().min(0)], { error: 'write a number of credits, or off for never' }).default(50),
});

const tickets = z.strictObject({ every: pace(60) });

const devices = z.strictObject({ every: pace(300) });

const details = z.strictObject({
  every: pace(300),
  perSecond: z.number().min(0.01, 'read at least one line in 100 s, or write details: off').max(100).default(1),
});

const sharing = z.strictObject({
  countries: z.int().min(2).default(2),
  isps: z.int().min(2).default(3),
  addresses: z.int().min(2).default(5),
  window: duration.default(86_400),
  cooldown: duration.default(86_400),
});

const usage = z
  .strictObject({
    period: z.enum(['day', 'week', 'month'], { error: 'the periods are: day, week, month' }),
    hours: z.number().positive().optional(),
    sessions: z.int().min(1).optional(),
  })
  .refine(
    ({ hours, sessions }) => (hours === undefined) !== (sessions === undefined),
    'write either hours or sessions, such as { period: week, hours: 60 }',
  );

const connections = z.strictObject({
  every: pace(30),
  events: z.boolean().default(false),
  inactive: z
    .array(z.int().min(1).max(3650))
    .default([14, 30])
    .transform((days) => [...new Set(days)].sort((left, right) => left - right)),
  sharing: part(sharing),
  usage: z.array(usage).default([]),
});

export const watch = z
  .strictObject({
    connections: part(connections),
    streams: part(streams),
    servers: part(servers),
    resellers: part(resellers),
    tickets: part(tickets),
    devices: part(devices),
    details: part(details),
  })
  .prefault({});

export type WatchSettings = z.output<typeof watch>;
