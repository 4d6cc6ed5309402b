import type { Cases } from '../cases';
import { withSettings } from '../../../demo/stack';
import { buttonIn, click } from '../runs';
import { day, lineOf, now, subscribe } from '../subscriptions';
import { operator, until } from '../world';

const file = 'nightly-reconciliation';

interface Run {
  id: string;
  state: string;
}

/** What does not agree, listed, and fixed when the operator says so. */
export const cases: Cases = ({ the, main, failure, also, restart }) => {
  /** A customer who has paid for a month, and whose line somebody made to end in a week. */
  async function shortened(email: string): Promise<number> {
    const { line } = await subscribe(the(), { email });
    await the().panel('PATCH', `lines/${String(line.id)}`, { exp_date: now() + 7 * day });
    await the().stack.daemon.call('POST', '/v1/panels/main/pass');
    await until(async () => {
      type Event = { data: { line?: { expiresAt: string | null } } };
      const { events } = await the().stack.daemon.call<{ events: Event[] }>(
        'GET',
        `/v1/events?subject=line:main/${String(line.id)}&newest=true&limit=1`,
      );
      const expiresAt = events[0]?.data.line?.expiresAt ?? null;
      return expiresAt !== null && Date.parse(expiresAt) < (now() + 8 * day) * 1000 ? true : undefined;
    }, 'the daemon to know the new expiry');
    return line.id;
  }
  /** As the daemon does at night. */
  async function compare(): Promise<string> {
    const { id } = await the().stack.daemon.call<Run>('POST', '/v1/reconciliations?wait=30', { fix: 'none' });
    return id;
  }
  const mail = (subject: string) =>
    until(
      async () =>
        the()
          .mailsTo(operator)
          .find((each) => each.subject.startsWith(subject)),
      `"${subject}" to the operator`,
    );
  const endsAt = async (id: number): Promise<number> => (await lineOf(the(), id)).exp_date ?? 0;
  const quiet = async () => {
    for (const { subject } of the().mailsTo(operator)) expect(subject).not.toContain('Workflow failed');
  };

  main('asks with what would be fixed, fixes it on approval, and reports with a table', async () => {
    const email = 'shortened@example.com';
    const id = await shortened(email);
    await compare();
    const asked = await mail('Reconciliation: fix ');
    const { username } = await lineOf(the(), id);
    expect(asked.subject).toMatch(/^Reconciliation: fix \d+ of \d+ findings\?$/);
    expect(asked.html).toContain(`- ${username}: Expires at `);
    expect(await endsAt(id)).toBeLessThan(now() + 8 * day);

    await click(buttonIn(asked.html, 'Fix them'));
    const report = await until(
      async () =>
        the()
          .mailsTo(operator)
          .find(({ subject }) => /^Reconciliation: [1-9]\d* fixed/.test(subject)),
      'the report',
    );
    expect(await endsAt(id)).toBeGreaterThan(now() + 27 * day);
    expect(report.text).toMatch(new RegExp(`- ${username}: Expires at .*\\[fixed\\]`));
    expect(report.html).toContain(username);
    expect(report.attachments).toMatchObject([{ filename: expect.stringMatching(/^rec_.+\.csv$/) as string }]);
    await quiet();
  });

  also('changes nothing when the operator says no, and still reports', async () => {
    const id = await shortened('left.alone@example.com');
    await compare();
    await click(buttonIn((await mail('Reconciliation: fix ')).html, 'Change nothing'));
    const report = await mail('Reconciliation: 0 fixed, 0 failed');
    expect(report.text).toMatch(/Not touched: \d+/);
    expect(await endsAt(id)).toBeLessThan(now() + 8 * day);
    await the().panel('DELETE', `lines/${String(id)}`);
  });

  failure('tells which reconciliation was not fixed when the daemon refuses', async () => {
    const id = await shortened('too.late@example.com');
    await the().unuse(file);
    await the().use(file, (workflow) => ({
      ...withSettings({})(workflow),
      nodes: workflow.nodes.map((node) =>
        node.name === 'Fix findings'
          ? { ...node, parameters: { ...node.parameters, findings: 'fnd_000000000000000000000000' } }
          : node,
      ),
    }));
    const run = await compare();
    await click(buttonIn((await mail('Reconciliation: fix ')).html, 'Fix them'));
    const told = await mail('Workflow failed');
    expect(told.text).toContain(`"Fix findings" did not work for the reconciliation ${run}`);
    expect(told.text).toContain('has no finding fnd_000000000000000000000000');
    expect(await endsAt(id)).toBeLessThan(now() + 8 * day);
  });

  let caught: number;
  restart('the question is sent again after n8n was killed before it had gone out', {
    begin: async () => {
      caught = await shortened('night.shift@example.com');
      await compare();
    },
    check: async () => {
      const { username } = await lineOf(the(), caught);
      const asked = await until(
        async () =>
          the()
            .mailsTo(operator)
            .find(({ subject, html }) => subject.startsWith('Reconciliation: fix ') && html.includes(username)),
        'the question',
      );
      expect(buttonIn(asked.html, 'Fix them')).toContain('approved=true');
    },
  });
};
