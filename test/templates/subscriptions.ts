import { subscribeEvents, type Customer, type StripeEvent } from '../../demo/stripe';
import { until, type PanelLine, type World } from './world';

/** A customer who subscribed at Stripe, with the line the daemon made for it. */
export interface Subscribed {
  /** As the daemon names the subscription. */
  id: string;
  /** Everything Stripe has sent so far. */
  sent: StripeEvent[];
  line: PanelLine;
}

export const day = 86_400;
export const now = (): number => Math.floor(Date.now() / 1000);

export interface SubscribedOptions {
  /** Unix seconds. @default now */
  paidAt?: number;
  /** @default price_family */
  priceId?: string;
  amount?: number;
}

/** Somebody subscribes and has a line; no template of the tests takes part. */
export async function subscribe(
  world: World,
  customer: Partial<Customer> & { email: string },
  { paidAt = now(), priceId = 'price_family', amount = 1899 }: SubscribedOptions = {},
): Promise<Subscribed> {
  const complete = { name: 'Nadia Haddad', phone: null, country: 'GB', locale: 'en', ...customer };
  const sent = subscribeEvents({ customer: complete, priceId, amount, paidAt });
  await world.post(sent);
  const id = `stripe:${String(sent.find(({ type }) => type === 'customer.subscription.created')?.data.object.id)}`;
  const { call } = world.stack.daemon;
  const lineId = await until(async () => {
    type Action = { lineId: string | null; state: string };
    const action = await call<Action>('POST', `/v1/subscriptions/${id}/actions`, { action: 'provision' }).catch(
      () => undefined,
    );
    return action?.state === 'done' ? (action.lineId ?? undefined) : undefined;
  }, `a line for ${customer.email}`);
  return { id, sent, line: await lineOf(world, lineId) };
}

export async function lineOf(world: World, id: string | number): Promise<PanelLine> {
  const found = (await world.lines()).find((line) => String(line.id) === String(id));
  if (!found) throw new Error(`The panel has no line ${String(id)}.`);
  return found;
}

/** Posts what Stripe sends next, and adds it to what it has sent. */
export async function go(world: World, subscribed: Subscribed, events: readonly StripeEvent[]): Promise<void> {
  subscribed.sent.push(...events);
  await world.post(events);
}
