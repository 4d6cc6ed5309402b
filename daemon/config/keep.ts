import { z } from 'zod';
import { duration } from './duration';

const explained = 'write how long, such as 90d, at least 1d; or forever';

const length = z.union(
  [z.literal('forever').transform(() => null), duration.refine((seconds) => seconds >= 86_400, explained)],
  explained,
);

const day = 86_400;

/** For how long what is kept. Seconds; null: for ever. */
export const keep = z
  .strictObject({
    history: length.default(400 * day),
    connections: length.default(30 * day),
    events: length.default(90 * day),
    inbox: length.default(90 * day),
    webhooks: length.default(90 * day),
    commands: length.default(400 * day),
  })
  .prefault({});
