import type { Cases } from '../cases';
import { submitForm } from '../runs';
import { operator, until } from '../world';

const hubspot = 'api.hubapi.com';
const path = 'iptv-trial';

/** A form on the website: contact, deal, trial line, login. */
export const cases: Cases = ({ the, main, failure, also, cannot }) => {
  /** What was written; what n8n's node reads between is its own affair. */
  const requests = () =>
    the()
      .stack.clouds.received(hubspot)
      .filter(({ method }) => method !== 'GET');
  const linesOf = async (email: string) => (await the().lines()).filter(({ contact }) => contact === email);

  main('makes contact, deal and trial line, moves the deal on, and sends the login by e-mail', async () => {
    const email = 'lead.one@example.com';
    const page = await submitForm(the(), path, [
      'ليلى حداد',
      'Lead.One@Example.com',
      '+961 70 123-456',
      'العربية',
      'Sports',
    ]);
    expect(page).toContain(email);
    const mail = await the().stack.mail.waitFor(({ to }) => to.includes(email));
    await the().settled();

    const [line] = await linesOf(email);
    expect(line).toMatchObject({ is_trial: 1 });
    expect(line?.admin_notes).toMatch(/^lead\.one@example\.com · \+96170123456 · ar · HubSpot \d+$/);
    expect(mail.subject).toBe('Cedar TV: تجربتك جاهزة');
    expect(mail.html).toContain('dir="rtl"');
    expect(mail.text).toContain(line?.username ?? '-');
    expect(page).not.toContain(line?.username ?? '-');

    expect(requests()).toMatchObject([
      {
        method: 'POST',
        path: `/contacts/v1/contact/createOrUpdate/email/${email}`,
        status: 200,
        body: {
          properties: expect.arrayContaining([
            { property: 'lifecyclestage', value: 'lead' },
            { property: 'phone', value: '+96170123456' },
          ]) as unknown,
        },
      },
      { method: 'POST', path: '/crm/v3/objects/deals/search', status: 200 },
      {
        method: 'POST',
        path: '/deals/v1/deal',
        status: 200,
        body: {
          associations: { associatedVids: [expect.any(Number) as unknown] },
          properties: expect.arrayContaining([
            { name: 'dealname', value: `IPTV trial: ${email}` },
            { name: 'dealstage', value: 'appointmentscheduled' },
          ]) as unknown,
        },
      },
      {
        method: 'PUT',
        path: expect.stringMatching(/^\/deals\/v1\/deal\/\d+$/) as string,
        status: 200,
        body: {
          properties: expect.arrayContaining([
            { name: 'dealstage', value: 'qualifiedtobuy' },
            { name: 'description', value: expect.stringContaining(line?.username ?? '-') as string },
          ]) as unknown,
        },
      },
    ]);
    const [, , , last] = requests();
    expect(JSON.stringify(last)).not.toContain('password');
  });

  also('makes no second line or deal when the form is sent again, with another phone and language', async () => {
    const email = 'lead.twice@example.com';
    await submitForm(the(), path, ['Sam', email, '', 'English', 'News']);
    await submitForm(the(), path, ['Sam', email, '+961 70 555-666', 'العربية', 'News']);
    await until(async () => the().mailsTo(email)[1], 'the second mail');
    const lines = await linesOf(email);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.admin_notes).toMatch(/\+96170555666 · ar/);
    expect(requests().filter(({ path }) => path === '/deals/v1/deal')).toHaveLength(1);
    expect(the().mailsTo(email)[0]?.subject).toBe('Cedar TV: your trial is ready');
  });

  failure('names the lead when HubSpot does not answer, and makes no line', async () => {
    const email = 'lead.lost@example.com';
    the().stack.clouds.setFault(hubspot, { status: 503, times: 10 });
    await submitForm(the(), path, ['Omar Saleh', email, '+96170999888', 'English', 'News']);
    const told = await until(async () => the().mailsTo(operator)[0], 'a mail to the operator');
    expect(told.text).toContain(`"HubSpot contact" did not work for the lead Omar Saleh, ${email} +96170999888`);
    expect(await linesOf(email)).toEqual([]);
    expect(the().mailsTo(email)).toEqual([]);
  });

  cannot('restart', 'nothing sends a form again; who filled it in sees that it failed, and may');
};
