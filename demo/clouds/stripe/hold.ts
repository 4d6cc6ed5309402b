import type { StripeEvent } from '../../stripe';

/** Where the stand-in takes what happened at Stripe. No path of Stripe's own. */
export const holdPath = '/demo/events';

/**
 * Makes the stand-in hold what Stripe would after the events, so that its API tells of the same customers as its webhooks. What it holds already
 * stays; an event it has seen changes nothing.
 *
 * @param apiUrl the stand-in's address over plain HTTP, `<proxyUrl>/api.stripe.com`
 * @throws Error when it does not take them
 */
export async function holdAtStripe(apiUrl: string, events: readonly StripeEvent[], secretKey: string): Promise<void> {
  const answer = await fetch(`${apiUrl}${holdPath}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${secretKey}` },
    body: JSON.stringify(events),
  });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`Stripe’s stand-in answered ${String(answer.status)} to the events.`);
}
