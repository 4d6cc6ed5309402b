import type { WorkflowJson } from '../../../n8n';
import { withSettings } from '../../../demo/stack';
import type { Cases } from '../cases';
import { problemOf, runFrom, submitForm } from '../runs';
import { subscribe } from '../subscriptions';
import { operator, until } from '../world';

const file = 'support-tickets';
const slack = 'slack.com';
const openai = 'api.openai.com';

/** As it is, but for the password: a test has no browser that is signed in. */
const open = (workflow: WorkflowJson): WorkflowJson => ({
  ...workflow,
  nodes: workflow.nodes.map((node) =>
    node.name === 'Answer written' ? { ...node, parameters: { ...node.parameters, authentication: 'none' } } : node,
  ),
});

interface Completion {
  messages: Array<{ role: string; content: string }>;
  tools: Array<{ function: { name: string } }>;
}

/** Tickets with all there is of the customer: an agent answers, or a person in time. */
export const cases: Cases = ({ the, main, failure, also, cannot }) => {
  const messages = (): string[] =>
    the()
      .stack.clouds.received(slack)
      .filter(({ path, status }) => path === '/api/chat.postMessage' && status === 200)
      .map(({ body }) => (body as { text: string }).text);
  const asked = (): Completion[] =>
    the()
      .stack.clouds.received(openai)
      .map(({ body }) => body as Completion);
  const write = (email: string, subject: string, message: string, language = 'English') =>
    submitForm(the(), 'support', [email, subject, message, language]);
  const mail = (email: string, words: string) =>
    until(
      async () =>
        the()
          .mailsTo(email)
          .find(({ subject }) => subject.includes(words)),
      `"${words}" to ${email}`,
    );
  const told = (words: string) => until(async () => messages().find((text) => text.includes(words)), words);

  beforeAll(() => the().use(file, open));

  main('lets the agent look the channel up and answer, with the 360° view in Slack', async () => {
    const email = 'ticket.one@example.com';
    const { line } = await subscribe(the(), { email, name: 'Nadia Haddad' });
    the().stack.clouds.planModel([
      { call: { tool: /knowledge/i, arguments: {} } },
      { call: { tool: /channel/i, arguments: { channel: 'News' } } },
      { say: 'The channel is running again. Please restart your player.' },
    ]);
    await write(email, 'No picture', 'Cedar News has been black since this morning.');
    const answer = await mail(email, 'No picture');
    expect(answer.text).toContain('The channel is running again.');
    expect(answer.text).toMatch(/Ticket T-\d+/);
    const shown = await told('answered by the agent');
    expect(shown).toContain(`Lines: ${line.username} active until `);
    expect(shown).toContain('Subscriptions: family-monthly active, paid until ');
    expect(shown).toContain('*Answer:* The channel is running again.');
    const [first, , third] = asked();
    expect(first?.tools).toHaveLength(2);
    expect(first?.messages[0]?.content).toContain(`Lines: ${line.username}`);
    expect(JSON.stringify(asked())).not.toContain((line as unknown as { password?: string }).password ?? '\u0000');
    const results = third?.messages.filter(({ role }) => role === 'tool') ?? [];
    expect(results).toHaveLength(2);
    expect(results[1]?.content).toContain('"name"');
    await the().settled();
  });

  also('hands over what the agent does not know, escalates it once, and lets the team answer', async () => {
    const email = 'ticket.two@example.com';
    the().stack.clouds.planModel([{ say: 'HUMAN' }]);
    await write(email, 'استرداد', 'أريد استرداد المبلغ.', 'العربية');
    const receipt = await mail(email, 'وصلت تذكرتك');
    expect(receipt.html).toContain('dir="rtl"');
    const number = /T-\d+/.exec(receipt.subject)?.[0] ?? '';
    expect(await told(`${number} needs a person within 4 h`)).toContain('Nobody we know pays with this address.');

    const late = withSettings({ slaHours: 0 });
    for (let time = 0; time < 2; time++) {
      const run = await runFrom(the(), file, 'Every 15 minutes', { change: (workflow) => late(open(workflow)) });
      expect(problemOf(run)).toBe('');
    }
    expect(messages().filter((text) => text.includes(`${number} is overdue`))).toHaveLength(1);

    await the().use(file, open);
    const page = await submitForm(the(), 'support-answer', [number, 'أعدنا المبلغ.']);
    expect(page).toContain(`${number} is answered and closed`);
    expect((await mail(email, 'استرداد')).text).toContain('أعدنا المبلغ.');
  });

  failure('gives the ticket to a person when the model does not answer', async () => {
    const email = 'ticket.three@example.com';
    the().stack.clouds.setFault(openai, { status: 500, times: 50 });
    await write(email, 'Slow', 'It stutters.');
    await mail(email, 'we have your ticket');
    expect(await told('needs a person')).toContain('It stutters.');
  });

  also('names the ticket when Slack does not take it', async () => {
    const email = 'ticket.four@example.com';
    the().stack.clouds.planModel([{ say: 'HUMAN' }]);
    the().stack.clouds.setFault(slack, { status: 503, times: 3 });
    await write(email, 'Slow', 'It stutters.');
    const failed = await until(async () => the().mailsTo(operator)[0], 'a mail to the operator');
    expect(failed.text).toMatch(/"Hand it to the team" did not work for the ticket T-\d+ of ticket\.four@example\.com/);
  });

  cannot('restart', 'nothing sends a form again; a ticket that was written down is escalated when nobody answers it');
};
