import type { WorkflowJson } from '../../../n8n';
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
  const linesOf = async (email: string) => (await the().lines()).filter(({ contact }) => contact === email);

  main('makes a line until the paid period ends and a day, and tells HubSpot, the customer and Twilio', async () => {
    const email = 'layla@example.com';
    const customer = { email, name: 'Layla "L" Haddad', phone: '+961 70 123-456', country: 'LB', locale: 'ar' };
    const { paidAt, posted } = await the().pay(customer);
    expect(posted.every(({ status, duplicate }) => status === 200 && !duplicate)).toBe(true);
    await the().settled();

    const lines = await linesOf(email);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ exp_date: paidAt + 31 * day, package_id: 5, max_connections: 4, is_trial: 0 });
    expect(lines[0]?.admin_notes).toMatch(/^layla@example\.com · \+96170123456 · ar · Stripe cus_/);

    const [contact] = received('api.hubapi.com');
    const { username = '' } = lines[0] ?? {};
    const expires = new Date((paidAt + 31 * day) * 1000).toISOString().replace('.000Z', 'Z');
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
    const [line] = await linesOf(email);
    const told = the().mailsTo(operator);
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain('"HubSpot contact" did not work for outage@example.com');
    expect(told[0]?.text).toContain(`line ${line?.username ?? ''};`);
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

  also('makes no line for who left no address; the operator hears of it first and last', async () => {
    const before = await the().lines();
    const { events } = await the().pay({ email: '' });
    await the().settled();
    await until(async () => the().mailsTo(operator)[1], 'the second mail to the operator');
    const told = the().mailsTo(operator);
    const customer = String(events[0]?.data.object['customer']);
    expect(told.map(({ subject }) => subject)).toEqual([
      'Workflow failed: Provision an IPTV line on the first Stripe payment',
      'An event was given up after 2 attempts',
    ]);
    for (const { text } of told) expect(text).toContain(`Stripe customer ${customer} paid but left no usable e-mail`);
    expect(told[1]?.text).toMatch(/\/v1\/feeds\/n8n-\S+\/redrive with \{"ids":\["evt_/);
    expect(await the().lines()).toEqual(before);
  });

  also('names the customer and the reason when the panel has no such package', async () => {
    const email = 'nopackage@example.com';
    await the().use(file, plans({ 'package.price_family': '99' }));
    await the().pay({ email });
    await until(async () => the().mailsTo(operator)[1], 'two mails to the operator');
    await the().settled();
    await the().use(file);
    const [first] = the().mailsTo(operator);
    expect(first?.text).toContain(`"Create line" did not work for ${email} (Stripe cus_`);
    expect(first?.text).toMatch(/, no line yet; payment stripe:in_\S+, attempt 1\): .*no package 99/);
    expect(the().mailsTo(email)).toEqual([]);
    expect(received('api.hubapi.com')).toEqual([]);
  });

  also('stops at a price without a plan when there is no default, and provisions once the plan is there', async () => {
    const email = 'unknown@example.com';
    await the().use(file, plans({ 'package.default': '', 'package.price_family': '' }));
    await the().pay({ email });
    await until(async () => the().mailsTo(operator)[0], 'a mail to the operator');
    expect(the().mailsTo(operator)[0]?.text).toContain(`${email} paid for the price price_family`);
    expect(await linesOf(email)).toEqual([]);
    await the().use(file);
    await the().settled();
    const { feeds } = await the().stack.daemon.call<{ feeds: Array<{ feed: string; parked: number }> }>(
      'GET',
      '/v1/feeds',
    );
    // Given up meanwhile or not: giving parked events back is what the operator's mail says.
    for (const { feed } of feeds.filter(({ parked }) => parked > 0)) {
      await the().stack.daemon.call('POST', `/v1/feeds/${feed}/redrive`, { ids: [] });
    }
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

/** The template with other values in some rows of Plans. */
function plans(rows: Readonly<Record<string, string>>) {
  return (workflow: WorkflowJson): WorkflowJson => ({
    ...workflow,
    nodes: workflow.nodes.map((node) => {
      if (node.name !== 'Plans') return node;
      const parameters = structuredClone(node.parameters) as {
        assignments: { assignments: Array<{ name: string; value: unknown }> };
      };
      for (const row of parameters.assignments.assignments) row.value = rows[row.name] ?? row.value;
      return { ...node, parameters };
    }),
  });
}
