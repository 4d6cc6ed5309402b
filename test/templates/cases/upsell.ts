import type { Cases } from '../cases';
import { problemOf, runFrom } from '../runs';
import { operator, until, type PanelLine } from '../world';

const file = 'upsell';
const day = 86_400;

/** Who runs out of devices or watches much gets an offer that fits, not too often. */
export const cases: Cases = ({ the, main, failure, also, restart }) => {
  const used = new Set<number>();

  /** A customer with two devices, whom no test has used. */
  async function customer(change: Partial<PanelLine> = {}): Promise<PanelLine> {
    const line = await the().panel<PanelLine>('POST', 'lines', {
      ...{ package_id: 1, max_connections: 2, exp_date: Math.floor(Date.now() / 1000) + 60 * day },
      ...{ contact: `upsell.${String(used.size)}@example.com`, admin_notes: 'ar', ...change },
    });
    used.add(line.id);
    return line;
  }
  async function watch(id: number, stream: number, from: number): Promise<void> {
    await the().panel('POST', `lines/${String(id)}/connect`, {
      ...{ stream_id: stream, user_ip: `192.0.2.${String(from)}`, user_agent: 'VLC/3.0.20', geoip_country_code: 'LB' },
    });
  }
  async function fill(line: PanelLine): Promise<void> {
    await watch(line.id, 1, 1);
    await watch(line.id, 2, 2);
  }
  const told = (line: PanelLine) =>
    until(async () => {
      const { events } = await the().stack.daemon.call<{ events: Array<Record<string, unknown> & { id: string }> }>(
        'GET',
        `/v1/events?types=line.connection_limit_reached&subject=line:main/${String(line.id)}`,
      );
      return events[0];
    }, `the limit of ${line.username}`);

  main('offers another device to who has all of them in use, in the customer’s language', async () => {
    const line = await customer();
    await fill(line);
    const mail = await the().stack.mail.waitFor(({ to }) => to.includes(line.contact ?? ''), 60_000);
    await the().settled();
    expect(mail.subject).toBe('Cedar TV: جهاز إضافي؟');
    expect(mail.html).toContain(`href="https://my.example.com/upgrade?line=${line.username}&for=devices"`);
    expect(the().mailsTo(line.contact ?? '')).toHaveLength(1);
  });

  also('makes one offer in thirty days, whatever happens, and finishes one that was begun', async () => {
    const line = await customer({ admin_notes: 'en' });
    await fill(line);
    await the().stack.mail.waitFor(({ to }) => to.includes(line.contact ?? ''), 60_000);
    await the().settled();
    const event = await told(line);
    const again = { ...event, idempotencyKey: 'evt_other', id: 'evt_other', attempt: 1 };
    const run = await runFrom(the(), file, 'Wants more', { items: [again] });
    expect(run.data.resultData.lastNodeExecuted).toBe('Not again yet');
    expect(the().mailsTo(line.contact ?? '')).toHaveLength(1);
    const redelivered = { ...event, idempotencyKey: event.id, attempt: 2 };
    expect(problemOf(await runFrom(the(), file, 'Wants more', { items: [redelivered] }))).toBe('');
    expect(the().mailsTo(line.contact ?? '')).toHaveLength(2);
    await the().use(file);
  });

  failure('tells the operator whose line it could not read', async () => {
    const line = await customer();
    await the().stack.n8n.client.deactivate(the().idOf(file));
    await fill(line);
    await told(line);
    await the().panel('DELETE', `lines/${String(line.id)}`);
    await the().use(file);
    const mail = await until(async () => the().mailsTo(operator)[0], 'a mail to the operator');
    expect(mail.text).toContain(`"Get line" did not work for line ${line.username}`);
    await the().settled();
  });

  let caught: PanelLine | undefined;
  restart('the offer goes out after n8n is back', {
    async begin() {
      caught = await customer();
      await fill(caught);
    },
    async check() {
      await until(async () => the().mailsTo(caught?.contact ?? '-')[0], 'the offer');
    },
  });
};
