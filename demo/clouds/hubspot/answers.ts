import { randomUUID } from 'node:crypto';
import type { CloudResponse } from '../provider';
import type { Contact } from './contacts';

/** The account's number. */
export const PORTAL_ID = 4242424;

/** HubSpot's error shape. */
export function error(status: number, category: string, message: string, more: object = {}): CloudResponse {
  return { status, body: { status: 'error', message, correlationId: randomUUID(), category, ...more } };
}

/** A contact as the v1 API shows it, e.g. `GET /contacts/v1/contact/vid/{vid}/profile`. */
export function profile(contact: Contact): object {
  const timestamp = contact.updatedAt.getTime();
  const properties = Object.entries(contact.properties).map(([name, value]) => [
    name,
    { value, versions: [{ value, 'source-type': 'INTEGRATION', timestamp, selected: false }] },
  ]);
  const { email } = contact.properties;
  return {
    vid: contact.id,
    'canonical-vid': contact.id,
    'merged-vids': [],
    'portal-id': PORTAL_ID,
    'is-contact': true,
    properties: Object.fromEntries(properties) as object,
    'form-submissions': [],
    'list-memberships': [],
    'identity-profiles': [
      {
        vid: contact.id,
        'saved-at-timestamp': timestamp,
        'deleted-changed-timestamp': 0,
        identities: email ? [{ type: 'EMAIL', value: email, timestamp, 'is-primary': true }] : [],
      },
    ],
    'merge-audits': [],
  };
}

/** A contact as the v3 API shows it, with the properties asked for or v3's default ones. */
export function record(contact: Contact, names?: string[]): object {
  const defaults = ['createdate', 'email', 'firstname', 'hs_object_id', 'lastmodifieddate', 'lastname'];
  const shown = [...new Set([...(names ?? defaults), 'createdate', 'hs_object_id', 'lastmodifieddate'])].sort();
  return {
    id: String(contact.id),
    properties: Object.fromEntries(shown.map((name) => [name, contact.properties[name] ?? null])),
    createdAt: contact.createdAt.toISOString(),
    updatedAt: contact.updatedAt.toISOString(),
    archived: false,
  };
}
