import type { Cases } from '../cases';
import { problemOf, runFrom } from '../runs';
import { operator, until } from '../world';

const file = 'reseller-credits';

/** Resellers hear of low credits, and get a statement a month. */
export const cases: Cases = ({ the, main, failure, also, restart }) => {
  const account = async (username: string): Promise<{ id: string; email: string; credits: number }> => {
    const { results } = await the().stack.daemon.call<{
      results: Array<{ id: string; username: string; email: string; credits: number }>;
    }>('POST', '/v1/queries', { panel: 'main', operation: 'user.getMany', parameters: { search: username }, limit: 5 });
    const found = results.find((each) => each.username === username);
    if (!found) throw new Error(`The demo panel has no account ${username}.`);
    return found;
  };
  /** Sets an account's credits through the daemon. */
  async function credits(username: string, wanted: number): Promise<string> {
    const { id, email, credits: has } = await account(username);
    await the().stack.daemon.call('POST', '/v1/commands', {
      key: `test/credits/${username}/${String(Date.now())}`,
      panel: 'main',
      operation: 'user.adjustCredits',
      parameters: { user: id, amount: wanted - has, reason: 'test' },
    });
    return email;
  }

  main('warns a reseller whose credits fall below the threshold, once', async () => {
    const email = await credits('nile-stream', 12);
    const mail = await the().stack.mail.waitFor(({ to }) => to.includes(email));
    await the().settled();
    expect(mail.subject).toBe('Cedar TV: 12 credits left');
    expect(mail.html).toContain('href="https://resellers.example.com/credits"');
    expect(the().mailsTo(email)).toHaveLength(1);
  });

  also('sends each reseller one statement a month, in the reseller’s language', async () => {
    const { email, credits: left } = await account('levant-media');
    const arabic = (workflow: Parameters<NonNullable<NonNullable<Parameters<typeof runFrom>[3]>['change']>>[0]) => ({
      ...workflow,
      nodes: JSON.parse(
        JSON.stringify(workflow.nodes).replaceAll('reseller-beirut', 'atlas-home'),
      ) as typeof workflow.nodes,
    });
    const run = await runFrom(the(), file, 'First of the month', { change: arabic });
    expect(problemOf(run)).toBe('');
    const [statement] = the().mailsTo(email);
    expect(statement?.subject).toMatch(/^Cedar TV: your statement for \w+ \d{4}$/);
    expect(statement?.text).toContain(`Credits now: ${String(left)}`);
    expect(statement?.text).toMatch(/Active lines: [1-9]\d*\nLines in all: [1-9]\d*/);
    const { email: other } = await account('atlas-home');
    expect(the().mailsTo(other)[0]?.html).toContain('dir="rtl"');
    const sent = the().stack.mail.messages().length;
    await runFrom(the(), file, 'First of the month', { change: arabic });
    expect(the().stack.mail.messages()).toHaveLength(sent);
  });

  failure('tells the operator which reseller has no address', async () => {
    await the().use(file);
    await the().stack.n8n.client.deactivate(the().idOf(file));
    const run = await runFrom(the(), file, 'Credits are low', {
      items: [
        {
          ...{ id: 'evt_none', type: 'reseller.credits_low', panel: 'main', subject: 'reseller:main/9', attempt: 1 },
          ...{ idempotencyKey: 'evt_none' },
          data: { reseller: { id: '9', username: 'no-address', email: null, credits: 3 }, message: 'Few credits.' },
        },
      ],
    });
    expect(problemOf(run)).toBe('');
    expect(
      the()
        .mailsTo(operator)
        .map(({ subject }) => subject),
    ).toEqual(['no-address has 3 credits left and no e-mail address']);
    await the().use(file);
  });

  let caught = '';
  restart('the reseller is warned after n8n is back', {
    async begin() {
      caught = await credits('levant-media', 20);
    },
    async check() {
      await until(
        async () =>
          the()
            .mailsTo(caught)
            .find(({ subject }) => subject.includes('20')),
        'the warning',
      );
    },
  });
};
