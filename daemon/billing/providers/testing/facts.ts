import fc from 'fast-check';
import { strayed } from '../../../testing';
import type { Mapped } from '../mapping';
import type { Provider } from '../provider';

/** What a provider's mapping tells of a message. */
export const factsOf = async (provider: Provider, message: unknown): Promise<Mapped['events']> =>
  (await provider.mapping.apply(message)).events;

/** Whatever any one field of the messages has become, the message is read and never ends in an error. */
export function describeStrays(provider: Provider, messages: readonly unknown[], numRuns = 400): void {
  it('is read whatever its fields have become', async () => {
    await fc.assert(
      fc.asyncProperty(strayed(messages), async (message) => {
        provider.identify(message, {});
        provider.refetch?.(message);
        const { events } = await provider.mapping.apply(message);
        for (const { billing } of events) {
          expect([null, expect.any(Number)]).toContainEqual(billing.amount);
          expect(billing.customer).not.toBeNull();
        }
      }),
      { numRuns },
    );
  });
}
