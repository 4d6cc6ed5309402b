import type { WorkflowJson } from '../../../n8n';
import type { Cases } from '../cases';
import { submitForm } from '../runs';
import { operator, until } from '../world';

const file = 'record-manual-payment';
const day = 86_400;

/** As it is, but for the password: a test has no browser that is signed in. */
const open = (workflow: WorkflowJson): WorkflowJson => ({
  ...workflow,
  nodes: workflow.nodes.map((node) =>
    node.name === 'Payment entered' ? { ...node, parameters: { ...node.parameters, authentication: 'none' } } : node,
  ),
});

interface Held {
  id: string;
  state: string;
  paidUntil: string | null;
  payments: Array<{ key: string; amount: number; method: string }>;
}

/** Money at the counter counts like money by card. */
export const cases: Cases = ({ the, main, failure, also, cannot }) => {
  const enter = async (email: string, changes: Partial<Record<'plan' | 'receipt' | 'language', string>> = {}) => {
    await the().use(file, open);
    const { plan = 'standard-monthly', receipt = `R-${email}`, language = 'English' } = changes;
    const values = [email, 'Nadia Haddad', '', language, plan, '12.99', 'usd', 'Cash', receipt, '', 'at the counter'];
    return submitForm(the(), 'record-payment', values);
  };
  const heldBy = async (email: string): Promise<Held> => {
    const { call } = the().stack.daemon;
    const found = await call<{ subscriptions: Held[] }>('GET', `/v1/subscriptions?search=${email}`);
    return call<Held>('GET', `/v1/subscriptions/${encodeURIComponent(found.subscriptions[0]?.id ?? '')}`);
  };

  main('records a payment, which is due a line, and sends the receipt', async () => {
    const email = 'counter@example.com';
    const page = await enter(email, { language: 'العربية' });
    expect(page).toContain('12.99 USD of counter@example.com: paid until');
    const held = await heldBy(email);
    expect(held).toMatchObject({ state: 'active', payments: [{ amount: 1299, method: 'cash' }] });
    expect(Date.parse(held.paidUntil ?? '')).toBeGreaterThan(Date.now() + 27 * day * 1000);
    expect(the().mailsTo(email)).toMatchObject([{ subject: `Cedar TV: إيصال R-${email}` }]);
    const due = await the().stack.daemon.call<{ actions: Array<{ kind: string; state: string }> }>(
      'GET',
      `/v1/actions?subscription=${encodeURIComponent(held.id)}`,
    );
    expect(due.actions).toMatchObject([{ kind: 'provision', state: 'due' }]);
  });

  also('counts a receipt that is entered twice once, and the next one on top of it', async () => {
    const email = 'regular@example.com';
    await enter(email);
    await enter(email);
    const once = await heldBy(email);
    expect(once.payments).toHaveLength(1);
    await enter(email, { receipt: 'R-2' });
    const twice = await heldBy(email);
    expect(twice.id).toBe(once.id);
    expect(Date.parse(twice.paidUntil ?? '')).toBeGreaterThan(Date.parse(once.paidUntil ?? '') + 27 * day * 1000);
  });

  failure('refuses a plan there is not, and records nothing', async () => {
    const email = 'wrong.plan@example.com';
    await enter(email, { plan: 'gold' });
    const told = await until(async () => the().mailsTo(operator)[0], 'a mail to the operator');
    expect(told.text).toContain(`"Create subscription" did not work for ${email}, receipt R-${email}`);
    expect(the().mailsTo(email)).toEqual([]);
  });

  cannot('restart', 'nothing sends a form again; who filled it in sees that it failed, and may');
};
