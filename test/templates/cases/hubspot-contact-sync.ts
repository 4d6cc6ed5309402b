import type { Cases } from '../cases';
import { problemOf, runFrom } from '../runs';
import { operator, until, type PanelLine } from '../world';

const file = 'hubspot-contact-sync';
const hubspot = 'api.hubapi.com';
const token = 'pat-demo-hubspot';

/** Lines and contacts, both ways, without circles. */
export const cases: Cases = ({ the, main, failure, also, restart }) => {
  const upserts = (email: string) =>
    the()
      .stack.clouds.received(hubspot)
      .filter(({ path }) => path === `/contacts/v1/contact/createOrUpdate/email/${email}`);
  const lineOf = (id: number) => the().panel<PanelLine>('GET', `lines/${String(id)}`);
  const poll = async (): Promise<void> => {
    expect(problemOf(await runFrom(the(), file, 'Every 5 minutes'))).toBe('');
  };
  /** Somebody edits a contact in HubSpot. */
  async function edit(email: string, properties: Record<string, string>): Promise<void> {
    const answer = await fetch(
      `${the().stack.clouds.proxyUrl}/${hubspot}/crm/v3/objects/contacts/${encodeURIComponent(email)}?idProperty=email`,
      {
        method: 'PATCH',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ properties }),
      },
    );
    if (!answer.ok) throw new Error(`The stand-in for HubSpot answered ${String(answer.status)}.`);
  }
  async function customer(email: string): Promise<PanelLine> {
    const line = await the().panel<PanelLine>('POST', 'lines', {
      ...{ package_id: 1, contact: email, admin_notes: `${email} · +96170123456 · ar · since 2024` },
    });
    await until(async () => upserts(email)[0], 'the contact in HubSpot');
    await the().settled();
    return line;
  }

  main('tells HubSpot of a line, takes over what people change there, and goes in no circles', async () => {
    const email = 'sync.one@example.com';
    const line = await customer(email);
    const marker = `${email}|+96170123456`;
    expect(upserts(email)).toMatchObject([
      {
        method: 'POST',
        status: 200,
        body: {
          properties: expect.arrayContaining([
            { property: 'phone', value: '+96170123456' },
            { property: 'iptv_line', value: `main/${String(line.id)}` },
            { property: 'iptv_username', value: line.username },
            { property: 'iptv_status', value: 'active' },
            { property: 'iptv_marker', value: marker },
          ]) as unknown,
        },
      },
    ]);
    // What this workflow wrote comes back to nobody.
    const before = await the().newest();
    await poll();
    await the().settled();
    expect((await lineOf(line.id)).admin_notes).toBe(`${email} · +96170123456 · ar · since 2024`);
    expect(upserts(email)).toHaveLength(1);
    expect(await the().newest()).toBe(before);

    await edit(email, { phone: '+961 71 555 000' });
    await poll();
    expect(await lineOf(line.id)).toMatchObject({
      contact: email,
      admin_notes: `${email} · +96171555000 · ar · since 2024`,
    });
    await the().use(file);
    await until(async () => ((await the().newest()) > before ? true : undefined), 'the event of the change');
    await the().settled();
    // One more upsert, which sets the marker; the line's change was this workflow's own and is not told again.
    expect(upserts(email)).toHaveLength(2);
    await poll();
    expect(upserts(email)).toHaveLength(2);
    await the().use(file);
  });

  also('marks the contact of a line that was deleted', async () => {
    const email = 'sync.gone@example.com';
    const line = await customer(email);
    await the().panel('DELETE', `lines/${String(line.id)}`);
    const last = await until(async () => upserts(email)[1], 'the second upsert');
    expect(last.body).toEqual({ properties: [{ property: 'iptv_status', value: 'deleted' }] });
    await the().settled();
  });

  failure('names the line while HubSpot is down, and tells it afterwards', async () => {
    const email = 'sync.outage@example.com';
    the().stack.clouds.setFault(hubspot, { status: 503, times: 3 });
    const line = await the().panel<PanelLine>('POST', 'lines', { package_id: 1, contact: email });
    const told = await until(async () => the().mailsTo(operator)[0], 'a mail to the operator');
    expect(told.text).toContain(`"HubSpot contact" did not work for line ${line.username} (panel main)`);
    await until(async () => upserts(email).find(({ status }) => status === 200), 'the contact after the outage');
    await the().settled();
  });

  const caught = 'sync.caught@example.com';
  restart('the contact is made after n8n is back', {
    async begin() {
      await the().panel('POST', 'lines', { package_id: 1, contact: caught });
    },
    async check() {
      await until(async () => upserts(caught).find(({ status }) => status === 200), 'the contact');
    },
  });
};
