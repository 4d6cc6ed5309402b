import { ProviderError, type Http } from '../http';
import type { BillingApi, Ref, SourceSettings } from '../provider';
import { textOf } from '../proving';
import { ApiClient, pathId, type Fields, type Means } from './client';

/** A token is thrown away this long before it ends. Seconds. */
const before = 60;

/** PayPal's REST API (https://developer.paypal.com/docs/api/subscriptions/v1/). @throws ProviderError when the client id is missing */
export function paypalApi(settings: SourceSettings, http: Http, means?: Means): BillingApi {
  const { username, apiKey = '', apiUrl, sandbox } = settings;
  if (username === undefined) {
    throw new ProviderError('To ask PayPal, `username` (the client id) is needed beside `apiKey` (its secret).', {
      passing: false,
    });
  }
  const base = (apiUrl ?? (sandbox === true ? 'https://api-m.sandbox.paypal.com' : 'https://api-m.paypal.com')).replace(
    /\/+$/,
    '',
  );
  const credentials = Buffer.from(`${username}:${apiKey}`).toString('base64');
  const login = new ApiClient({
    provider: 'PayPal',
    base,
    headers: { authorization: `Basic ${credentials}` },
    http,
    means,
  });
  let token: { client: ApiClient; until: number } | null = null;

  async function client(): Promise<ApiClient> {
    if (token !== null && token.until > login.means.now()) return token.client;
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await login.post('/v1/oauth2/token', 'grant_type=client_credentials', form, { again: true });
    const key = textOf(answer['access_token']);
    if (key === null) throw new ProviderError('PayPal gave no token.', { passing: true });
    const seconds = Number(answer['expires_in'] ?? 0) - before;
    token = {
      client: new ApiClient({ provider: 'PayPal', base, headers: { authorization: `Bearer ${key}` }, http, means }),
      until: login.means.now() + Math.max(0, seconds) * 1000,
    };
    return token.client;
  }

  async function get(path: string): Promise<Fields> {
    try {
      return await (await client()).get(path);
    } catch (error) {
      // A token may be taken back before its time.
      if (!(error instanceof ProviderError) || error.more.status !== 401 || token === null) throw error;
      token = null;
      return (await client()).get(path);
    }
  }
  const message = (type: string, resource: Fields): unknown => ({
    event_type: type,
    create_time: new Date(login.means.now()).toISOString(),
    resource,
  });
  const ofStatus: Readonly<Record<string, string>> = {
    APPROVAL_PENDING: 'CREATED',
    APPROVED: 'CREATED',
    SUSPENDED: 'SUSPENDED',
    CANCELLED: 'CANCELLED',
    EXPIRED: 'EXPIRED',
  };

  return {
    async fetch({ kind, id }: Ref) {
      const path = pathId('PayPal', id);
      if (kind === 'subscription') {
        const of = await get(`/v1/billing/subscriptions/${path}`);
        return message(`BILLING.SUBSCRIPTION.${ofStatus[textOf(of['status']) ?? ''] ?? 'UPDATED'}`, of);
      }
      const of = await get(`/v2/payments/captures/${path}`);
      return message(`PAYMENT.CAPTURE.${textOf(of['status']) ?? 'COMPLETED'}`, of);
    },
    // eslint-disable-next-line require-yield -- there is nothing to list, which must not look like an empty list
    async *subscriptions() {
      await Promise.resolve();
      throw new ProviderError('PayPal’s API has no list of subscriptions: what it sold cannot be reconciled.', {
        passing: false,
      });
    },
  };
}
