import { instant, integer, list, number, object, oneOf, orNull, text } from '../schema';

/** Somebody watching. */
export const connection = object(
  {
    id: text('The panel’s id'),
    lineId: orNull(text('null: a stream opened by a signed token, without a line')),
    username: orNull(text()),
    streamId: orNull(text()),
    streamName: orNull(text()),
    serverId: orNull(text()),
    serverName: orNull(text()),
    ip: orNull(text()),
    userAgent: orNull(text()),
    isp: orNull(text()),
    country: orNull(text('ISO 3166-1, two letters')),
    startedAt: orNull(instant()),
  },
  'The connection, as the panel lists it',
);

export const duration = object(
  { seconds: integer('From its start to the last look that listed it'), endedAt: instant('That look') },
  'How long a connection lasted, as far as the daemon saw it',
);

export const inactive = object(
  {
    days: integer('The threshold crossed; of a line that is active again: whole days without a connection'),
    lastSeenAt: instant('When it was last connected; of a line that never was: since when the daemon knows it'),
    everConnected: oneOf(['yes', 'no', 'unknown'], 'Whether it has ever connected'),
  },
  'How long there was no connection',
);

export const connections = object(
  { open: integer('Connections open at this moment'), limit: integer('As many as the line may have') },
  'How many connections the line has, and may have',
);

export const sharing = object(
  {
    reason: oneOf(['countries', 'isps', 'addresses'], 'Which count passed its threshold'),
    count: integer('How many there were'),
    threshold: integer('From how many on it is told'),
    windowSeconds: integer('Within how many seconds; 0: at the same moment'),
    countries: list(text(), 'ISO 3166-1, two letters'),
    isps: list(text()),
    addresses: list(text()),
  },
  'From where the line was used within the window',
);

export const usage = object(
  {
    period: oneOf(['day', 'week', 'month'], 'In the panel’s time zone; a week begins on Monday'),
    from: instant('When the period began'),
    measure: oneOf(['hours', 'sessions'], 'What passed its threshold'),
    threshold: number(),
    hours: number('Hours watched in the period so far, over all connections'),
    sessions: integer('Connections begun in the period so far'),
  },
  'What was watched in a period. No panel counts bytes for each line',
);
