import type { WorkflowJson } from '../../../n8n';
import type { Cases } from '../cases';
import { lineOf, subscribe } from '../subscriptions';
import { operator, until, type PanelLine } from '../world';

const file = 'warn-before-expiry';
const day = 86_400;

/** Lines about to expire: their customers hear of it, or the operator does. */
export const cases: Cases = ({ the, main, failure, also, restart }) => {
  const used = new Set<number>();

  /** Somebody at the panel makes a line expire, one no test has used. */
  async function shorten(seconds: number, change: Partial<PanelLine> = {}, own?: PanelLine): Promise<PanelLine> {
    const now = Math.floor(Date.now() / 1000);
    // The oldest: of one that no pass has seen yet, nothing is told that it came to be before.
    const free = (await the().lines()).findLast(
      ({ id, exp_date, is_trial, contact, admin_notes }) =>
        !used.has(id) &&
        is_trial === 0 &&
        exp_date !== null &&
        exp_date > now + 20 * day &&
        contact !== null &&
        // Those of the subscribers of other cases pay by themselves.
        !/(stripe|manual):/.test(admin_notes ?? ''),
    );
    const line = own ?? free;
    if (!line) throw new Error('The demo panel has no line left.');
    used.add(line.id);
    return await the().panel<PanelLine>('PATCH', `lines/${String(line.id)}`, {
      enabled: 1,
      admin_enabled: 1,
      ...(own === undefined ? { admin_notes: 'since 2024', reseller_notes: null } : {}),
      exp_date: now + Math.round(seconds),
      ...change,
    });
  }

  /** Runs the template once more over an event, as a redelivery would; tells what came of the named node. */
  async function runAgain(event: Record<string, unknown>, node: string): Promise<{ ended: string; items: number }> {
    const pinned = (workflow: WorkflowJson): WorkflowJson => ({
      ...workflow,
      pinData: { 'Line expiring': [{ json: { ...event, idempotencyKey: event['id'], attempt: 2 } }] },
    });
    const { id } = await the().use(file, pinned);
    const run = await the().stack.n8n.client.runWorkflowManually(id, { trigger: 'Line expiring' });
    const execution = await the().stack.n8n.client.waitForExecution((run as { executionId: string }).executionId);
    return { ended: execution.data.resultData.lastNodeExecuted ?? '', items: execution.items(node).length };
  }

  async function expiringEvent(username: string): Promise<Record<string, unknown>> {
    type Found = Record<string, unknown> & { data: { line: { username: string } } };
    return await until(async () => {
      const path = '/v1/events?types=line.expiring&newest=true&limit=20';
      const { events } = await the().stack.daemon.call<{ events: Found[] }>('GET', path);
      return events.find(({ data }) => data.line.username === username);
    }, `an event of ${username}`);
  }

  main('reminds by e-mail with the days left and a pay link of the customer’s own', async () => {
    const { username, contact } = await shorten(2.5 * day);
    const mail = await the().stack.mail.waitFor(({ to }) => to.includes(contact ?? ''));
    await the().settled();
    expect(mail.subject).toBe('Cedar TV: your line expires in 3 days');
    const [made] = the().stack.clouds.received('api.stripe.com');
    expect(made).toMatchObject({ path: '/v1/payment_links', status: 200 });
    expect(JSON.stringify(made?.body)).toContain(username);
    expect(mail.html).toMatch(/href="https:\/\/buy\.stripe\.com\/\w+\?prefilled_email=/);
    expect(the().stack.clouds.received('api.twilio.com')).toEqual([]);
    expect(the().stack.mail.messages()).toHaveLength(1);
  });

  also(
    'finds address and phone in the notes, writes Arabic to who is noted in Arabic, and texts on the last day',
    async () => {
      const admin_notes = 'ليلى حداد، زبونة قديمة · notes.only@example.com · +96170123456';
      const { username } = await shorten(0.8 * day, { contact: null, admin_notes });
      const mail = await the().stack.mail.waitFor(({ to }) => to.includes('notes.only@example.com'));
      await the().settled();
      expect(mail.subject).toBe('Cedar TV: ينتهي اشتراكك خلال يوم');
      expect(mail.html).toContain('dir="rtl"');
      const messages = the().stack.clouds.received('api.twilio.com');
      expect(messages).toMatchObject([{ status: 201, body: { To: '+96170123456' } }]);
      expect(JSON.stringify(messages)).toContain(username);
    },
  );

  also('tells the operator of a line without an address, once for its expiry', async () => {
    const { username } = await shorten(2.5 * day, { contact: null });
    const mail = await the().stack.mail.waitFor(({ to }) => to.includes(operator));
    await the().settled();
    expect(mail.subject).toBe(`Line ${username} expires in 3 days and has no e-mail address`);
    const again = await runAgain(await expiringEvent(username), 'Not on the list?');
    expect(again).toEqual({ ended: 'Not on the list?', items: 0 });
    expect(the().stack.mail.messages()).toHaveLength(1);
  });

  also('sends nothing when the line was renewed before the run', async () => {
    const { id, username, exp_date, contact } = await shorten(2.5 * day);
    await the().stack.mail.waitFor(({ to }) => to.includes(contact ?? ''));
    const event = await expiringEvent(username);
    await the().panel('PATCH', `lines/${String(id)}`, { exp_date: (exp_date ?? 0) + 30 * day });
    the().stack.mail.clear();
    expect((await runAgain(event, 'Nothing to warn of')).ended).toBe('Nothing to warn of');
    expect(the().stack.mail.messages()).toEqual([]);
  });

  also('writes to nobody whose card is charged by itself', async () => {
    const email = 'automatic@example.com';
    const { line } = await subscribe(the(), { email });
    const { id, username } = await shorten(2.5 * day, {}, line);
    await expiringEvent(username);
    await the().settled();
    expect((await runAgain(await expiringEvent(username), 'Renews by itself')).ended).toBe('Renews by itself');
    expect((await lineOf(the(), id)).username).toBe(username);
    expect(the().mailsTo(email)).toEqual([]);
  });

  failure('tells the operator which line it could not read, first and last', async () => {
    const { client } = the().stack.n8n;
    await client.deactivate(the().idOf(file));
    const { id, username } = await shorten(2.5 * day);
    await expiringEvent(username);
    await the().panel('DELETE', `lines/${String(id)}`);
    await client.activate(the().idOf(file));
    await until(async () => the().mailsTo(operator)[1], 'two mails to the operator');
    await the().settled();
    const told = the().mailsTo(operator);
    expect(told).toHaveLength(2);
    for (const { text } of told) expect(text).toContain(`"Get line" did not work for line ${username} (panel main`);
  });

  let reminded: PanelLine | undefined;
  restart('one reminder', {
    async begin() {
      reminded = await shorten(2.5 * day, { contact: 'killed.while.warning@example.com' });
      await expiringEvent(reminded.username);
    },
    async check() {
      expect(reminded).toBeDefined();
      const reminders = the().mailsTo('killed.while.warning@example.com');
      expect(reminders.map(({ subject }) => subject)).toEqual(['Cedar TV: your line expires in 3 days']);
    },
  });
};
