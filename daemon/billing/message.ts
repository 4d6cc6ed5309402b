import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '../problem';
import type { Sealer } from '../secrets';
import type { BillingFact } from './fact';
import type { Provider } from './providers';

/** A message of a source, proven and read. */
export interface Message {
  /** The same for every delivery of it. */
  id: string;
  type: string | null;
  content: unknown;
  /** Those of its headers that are kept. */
  headers: Readonly<Record<string, unknown>>;
  /** When it came. Milliseconds since 1970. */
  received: number;
}

/** What was made of a message. */
export interface Taken {
  /** What was read from the provider's API; null: nothing. */
  fetched: unknown;
  facts: readonly BillingFact[];
}

/** @throws Problem 400 `not-json` */
export function read(provider: Provider, rawBody: Buffer, headers: IncomingHttpHeaders): unknown {
  if (provider.parse !== undefined) return provider.parse(rawBody, headers);
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch {
    throw new Problem(400, 'not-json', 'The message is proven, but is not JSON.', {
      hint: 'See that the endpoint at the provider sends JSON.',
    });
  }
}

/** A message's row as the message it was; null where its content was erased. */
export function messageOf(
  sealer: Sealer,
  provider: Provider,
  row: { dedupe_id: string; type: string | null; message: string; received_at: string },
): Message | null {
  const { headers, body } = sealer.unseal(row.message) as { headers: IncomingHttpHeaders; body: string };
  if (body === '') return null;
  return {
    id: row.dedupe_id,
    type: row.type,
    content: read(provider, Buffer.from(body, 'latin1'), headers),
    headers,
    received: Date.parse(row.received_at),
  };
}

/** Sealed as messages are, so that who erases people reads it as one. */
export function sealTaken(sealer: Sealer, taken: Taken): string {
  return sealer.seal({ body: Buffer.from(JSON.stringify(taken)).toString('latin1') });
}

export function takenOf(sealer: Sealer, sealed: string | null): Taken {
  if (sealed === null) return { fetched: null, facts: [] };
  const { body } = sealer.unseal(sealed) as { body: string };
  return JSON.parse(Buffer.from(body, 'latin1').toString('utf8')) as Taken;
}
