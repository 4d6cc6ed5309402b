import type { BillingFact } from '../fact';
import { ProviderError, type BillingApi } from '../providers';
import type { ReadableSource } from '../reconciliation';

/** A provider that can be asked, for tests: what it holds are facts, page by page. */
export interface FakeProvider extends ReadableSource {
  /** What each subscription's messages tell, in the order of the list. */
  holds: BillingFact[][];
  /** What its list of payments tells. */
  payments: BillingFact[];
  /** Subscriptions on a page. */
  pageSize: number;
  /** After so many pages it fails with this. */
  failure: { after: number; error: Error } | null;
  /** Pages asked for. */
  pages: number;
}

export function rateLimited(): ProviderError {
  return new ProviderError('Stripe answered 429: it asks for fewer requests.', {
    passing: true,
    status: 429,
    retryAfterSeconds: 600,
  });
}

export function fakeProvider(name = 'stripe'): FakeProvider {
  async function* pagesOf(all: readonly BillingFact[][]): AsyncGenerator<BillingFact[]> {
    const { pageSize } = provider;
    for (let at = 0; at < all.length; at += pageSize) {
      if (provider.failure !== null && provider.pages >= provider.failure.after) throw provider.failure.error;
      provider.pages += 1;
      // A page takes a moment in which others may run.
      await new Promise((resolve) => setImmediate(resolve));
      yield all.slice(at, at + pageSize).flat();
    }
  }
  const api: BillingApi = {
    fetch: () => Promise.reject(new Error('not asked for here')),
    subscriptions: () => pagesOf(provider.holds),
    payments: (since) => pagesOf(provider.payments.filter(({ time }) => time >= since).map((payment) => [payment])),
  };
  const provider: FakeProvider = {
    name,
    api,
    holds: [],
    payments: [],
    pageSize: 2,
    failure: null,
    pages: 0,
    provider: { name: 'stripe', identify: () => ({ id: null, type: null }) },
    understand: ({ id, type, content }) => {
      const fact = content as BillingFact;
      const billing = { ...fact.billing, providerEventId: id, providerEventType: type ?? '' };
      return Promise.resolve([{ ...fact, billing }]);
    },
  };
  return provider;
}
