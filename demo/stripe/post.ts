import type { StripeEvent } from './history';
import { signStripe } from './sign';

export interface Posted {
  status: number;
  duplicate: boolean;
}

/** Posts an event to a daemon's inbox as Stripe would, signed now. */
export async function postStripeEvent(inboxUrl: string, event: StripeEvent, secret: string): Promise<Posted> {
  const body = JSON.stringify(event);
  const answer = await fetch(inboxUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'stripe-signature': signStripe(Buffer.from(body), secret, Math.floor(Date.now() / 1000)),
    },
    body,
  });
  const { duplicate = false } = (await answer.json()) as { duplicate?: boolean };
  return { status: answer.status, duplicate };
}
