import type { IncomingHttpHeaders } from 'node:http';
import type { Mapping } from './mapping';

/** What a message is proven with. */
export interface Proof {
  /** As received, before anything parsed it. */
  rawBody: Buffer;
  headers: IncomingHttpHeaders;
  /** Any of them may have been used: there are two while one replaces the other. Never empty. */
  secrets: readonly string[];
  /** How far the message's own time may be from now, in both directions. Seconds. */
  toleranceSeconds: number;
  /** Milliseconds since 1970. */
  now: number;
}

/** A billing provider: how its messages are proven, told apart, and understood. */
export interface Provider {
  readonly name: string;
  /** @throws Problem 400 `bad-signature`, `stale` */
  verify(proof: Proof): void;
  /** Headers kept with the message, in lower case. */
  readonly keptHeaders: readonly string[];
  /** The same id for every delivery of one message; null where the message has none. */
  identify(message: unknown): { id: string | null; type: string | null };
  readonly mapping: Mapping;
}
