import type { Clock } from '../clock';
import { Problem } from '../problem';
import type { Sealer } from '../secrets';
import type { Store } from '../store';
import { ProviderError } from './providers';
import type { Source } from './source';

/** Webhooks that were made at a provider by its API, so that nobody has to copy a secret. */

export interface Registration {
  url: string;
  webhookId: string;
  /** undefined: the provider told none; it must stand in the configuration. */
  secret: string | undefined;
}

export interface Registered {
  /** The provider's id of the webhook. */
  id: string;
  url: string;
  /** Whether its secret is known, here or in the configuration; false: copy it from the provider to the configuration. */
  secretKnown: boolean;
}

interface Parts {
  store: Store;
  sealer: Sealer;
}

export async function registrationOf({ store, sealer }: Parts, source: string): Promise<Registration | undefined> {
  const row = await store.db
    .selectFrom('inbox_registrations')
    .selectAll()
    .where('source', '=', source)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { url, webhook_id: webhookId, secret } = row;
  return { url, webhookId, secret: secret === null ? undefined : (sealer.unseal(secret) as string) };
}

/**
 * Makes the webhook at the provider and remembers its secret. Done again, the provider's own is changed, and its secret kept.
 *
 * @throws Problem 409 `no-api` where the source has no API key or its provider makes no webhooks, 502 `provider-refused`, 503 `provider-unreachable`
 */
export async function register(
  { store, sealer, clock }: Parts & { clock: Clock },
  source: Source,
  url: string,
): Promise<Registered> {
  const { api, provider, name, options } = source;
  if (api?.register === undefined) {
    throw new Problem(409, 'no-api', `The webhook of the source ${name} cannot be made from here.`, {
      hint:
        provider.api === undefined || api !== undefined
          ? `Make it at ${provider.label} by hand, as docs/billing-providers.md says.`
          : `Add apiKey to the source ${name} in the configuration and restart the daemon.`,
    });
  }
  let made: { id: string; secret: string | null };
  try {
    made = await api.register(url);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const [status, code] = error.more.passing
      ? ([503, 'provider-unreachable'] as const)
      : ([502, 'provider-refused'] as const);
    throw new Problem(status, code, error.message, { hint: 'See that the API key may make webhooks, and try again.' });
  }
  const known = await registrationOf({ store, sealer }, name);
  const secret = made.secret ?? (known?.webhookId === made.id ? known.secret : undefined);
  const row = {
    url,
    webhook_id: made.id,
    secret: secret === undefined ? null : sealer.seal(secret),
    registered_at: new Date(clock.now()).toISOString(),
  };
  await store.write((trx) =>
    trx
      .insertInto('inbox_registrations')
      .values({ source: name, ...row })
      .onConflict((conflict) => conflict.column('source').doUpdateSet(row))
      .execute(),
  );
  return {
    id: made.id,
    url,
    secretKnown: secret !== undefined || options.secrets.length > 0 || provider.secret === null,
  };
}
