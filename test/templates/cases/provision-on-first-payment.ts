import { objectsAfter, type StripeEvent, type Subscription } from '../../../demo/stripe';
import type { Cases } from '../cases';
import { operator, until } from '../world';

const file = 'provision-on-first-payment';
const day = 86_400;
const killed = 'killed.while.provisioning@example.com';

/** The path of the money: a payment makes a line and tells everybody, once. */
export const cases: Cases = ({ the, main, failure, also, restart }) => {
  const received = (host: string) =>
    the()
      .stack.clouds.received(host)
      .filter(({ method }) => method === 'POST');
  /** Unix seconds. */
  const paidUntil = (events: readonly StripeEvent[]): number => {
    const bought = [...objectsAfter(events).values()].find(({ object }) => object === 'subscription') as Subscription;
    return bought.items.data[0].current_period_end;
  };
  const linesOf = async (email: string) => (await the().lines()).filter(({ contact }) => contact === email);

  main('makes a line until the paid period ends and a day, and tells HubSpot, the customer and Twilio', async () => {
    const email = 'layla@example.com';
    const customer = { email, name: 'Layla "L" Haddad', phone: '+961 70 123-456', country: 'LB', locale: 'ar' };
    const { events, posted } = await the().pay(customer);
    expect(posted.every(({ status, duplicate }) => status === 200 && !duplicate)).toBe(true);
    await the().settled();

    const lines = await linesOf(email);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      exp_date: paidUntil(events) + day,
      package_id: 5,
      max_connections: 4,
      is_trial: 0,
    });
    expect(lines[0]?.admin_notes).toMatch(/^layla@example\.com · stripe:sub_/);

    const [contact] = received('api.hubapi.com');
    const { username = '' } = lines[0] ?? {};
    const expires = new Date((paidUntil(events) + day) * 1000).toISOString().replace('.000Z', 'Z');
    expect(contact).toMatchObject({
      path: '/contacts/v1/contact/createOrUpdate/email/layla@example.com',
      status: 200,
      body: {
        properties: expect.arrayContaining([
          { property: 'firstname', value: 'Layla' },
          { property: 'lastname', value: 'L Haddad' },
          { property: 'lifecyclestage', value: 'customer' },
          { property: 'phone', value: '+96170123456' },
          { property: 'message', value: expect.stringContaining(`${username}, expires ${expires}`) as string },
        ]) as unknown,
      },
    });

    expect(the().mailsTo(email)).toHaveLength(1);
    const [welcome] = the().mailsTo(email);
    const { password } = await the().panel<{ password: string }>('GET', `lines/${String(lines[0]?.id)}`);
    expect(welcome?.subject).toContain('اشتراكك جاهز');
    expect(welcome?.html).toContain('<html lang="ar" dir="rtl">');
    for (const part of [welcome?.html, welcome?.text]) {
      expect(part).toContain(username);
      expect(part).toContain(password);
    }
    expect(welcome?.text).toContain(`/get.php?username=${username}&password=${password}&type=m3u_plus`);

    const messages = received('api.twilio.com');
    expect(messages).toMatchObject([{ status: 201, body: { To: '+96170123456' } }]);
    expect(JSON.stringify(messages)).not.toContain(password);
    expect(the().mailsTo(operator)).toEqual([]);
  });

  also('changes nothing when Stripe sends the same again', async () => {
    const { events } = await the().pay({ email: 'again@example.com' });
    await the().settled();
    const before = { lines: await the().lines(), newest: await the().newest(), runs: (await the().runs(file)).length };
    const again = await the().post(events);
    expect(again.every(({ status, duplicate }) => status === 200 && duplicate)).toBe(true);
    // Another message about the same invoice, as Stripe sends after its own retries.
    const invoice = events.find(({ type }) => type === 'invoice.paid');
    if (!invoice) throw new Error('Nothing was paid.');
    await the().post([{ ...invoice, id: 'evt_of_another_delivery', type: 'invoice.payment_succeeded' }]);
    await the().settled();
    expect({
      lines: await the().lines(),
      newest: await the().newest(),
      runs: (await the().runs(file)).length,
    }).toEqual(before);
    expect(the().mailsTo('again@example.com')).toHaveLength(1);
    expect(received('api.hubapi.com')).toHaveLength(1);
  });

  also('writes English and sends no SMS to who has another language and no phone', async () => {
    await the().pay({ email: 'sam@example.com' });
    await the().settled();
    expect(the().mailsTo('sam@example.com')).toMatchObject([{ subject: 'Welcome to Cedar TV: your line is ready' }]);
    expect(received('api.twilio.com')).toEqual([]);
  });

  failure('tells for whom it failed, tries again, and makes and sends everything once', async () => {
    const email = 'outage@example.com';
    the().stack.clouds.setFault('api.hubapi.com', { status: 503, times: 3 });
    await the().pay({ email, phone: '+447700900123' });
    await until(async () => the().mailsTo(email)[0], 'the welcome mail after the outage');
    await the().settled();

    const runs = (await the().runs(file)).slice(-2);
    expect(runs.map(({ status }) => status)).toEqual(['error', 'success']);
    expect(await linesOf(email)).toHaveLength(1);
    expect(the().mailsTo(email)).toHaveLength(1);
    expect(received('api.twilio.com')).toHaveLength(1);
    const told = the().mailsTo(operator);
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain('"HubSpot contact" did not work for outage@example.com, stripe:sub_');
    expect(told[0]?.text).toContain(`/executions/${runs[0]?.id ?? ''}`);
  });

  also('does not repeat the welcome when only the SMS fails, and tells the operator', async () => {
    const email = 'nosms@example.com';
    the().stack.clouds.setFault('api.twilio.com', { status: 503, times: 10 });
    await the().pay({ email, phone: '+447700900124' });
    await the().settled();
    expect((await the().runs(file)).at(-1)?.status).toBe('success');
    expect(the().mailsTo(email)).toHaveLength(1);
    expect(the().mailsTo(operator)).toMatchObject([{ subject: `The SMS to ${email} was not sent` }]);
  });

  also('keeps the HubSpot contact’s id with the customer', async () => {
    const email = 'linked@example.com';
    await the().pay({ email });
    await the().stack.mail.waitFor(({ to }) => to.includes(email));
    const { customers } = await the().stack.daemon.call<{ customers: Array<{ links: Record<string, string> }> }>(
      'GET',
      `/v1/customers?search=${email}`,
    );
    expect(customers[0]?.links['hubspot']).toMatch(/^\d+$/);
  });

  also('makes no line for who left no address, and tells the operator what to do', async () => {
    const before = await the().lines();
    await the().pay({ email: '' });
    const told = await until(async () => the().mailsTo(operator)[0], 'a mail to the operator');
    await the().settled();
    expect(told.subject).toBe('A payment could not be served: no-email');
    expect(told.text).toContain('stripe:sub_');
    expect(the().mailsTo(operator)).toHaveLength(1);
    expect(await the().lines()).toEqual(before);
  });

  /** A plan that only these tests have. */
  const plan = async (price: string, packageId: number): Promise<void> => {
    const settings = { prices: [price], panel: 'main', packageId, duration: { amount: 1, unit: 'months' } };
    await the().stack.daemon.call('PUT', `/v1/plans/${price.replaceAll('_', '-')}`, settings);
  };

  also('names the customer and the reason when the panel has no such package', async () => {
    const email = 'nopackage@example.com';
    await plan('price_broken', 99);
    await the().pay({ email }, 'price_broken');
    await until(async () => the().mailsTo(operator)[1], 'two mails to the operator');
    await the().settled();
    const [first] = the().mailsTo(operator);
    expect(first?.text).toContain(`"Provision" did not work for ${email}, stripe:sub_`);
    expect(first?.text).toMatch(/\(stripe:in_\S+\/provision, attempt 1\): .*package 99/);
    expect(the().mailsTo(email)).toEqual([]);
    expect(received('api.hubapi.com')).toEqual([]);
  });

  also('tells the operator of a price without a plan, and provisions by itself once the plan is there', async () => {
    const email = 'unknown@example.com';
    await the().pay({ email }, 'price_new');
    const told = await until(async () => the().mailsTo(operator)[0], 'a mail to the operator');
    expect(told.subject).toBe('A payment could not be served: unknown-price');
    expect(told.text).toContain('price_new');
    expect(await linesOf(email)).toEqual([]);
    await plan('price_new', 1);
    await until(async () => the().mailsTo(email)[0], 'the welcome mail');
    expect(await linesOf(email)).toHaveLength(1);
    await the().settled();
  });

  restart('one line, one contact, one welcome', {
    async begin() {
      await the().pay({ email: killed });
      // The contact is held back: the line is made, the customer not told yet.
      await until(async () => (await linesOf(killed))[0], 'the line');
    },
    async check() {
      expect(await linesOf(killed)).toHaveLength(1);
      const welcomes = the()
        .mailsTo(killed)
        .filter(({ subject }) => subject.startsWith('Welcome'));
      expect(welcomes).toHaveLength(1);
    },
  });
};
