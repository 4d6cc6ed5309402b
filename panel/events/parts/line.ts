import { flag, instant, integer, object, oneOf, orNull, text } from '../schema';

/** A line as events and the snapshot show it: without the password, with the status at the time of the event. */
export const line = object(
  {
    id: text('The panel’s id'),
    username: text(),
    ownerId: orNull(text('The account it belongs to')),
    ownerName: orNull(text()),
    expiresAt: orNull(instant('null: never')),
    enabled: flag(),
    banned: flag('Switched off by an administrator'),
    trial: flag(),
    restreamer: flag(),
    maxConnections: integer(),
    adminNotes: orNull(text()),
    resellerNotes: orNull(text()),
    status: oneOf(['active', 'expired', 'disabled', 'banned'], 'What a customer meets at the time of the event'),
  },
  'The line after the change; of a deleted one: as last seen',
);
