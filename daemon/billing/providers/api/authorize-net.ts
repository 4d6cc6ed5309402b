import { ProviderError, type Http } from '../http';
import type { BillingApi, Ref, SourceSettings } from '../provider';
import { fieldsOf, textOf } from '../proving';
import { ApiClient, pagesOf, type Fields, type Means } from './client';

/** The lists a subscription may be in. */
const lists = ['subscriptionActive', 'subscriptionInactive'] as const;
const perPage = 1000;

/**
 * Authorize.Net's API (https://developer.authorize.net/api/reference/): one address for everything, success and failure both answered with 200. Its fields must
 * come in the order of its XML schema.
 *
 * A listing tells of each subscription's last payment, and of a decline after it, which no message does.
 */
export function authorizeNetApi(settings: SourceSettings, http: Http, means?: Means): BillingApi {
  const { username, apiKey, sandbox, apiUrl } = settings;
  if (username === undefined) {
    throw new ProviderError(
      'To ask Authorize.Net, `username` (the API login id) is needed beside `apiKey` (the transaction key).',
      {
        passing: false,
      },
    );
  }
  const client = new ApiClient({
    provider: 'Authorize.Net',
    base: (apiUrl ?? (sandbox === true ? 'https://apitest.authorize.net' : 'https://api.authorize.net')).replace(
      /\/+$/,
      '',
    ),
    headers: { 'content-type': 'application/json' },
    http,
    means,
  });

  async function ask(request: string, fields: object): Promise<Fields> {
    const merchantAuthentication = { name: username, transactionKey: apiKey };
    const body = JSON.stringify({ [request]: { merchantAuthentication, ...fields } });
    // All of them only read.
    const answer = await client.post('/xml/v1/request.api', body, {}, { again: true });
    const { resultCode, message } = fieldsOf(answer['messages']);
    if (resultCode === 'Ok') return answer;
    const code = textOf(fieldsOf((Array.isArray(message) ? (message as unknown[]) : [])[0])['code']) ?? 'unknown';
    const meaning =
      code === 'E00007'
        ? 'it does not accept the credentials; compare username and apiKey with the API login id and the transaction key'
        : code === 'E00040'
          ? 'there is no such thing there'
          : 'it refuses the request';
    throw new ProviderError(`Authorize.Net answered ${code}: ${meaning}.`, {
      passing: code === 'E00001' || code === 'unknown',
    });
  }

  let currency: string | null | undefined;
  async function currencyOf(): Promise<string | null> {
    if (currency === undefined) {
      const { currencies } = await ask('getMerchantDetailsRequest', {});
      currency = Array.isArray(currencies) ? textOf(currencies[0]) : null;
    }
    return currency;
  }
  const message = async (name: string, payload: Fields, more: object): Promise<unknown> => ({
    eventType: `net.authorize.${name}`,
    eventDate: new Date(client.means.now()).toISOString(),
    payload,
    ...more,
    currency: await currencyOf(),
  });

  const subscriptionOf = async (id: string): Promise<Fields> => ({
    ...fieldsOf(
      (await ask('ARBGetSubscriptionRequest', { subscriptionId: id, includeTransactions: true }))['subscription'],
    ),
    id,
  });

  async function paymentMessage(id: string, of?: Fields): Promise<unknown> {
    const transaction = fieldsOf((await ask('getTransactionDetailsRequest', { transId: id }))['transaction']);
    const subscriptionId = asText(fieldsOf(transaction['subscription'])['id']);
    const subscription = of ?? (subscriptionId === null ? {} : await subscriptionOf(subscriptionId));
    const { responseCode, authAmount } = transaction;
    return message('payment.authcapture.created', { id, responseCode, authAmount }, { transaction, subscription });
  }

  async function messagesOf(id: string): Promise<unknown[]> {
    const subscription = await subscriptionOf(id);
    const { status, arbTransactions } = subscription;
    const tried = (Array.isArray(arbTransactions) ? (arbTransactions as unknown[]) : []).map(fieldsOf);
    // Oldest first, by payment and attempt.
    const order = (each: Fields): number => Number(each['payNum'] ?? 0) * 100 + Number(each['attemptNum'] ?? 0);
    tried.sort((a, b) => order(a) - order(b));
    const paid = tried.findLast((each) => asText(each['transId']) !== null && each['response'] === approved);
    const newest = tried.at(-1);
    const messages: unknown[] = [];
    if (paid) messages.push(await paymentMessage(asText(paid['transId']) ?? '', subscription));
    const name =
      status === 'canceled' || status === 'terminated' || status === 'expired' || status === 'suspended'
        ? status
        : 'updated';
    messages.push(
      await message(
        `customer.subscription.${name === 'canceled' ? 'cancelled' : name}`,
        { id, status },
        { subscription },
      ),
    );
    if (newest && newest !== paid && newest['response'] !== approved) {
      const { submitTimeUTC, ...attempt } = newest;
      messages.push(
        await message('customer.subscription.failed', { id }, { subscription, attempt, eventDate: submitTimeUTC }),
      );
    }
    return messages;
  }

  return {
    async fetch({ kind, id }: Ref) {
      if (kind !== 'subscription') return paymentMessage(id);
      const subscription = await subscriptionOf(id);
      return message('customer.subscription.updated', { id, status: subscription['status'] }, { subscription });
    },

    async *subscriptions() {
      for (const searchType of lists) {
        const pages = pagesOf('Authorize.Net', async (after) => {
          const page = Number(after ?? '1');
          const answer = await ask('ARBGetSubscriptionListRequest', {
            searchType,
            sorting: { orderBy: 'id', orderDescending: false },
            paging: { limit: perPage, offset: page },
          });
          const total = Number(answer['totalNumInResultSet'] ?? 0);
          const items = total === 0 ? [] : client.listIn(answer, 'subscriptionDetails');
          return { items, next: page * perPage < total ? String(page + 1) : null };
        });
        for await (const page of pages) {
          const messages: unknown[] = [];
          for (const { id } of page) messages.push(...(await messagesOf(asText(id) ?? '')));
          yield messages;
        }
      }
    },
  };
}

/** What a subscription's transaction answered that went through. */
const approved = 'This transaction has been approved.';

/** Ids are numbers or texts. */
const asText = (value: unknown): string | null => (typeof value === 'number' ? String(value) : textOf(value));
