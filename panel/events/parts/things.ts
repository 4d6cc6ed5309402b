import { flag, instant, integer, list, number, object, objectWith, oneOf, oneOfOrNull, orNull, text } from '../schema';

/** What there is on a panel besides lines and connections. */

const states = ['running', 'ready', 'starting', 'encoding', 'onDemand', 'direct', 'error', 'stopped'] as const;

export const stream = object(
  {
    id: text('The panel’s id'),
    kind: oneOf(['stream', 'channel', 'station'], '`stream` where the panel does not tell the kinds apart'),
    name: text(),
    state: oneOfOrNull(states, 'The best of those on its servers: whether somebody can watch'),
    servers: list(
      object({
        serverId: text(),
        serverName: orNull(text()),
        state: oneOf(states),
        parentServerId: orNull(text('The server this one takes it from; null: from the source')),
        sourceHost: orNull(text('Where it is taken from, without path and password; null: it is not, or a file')),
      }),
    ),
  },
  'The stream, channel or station as the panel tells of it now',
);

export const server = objectWith(
  { id: text(), name: text(), online: flag(), main: orNull(flag()) },
  ['id', 'name'],
  'The panel’s id and name of it, and whether the panel hears from it',
);

export const load = object(
  {
    cpuPercent: orNull(number()),
    memoryPercent: orNull(number()),
    diskPercent: orNull(number()),
    connections: integer(),
    maxClients: orNull(integer()),
    connectionsPercent: orNull(number('Of the most connections it takes')),
  },
  'How busy the server is. null: it did not say',
);

export const reseller = object(
  {
    id: text('The panel’s id'),
    username: text(),
    email: orNull(text()),
    groupName: orNull(text()),
    credits: number('Panel credits, not money'),
    enabled: flag(),
  },
  'The account that sells lines, as it is now; a deleted one: as last seen',
);

export const ticket = object(
  {
    id: text('The panel’s id'),
    title: text(),
    open: flag(),
    userId: orNull(text('The account that opened it')),
    username: orNull(text()),
    replies: integer('How many messages there are; the first is the question'),
    lastReply: orNull(
      object({
        id: text(),
        by: oneOf(['admin', 'user'], 'An administrator, or the account that opened it'),
        message: text('At most 4,000 characters of it'),
        at: orNull(instant()),
      }),
    ),
  },
  'The ticket, with its last message',
);

export const device = object(
  {
    id: text('The panel’s id'),
    kind: oneOf(['mag', 'enigma2']),
    mac: text('Upper case'),
    model: orNull(text('null until it has connected, and of Enigma2')),
    lineId: text('Its line, on which its expiry stands'),
    ownerId: orNull(text()),
    ownerName: orNull(text()),
    expiresAt: orNull(instant('null: never')),
    enabled: flag(),
    banned: flag(),
    trial: flag(),
  },
  'The set-top box with what its line may; an unbound one: as last seen',
);

export const details = object(
  { packageId: orNull(text()), bouquetIds: list(text()) },
  'What lists of lines leave out, as it is now',
);
