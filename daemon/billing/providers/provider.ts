import type { IncomingHttpHeaders } from 'node:http';
import type { Instant } from '../../../panel';
import type { Http } from './http';
import type { Mapping } from './mapping';
import type { Recipe } from './recipe';

/** What a source may say of its provider besides secrets. Which of them a provider takes, it says itself. */
export interface SourceSettings {
  /** Public address of this inbox, as it stands at the provider. */
  url?: string | undefined;
  /** The provider's id of the webhook. */
  webhookId?: string | undefined;
  /** User of Basic auth, or a client id. */
  username?: string | undefined;
  /** The header a static token comes in. */
  header?: string | undefined;
  /** Opens the provider's API. */
  apiKey?: string | undefined;
  /** The API's address, where it is not the provider's usual one. */
  apiUrl?: string | undefined;
  /** The account's own part of an address, e.g. `acme` of acme.chargebee.com. */
  site?: string | undefined;
  /** Whether this is the provider's test system. */
  sandbox?: boolean | undefined;
  /** How a provider of the operator's own is understood. */
  recipe?: Recipe | undefined;
}

export type SettingName = keyof SourceSettings;

/** What a message is proven with. */
export interface Proof {
  /** As received, before anything parsed it. */
  rawBody: Buffer;
  headers: IncomingHttpHeaders;
  /** Any of them may have been used: there are two while one replaces the other. Empty only for providers that have none. */
  secrets: readonly string[];
  /** How far the message's own time may be from now, in both directions. Seconds. */
  toleranceSeconds: number;
  /** Milliseconds since 1970. */
  now: number;
  settings: SourceSettings;
  /** For what is to be fetched for the proof, such as a certificate. */
  http: Http;
}

/** Names an object at the provider. */
export interface Ref {
  kind: 'subscription' | 'invoice' | 'payment';
  id: string;
}

/** A provider's API, where a key is given. All throw ProviderError. */
export interface BillingApi {
  /** The object's newest state, as a message the provider's mapping understands. */
  fetch(ref: Ref): Promise<unknown>;
  /** Every subscription with its last paid invoice, as such messages, page by page; waits where the provider asks for it. */
  subscriptions(): AsyncGenerator<unknown[]>;
  /**
   * What was paid, is open after an attempt, was given back and is disputed of subscriptions since, as such messages, page by page: first the invoices. Left out:
   * the last paid invoice of each subscription is all that can be read.
   */
  payments?(since: Instant): AsyncGenerator<unknown[]>;
  /** Makes the webhook at the provider, for the events its mapping understands. `secret` is null where the provider tells none. */
  register?(url: string): Promise<{ id: string; secret: string | null }>;
}

/** A billing provider: how its messages are proven, told apart, and understood. */
export interface Provider {
  readonly name: string;
  /** What people call it. */
  readonly label: string;
  /**
   * The settings it takes, and why. `must`: without it the source cannot work; `forApi`: without it, or the
   * setting it names, its API cannot be asked.
   * @example { url: { must: true, why: 'Square signs the address with the message' } }
   */
  readonly settings?: Readonly<
    Partial<Record<SettingName, { must?: boolean; forApi?: true | SettingName; why: string }>>
  >;
  /** What its `secrets` are, e.g. `the signing secret (whsec_…) of the endpoint`. null: it signs with a key of its own, and takes none. */
  readonly secret: string | null;
  /** How far a message's time may be from now, unless the source says otherwise. Seconds. @default 300 */
  readonly toleranceSeconds?: number;
  /**
   * From the bytes as they came. Constant-time; never called without secrets, unless the provider has none.
   * @throws Problem 400 `bad-signature`, `stale`; 503 `no-secret` where a setting is missing without which nothing can be believed, `cannot-verify` where
   *   what proves it cannot be had at the moment
   */
  verify(proof: Proof): void | Promise<void>;
  /** Headers kept with the message, in lower case. None that authenticates by itself (a password, a token). */
  readonly keptHeaders: readonly string[];
  /** @default JSON @throws Problem 400 */
  parse?(rawBody: Buffer, headers: IncomingHttpHeaders): unknown;
  /** The same id for every delivery of one message; null where the message has none, and is known by its bytes. */
  identify(message: unknown, headers: IncomingHttpHeaders): { id: string | null; type: string | null };
  readonly mapping: Mapping;
  /** What must be read from the provider's API before the message can be believed whole; null: nothing. */
  refetch?(message: unknown): Ref | null;
  /** Where an API key is given. @throws ProviderError of settings that cannot be right */
  api?(settings: SourceSettings, http: Http): BillingApi;
}
