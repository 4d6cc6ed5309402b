import { createHash } from 'node:crypto';
import { withSettings } from '../../../demo/stack';
import type { Cases } from '../cases';
import { buttonIn, click, submitForm } from '../runs';
import { operator, until } from '../world';

const file = 'erase-person';
const path = 'erase-my-data';
const hubspot = 'api.hubapi.com';

/** A person who wants to be forgotten: asked twice, then everywhere, with proof. */
export const cases: Cases = ({ the, main, failure, also, cannot }) => {
  const linesOf = async (email: string) => (await the().lines()).filter(({ contact }) => contact === email);
  const ready = () => the().use(file, withSettings({ daemonUrl: the().stack.daemon.url }));

  /** A customer with a line. */
  async function customer(email: string, phone = '+96170123456'): Promise<{ id: number; username: string }> {
    const line = await the().panel<{ id: number; username: string }>('POST', 'lines', {
      ...{ package_id: 1, contact: email, admin_notes: `${email} · ${phone} · ar` },
    });
    await the().stack.daemon.call('POST', '/v1/panels/main/pass');
    await until(async () => {
      const { events } = await the().stack.daemon.call<{ events: unknown[] }>(
        'GET',
        `/v1/events?subject=line:main/${String(line.id)}`,
      );
      return events[0];
    }, 'the event of the new line');
    return line;
  }
  /** Types of the events that say it; the end of a longer word is another word. */
  const inLog = async (text: string): Promise<string[]> => {
    const { events } = await the().stack.daemon.call<{ events: Array<{ type: string }> }>(
      ...(['GET', '/v1/events?newest=true&limit=1000'] as const),
    );
    return events
      .filter((event) => new RegExp(`(?<![\\w.])${text}`).test(JSON.stringify(event)))
      .map(({ type }) => type);
  };
  const question = (address: string, words: string) =>
    until(
      async () =>
        the()
          .mailsTo(address)
          .find(({ subject }) => subject.includes(words)),
      `"${words}" to ${address}`,
    );

  beforeAll(ready);

  main('erases after two confirmations: line, traces, contact; the proof names nobody', async () => {
    const email = 'forget.me@example.com';
    const line = await customer(email);
    const other = await customer('not.forget.me@example.com', '+96170654321');
    await the().stack.daemon.call('POST', '/v1/queries', {
      panel: 'main',
      operation: 'package.getMany',
      parameters: {},
      limit: 1,
    });
    expect(await inLog(line.username)).toContain('line.created');

    const page = await submitForm(the(), path, ['Forget.Me@example.com', 'العربية']);
    expect(page).toContain('please confirm');
    await click(buttonIn((await question(email, 'هل تريد حذف بياناتك')).html, 'احذف بياناتي'));
    const asked = await question(operator, 'Erase forget.me@example.com?');
    expect(asked.html).toContain(line.username);
    expect(asked.html).not.toContain(other.username);
    expect(await linesOf(email)).toHaveLength(1);
    await click(buttonIn(asked.html, 'Erase'));

    const proof = await question(email, 'حُذفت بياناتك');
    const sha256 = createHash('sha256').update(email).digest('hex');
    expect(proof.text).toContain(sha256);
    expect(proof.text).toContain('اشتراكات محذوفة: 1');
    expect(await linesOf(email)).toEqual([]);
    expect(await linesOf('not.forget.me@example.com')).toHaveLength(1);
    expect(await inLog(line.username)).toEqual([]);
    expect(await inLog(email)).toEqual([]);
    expect(the().stack.clouds.received(hubspot)).toMatchObject([
      {
        method: 'POST',
        path: '/crm/v3/objects/contacts/gdpr-delete',
        status: 204,
        body: { idProperty: 'email', objectId: email },
      },
    ]);
  });

  also('erases nothing when the operator refuses, and says so', async () => {
    const email = 'owes.money@example.com';
    await customer(email);
    await submitForm(the(), path, [email, 'English']);
    await click(buttonIn((await question(email, 'shall we erase')).html, 'Erase my data'));
    await click(buttonIn((await question(operator, `Erase ${email}?`)).html, 'Refuse'));
    await question(email, 'your request E-');
    expect(await linesOf(email)).toHaveLength(1);
    expect(the().stack.clouds.received(hubspot)).toEqual([]);
  });

  failure('names the request when HubSpot does not answer, and sends no proof', async () => {
    const email = 'half.done@example.com';
    await customer(email);
    the().stack.clouds.setFault(hubspot, { status: 503, times: 10 });
    await submitForm(the(), path, [email, 'English']);
    await click(buttonIn((await question(email, 'shall we erase')).html, 'Erase my data'));
    await click(buttonIn((await question(operator, `Erase ${email}?`)).html, 'Erase'));
    const told = await question(operator, 'Workflow failed');
    expect(told.text).toMatch(/"Erase in HubSpot" did not work for half\.done@example\.com \(request E-\d+\)/);
    expect(
      the()
        .mailsTo(email)
        .filter(({ subject }) => subject.includes('has been erased')),
    ).toEqual([]);
  });

  cannot('restart', 'nothing sends a form again; a run that waits for a confirmation outlasts a restart');
};
