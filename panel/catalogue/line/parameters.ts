import type { NewLine } from '../../types';
import type { Option, Parameter } from '../parameter';

/** Parameters that several line operations share. */

export const line: Parameter = { kind: 'line', label: 'Line', description: 'The line to operate on', required: true };

export const outputOptions: readonly Option[] = [
  { value: 'hls', label: 'HLS' },
  { value: 'mpegts', label: 'MPEG-TS' },
  { value: 'rtmp', label: 'RTMP' },
];

export const expiresAt: Parameter = {
  kind: 'expiry',
  label: 'Expires At',
  description: 'When service ends. Must lie ahead; panels store dates up to 2038-01-19',
  nullMeans: 'Never expires',
};

/** Each of these values, offered where the panel can give it to a line: to a new one, or to an existing one. */
export function settable<Names extends keyof NewLine>(
  how: 'new' | 'set',
  parameters: Readonly<Record<Names, Parameter>>,
): Record<Names, Parameter> {
  const entries = Object.entries<Parameter>(parameters).map(([name, parameter]) => [
    name,
    { ...parameter, needs: `${how}:${name as Names}` },
  ]);
  return Object.fromEntries(entries) as Record<Names, Parameter>;
}

/** What both a new line and an update may set, apart from username, password and expiry. */
export const settings = {
  maxConnections: {
    kind: 'integer',
    label: 'Max Connections',
    description: 'How many devices may watch at the same time',
    min: 1,
    max: 1000,
  },
  bouquetIds: { kind: 'bouquets', label: 'Bouquets', description: 'The bouquets the line may watch' },
  outputs: {
    kind: 'choices',
    label: 'Outputs',
    description: 'Stream formats the line may use',
    options: outputOptions,
  },
  ownerId: { kind: 'owner', label: 'Owner', description: 'The account of the panel that owns the line' },
  trial: { kind: 'switch', label: 'Trial', description: 'Whether the line counts as a trial' },
  allowedIps: {
    kind: 'texts',
    label: 'Allowed IPs',
    description: 'IP addresses the line may connect from; empty for all',
  },
  allowedUserAgents: {
    kind: 'texts',
    label: 'Allowed User Agents',
    description: 'Players the line may use; empty for all',
  },
  contact: {
    kind: 'text',
    label: 'Contact',
    placeholder: 'e.g. nathan@example.com',
    description: 'The customer’s e-mail address or phone number',
  },
  adminNotes: { kind: 'text', label: 'Admin Notes', description: 'Notes only administrators see' },
  resellerNotes: { kind: 'text', label: 'Reseller Notes', description: 'Notes the owner sees' },
} as const satisfies Record<string, Parameter>;
