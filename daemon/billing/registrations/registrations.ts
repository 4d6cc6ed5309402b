import type { Clock } from '../../clock';
import { Problem } from '../../problem';
import type { Sealer } from '../../secrets';
import type { Store } from '../../store';
import { ProviderError } from '../providers';
import type { Source } from '../source';

export interface RegistrationsOptions {
  store: Store;
  sealer: Sealer;
  clock: Clock;
}

/** A webhook endpoint at a provider. */
export interface Registration {
  source: string;
  /** The provider's id of it. */
  endpoint: string;
  url: string;
  /**
   * `stored`: its secret was told, and is kept here; `known`: it was there before, and this source has secrets; `unknown`: it was there before, and nobody
   * here knows its secret.
   */
  secret: 'stored' | 'known' | 'unknown';
}

/** Webhook endpoints made by providers' APIs, whose secrets stand sealed in the store and in no configuration. */
export class Registrations {
  constructor(private readonly options: RegistrationsOptions) {}

  /** What the source's messages may be signed with, beside the configured secrets. Read each time: another replica may have registered. */
  async secretsOf(source: string): Promise<string[]> {
    const { store, sealer } = this.options;
    const rows = await store.db
      .selectFrom('inbox_registrations')
      .select('secret')
      .where('source', '=', source)
      .orderBy('registered_at', 'desc')
      .execute();
    return rows.map(({ secret }) => sealer.unseal(secret) as string);
  }

  /**
   * Makes the endpoint at the source's provider, or finds the one there is for the address.
   *
   * @param url the public address of the source's inbox
   * @throws Problem 409 `no-api` when there is no key or the provider makes none, 502 `provider-failed`
   */
  async register(source: Source, url: string): Promise<Registration> {
    const { store, sealer, clock } = this.options;
    const { name, provider, api, options } = source;
    if (api?.register === undefined) {
      const why =
        provider.api === undefined || api !== undefined
          ? `${provider.label} makes no webhooks by its API.`
          : `The inbox source ${name} has no apiKey, so nothing can be made at ${provider.label}.`;
      throw new Problem(409, 'no-api', why, {
        hint:
          api === undefined && provider.api !== undefined
            ? `Set apiKey of the source ${name}, or make the webhook at ${provider.label} by hand and set its secret.`
            : `Make the webhook at ${provider.label} by hand, and set its secret in the source ${name}.`,
      });
    }
    let made: { id: string; secret: string | null };
    try {
      made = await api.register(url);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      throw new Problem(502, 'provider-failed', error.message, {
        hint: error.more.passing ? 'Try it again in a while.' : 'Look at the key and its permissions.',
      });
    }
    const { id: endpoint, secret } = made;
    if (secret === null) {
      const known = options.secrets.length > 0 || (await this.secretsOf(name)).length > 0;
      return { source: name, endpoint, url, secret: known ? 'known' : 'unknown' };
    }
    const row = {
      source: name,
      endpoint,
      url,
      secret: sealer.seal(secret),
      registered_at: new Date(clock.now()).toISOString(),
    };
    await store.write((trx) =>
      trx
        .insertInto('inbox_registrations')
        .values(row)
        .onConflict((conflict) => conflict.columns(['source', 'endpoint']).doUpdateSet({ url, secret: row.secret }))
        .execute(),
    );
    return { source: name, endpoint, url, secret: 'stored' };
  }
}
