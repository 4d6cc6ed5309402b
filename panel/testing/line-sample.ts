import type { LineSummary } from '../index';

/** A line as lists show it, with an id of one's choice. */
export function lineSample(id: number, fields: Partial<LineSummary> = {}): LineSummary {
  return {
    id: String(id),
    username: `user${String(id)}`,
    password: 'sample-password',
    ownerId: '1',
    ownerName: 'admin',
    expiresAt: '2027-01-31T12:00:00Z',
    enabled: true,
    banned: false,
    trial: false,
    restreamer: false,
    maxConnections: 1,
    activeConnections: 0,
    adminNotes: null,
    resellerNotes: null,
    ...fields,
  };
}
