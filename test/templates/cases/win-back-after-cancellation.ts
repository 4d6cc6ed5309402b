import { cancelEvents } from '../../../demo/stripe';
import type { Cases } from '../cases';
import { runFrom } from '../runs';
import { day, go, now, subscribe, type Subscribed } from '../subscriptions';
import { operator } from '../world';

const file = 'win-back-after-cancellation';
const killed = 'killed.while.leaving@example.com';

/** Whoever leaves is asked why, and gets something to come back with. */
export const cases: Cases = ({ the, main, failure, also, restart }) => {
  const leave = async (email: string, locale = 'en'): Promise<Subscribed> => {
    const customer = await subscribe(the(), { email, locale }, { paidAt: now() - day });
    await go(the(), customer, cancelEvents(customer.sent, { at: now() }));
    return customer;
  };
  const answer = (subscription: string, reason: string) =>
    runFrom(the(), file, 'Survey answered', {
      items: [{ reason, comment: 'too many ads', subscription, submittedAt: '2027-01-28T10:30:00.000Z' }],
    });
  const made = (path: string) =>
    the()
      .stack.clouds.received('api.stripe.com')
      .filter((each) => each.method === 'POST' && each.path === path);

  main('says goodbye with the link to the survey, and sends a code of their own to who answers', async () => {
    const email = 'leaving@example.com';
    const { id } = await leave(email, 'ar');
    const goodbye = await the().stack.mail.waitFor(({ to }) => to.includes(email));
    expect(goodbye.subject).toBe('Cedar TV: يؤسفنا رحيلك');
    expect(goodbye.html).toContain(`/form/why-you-left?subscription=${encodeURIComponent(id)}`);
    await answer(id, 'Too expensive / السعر');
    const [, offer] = the().mailsTo(email);
    expect(offer?.subject).toBe('Cedar TV: خصم 30% إذا عدت');
    const [promotion] = made('/v1/promotion_codes');
    expect(promotion).toMatchObject({ status: 200 });
    expect(offer?.text).toMatch(/BACK[A-Z0-9]{8}/);
    expect(made('/v1/coupons')).toMatchObject([{ status: 200 }]);
  });

  also('tells the operator of who left because it did not work well, and makes no second code', async () => {
    const email = 'unhappy@example.com';
    const { id } = await leave(email);
    await the().stack.mail.waitFor(({ to }) => to.includes(email));
    await answer(id, 'Did not work well / الجودة');
    await answer(id, 'Did not work well / الجودة');
    expect(the().mailsTo(operator)[0]).toMatchObject({ subject: `${email} left because it did not work well` });
    expect(new Set(made('/v1/promotion_codes').map(({ status }) => status))).toEqual(new Set([200]));
    const codes = the()
      .mailsTo(email)
      .flatMap(({ text }) => /BACK[A-Z0-9]{8}/.exec(text)?.[0] ?? []);
    expect(new Set(codes).size).toBe(1);
  });

  failure('says for whom there is no offer when Stripe does not answer', async () => {
    const { id } = await leave('no.offer@example.com');
    await the().stack.mail.waitFor(({ to }) => to.includes('no.offer@example.com'));
    the().stack.clouds.setFault('api.stripe.com', { status: 503, times: 10 });
    const run = await answer(id, 'Other / آخر');
    expect(run.data.resultData.error?.message).toContain(`"Promotion code" did not work for ${id}`);
    expect(the().mailsTo('no.offer@example.com')).toHaveLength(1);
  });

  restart('one goodbye', {
    async begin() {
      await leave(killed);
    },
    async check() {
      const mails = the().mailsTo(killed);
      expect(mails.filter(({ subject }) => subject.includes('sorry'))).toHaveLength(1);
    },
  });
};
