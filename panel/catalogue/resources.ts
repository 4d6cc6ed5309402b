import type { Operation, Resource } from './operation';

/** Resources in the order the node lists them. */
export const resources: ReadonlyArray<{ value: Resource; label: string }> = [
  { value: 'accessCode', label: 'Access Code' },
  { value: 'activity', label: 'Activity Log' },
  { value: 'blocked', label: 'Blocked Client' },
  { value: 'bouquet', label: 'Bouquet' },
  { value: 'category', label: 'Category' },
  { value: 'channel', label: 'Channel' },
  { value: 'clientLog', label: 'Client Log' },
  { value: 'creditLog', label: 'Credit Log' },
  { value: 'epg', label: 'EPG' },
  { value: 'enigma2', label: 'Enigma2 Device' },
  { value: 'episode', label: 'Episode' },
  { value: 'group', label: 'Group' },
  { value: 'line', label: 'Line' },
  { value: 'connection', label: 'Live Connection' },
  { value: 'loginLog', label: 'Login Log' },
  { value: 'mag', label: 'MAG Device' },
  { value: 'movie', label: 'Movie' },
  { value: 'package', label: 'Package' },
  { value: 'panel', label: 'Panel' },
  // Not "Custom API Call": n8n puts an entry of that name into every list of resources, for its HTTP Request node.
  { value: 'custom', label: 'Panel API Call' },
  { value: 'series', label: 'Series' },
  { value: 'server', label: 'Server' },
  { value: 'station', label: 'Station' },
  { value: 'stream', label: 'Stream' },
  { value: 'streamError', label: 'Stream Error' },
  { value: 'user', label: 'User' },
  { value: 'userLog', label: 'User Log' },
];

/** What an operation is about, within a sentence, e.g. `live connection`. */
export function nounOf({ resource }: Pick<Operation, 'resource'>): string {
  const label = resources.find(({ value }) => value === resource)?.label ?? resource;
  return label.replace(/\b[A-Z](?=[a-z]+\b)/g, (letter) => letter.toLowerCase());
}
