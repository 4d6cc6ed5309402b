import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { waitUntil } from '../../daemon/testing';
import { startDemoPanel, type DemoPanel } from '../../demo/panel';
import { startDaemonProcess, type DaemonProcess } from '../../demo/stack';
import { postStripeEvent, subscribeEvents } from '../../demo/stripe';

const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
if (executablePath === undefined) console.warn('SKIPPED: the money side of the dashboard. There is no Chromium here.');
const describeInBrowser = executablePath === undefined ? describe.skip : describe;

/** Headless, and silent on the network. */
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

const plans = [
  'billing:',
  '  plans:',
  '    - { name: standard, prices: [price_standard], panel: main, packageId: 1, duration: { amount: 1, unit: months }, amount: 1299, currency: USD }',
  '    - { name: family, panel: main, packageId: 5, duration: { amount: 1, unit: months }, amount: 1899, currency: USD }',
];

describeInBrowser('the money side of the dashboard', () => {
  let folder: string;
  let panel: DemoPanel;
  let daemon: DaemonProcess;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'xtream-ui-dashboard-money-'));
    panel = await startDemoPanel({ lines: 20 });
    const panels = [{ name: 'main', url: panel.url, apiKey: panel.apiKey }];
    daemon = await startDaemonProcess({ folder, panels, pollSeconds: 0.5, billing: plans });
    await waitUntil(
      async () =>
        (await daemon.call<{ panels: Array<{ state: string }> }>('GET', '/v1/panels')).panels[0]?.state === 'ready',
      'the baseline',
      30_000,
    );
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: flags });
    page = await (await browser.newContext({ locale: 'en' })).newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.setDefaultTimeout(20_000);
    await page.goto(daemon.url);
    await page.fill('input[type=password]', daemon.token);
    await page.click('button.main');
    await page.waitForSelector('nav');
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await daemon.stop();
    await panel.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const open = async (view: string): Promise<void> => {
    await page.click(`nav a[href="#/${view}"]`);
    await page.waitForSelector(`nav a[href="#/${view}"][aria-current=page]`);
    await page.waitForSelector('main h1');
  };
  const unfold = (label: string): Promise<void> => page.click(`summary:text-is("${label}")`);
  /** Presses a button, and answers what it asks back. */
  const press = async (label: string, answer: 'yes' | 'no' = 'yes'): Promise<string> => {
    // A dialog stops the page, and with it the click that opened it.
    const asked = page.waitForEvent('dialog').then(async (dialog) => {
      await (answer === 'yes' ? dialog.accept() : dialog.dismiss());
      return dialog.message();
    });
    await page.click(`button:text-is("${label}")`);
    return asked;
  };
  const subscription = <T>(id: string): Promise<T> =>
    daemon.call<T>('GET', `/v1/subscriptions/${encodeURIComponent(id)}`);
  const pays = async (email: string, priceId: string, phone: string | null = null): Promise<void> => {
    const customer = { email, name: 'Rana Saad', phone, country: 'LB', locale: 'ar' };
    const events = subscribeEvents({ customer, priceId, amount: 1299, paidAt: Math.floor(Date.now() / 1000) });
    for (const event of events) await postStripeEvent(`${daemon.url}/v1/inbox/stripe`, event, daemon.stripeSecret);
  };

  it('a subscription is entered by hand and paid in cash there, and its line is made', async () => {
    await open('subscriptions');
    await page.waitForSelector('text=No subscription is found.');
    await unfold('New subscription by hand');
    await page.getByRole('textbox', { name: 'E-mail' }).fill('hadi@example.com');
    await page.click('button:text-is("Make it")');
    await page.waitForSelector('text=not paid yet');
    await unfold('Record a payment');
    await page.getByLabel('Amount').first().fill('12.99');
    await page.locator('label:has-text("Amount") input').nth(1).fill('usd');
    await page.getByLabel('Receipt').fill('R-7');
    expect(await press('Record it', 'no')).toContain('$12.99');
    expect(await page.getByLabel('Receipt').inputValue()).toBe('R-7');
    await press('Record it');
    await page.waitForSelector('main .state:text-is("active")');
    await page.waitForSelector('text=R-7');
    // A flow is to make the line; here a person does.
    const id = decodeURIComponent(new URL(page.url()).hash.split('/')[2] ?? '');
    await waitUntil(
      async () => (await subscription<{ actions: unknown[] }>(id)).actions.length === 1,
      'the action to be due',
    );
    await page.reload();
    await press('Do it now');
    await page.waitForSelector('button:text-is("Unlink")');
    expect(await subscription(id)).toMatchObject({
      payments: [{ amount: 1299, currency: 'USD', method: 'cash', invoice: { number: 'R-7' } }],
      lines: [{ panel: 'main' }],
    });
  });

  it('its plan is changed after what that costs was shown, its line switched off and on, and it is cancelled', async () => {
    await open('subscriptions');
    await page.click('main a:has-text("manual:")');
    await unfold('Change the plan');
    await page.click('button:text-is("Show what it would cost")');
    await page.waitForSelector('dt:text-is("Due")');
    await press('Change, and keep the time');
    await page.waitForSelector('dd bdi:text-is("family")');
    const line = (): boolean => panel.state.lines.all().at(-1)?.enabled === 1;
    await press('Suspend');
    await waitUntil(() => !line(), 'the line to be off', 20_000);
    await page.waitForSelector('dt:text-is("Switched off for")');
    await press('Resume');
    await waitUntil(line, 'the line to be on', 20_000);
    await press('Cancel at the end of what is paid');
    await page.waitForSelector('.state:text-is("ends")');
  });

  it('a customer is found there, corrected, and known by an id in another system', async () => {
    await open('customers');
    await page.fill('input[type=search]', 'hadi');
    await page.click('button:text-is("Show")');
    await page.click('main td a');
    await page.waitForSelector('h2:text-is("Watching now")');
    await unfold('Correct what is known');
    await page.locator('label:has-text("Phone") input').fill('+96176111222');
    await page.click('button:text-is("Save") >> nth=0');
    await page.waitForSelector('dd bdi:text-is("+96176111222")');
    await unfold('Ids in other systems');
    await page.getByLabel('System').fill('hubspot');
    await page.getByLabel('Id there').fill('501');
    await page.click('button:text-is("Save") >> nth=1');
    await page.waitForSelector('text=hubspot: 501');
  });

  it('lines in doubt are linked or rejected there, together', async () => {
    const [one, two, three] = panel.state.lines.all();
    for (const row of [one!, two!, three!]) panel.state.lines.put({ ...row, admin_notes: 'whatsapp 70 555 123' });
    await pays('rana@example.com', 'price_standard', '+96170555123');
    const found = async (): Promise<number> =>
      (await daemon.call<{ matches: unknown[] }>('GET', '/v1/matches')).matches.length;
    await waitUntil(async () => (await found()) === 3, 'the lines to be found', 20_000);
    await open('customers');
    await page.click('text=Match lines to customers');
    await page.waitForSelector('text=3 lines seem to be this customer’s.');
    await page.locator('main input[type=checkbox]').nth(0).check();
    await page.locator('main input[type=checkbox]').nth(1).check();
    expect(await press('Not theirs')).toContain('2 are not shown again');
    await waitUntil(async () => (await found()) === 1, 'two to be rejected');
    await waitUntil(async () => (await page.locator('main input[type=checkbox]').count()) === 1, 'one to be left');
    await page.locator('main input[type=checkbox]').check();
    await press('Link those ticked');
    await page.waitForSelector('text=No line waits to be matched.');
  });

  it('what needs attention says what to do, and is settled there', async () => {
    await pays('gold@example.com', 'price_gold');
    await open('attention');
    await page.waitForSelector('h2:text-is("Price of no plan")');
    await page.waitForSelector('text=Add price_gold to the prices of a plan.');
    await press('Settle by hand');
    await page.waitForSelector('text=Nothing waits for you.');
  });

  it('a reconciliation is run there, read as a file, and a finding put right', async () => {
    const { subscriptions } = await daemon.call<{
      subscriptions: Array<{ id: string; lines: Array<{ lineId: string }> }>;
    }>('GET', '/v1/subscriptions?search=manual');
    const id = Number(subscriptions[0]?.lines[0]?.lineId);
    const row = panel.state.lines.get(id)!;
    const wrong = row.exp_date! + 90 * 86_400;
    panel.state.lines.put({ ...row, exp_date: wrong });
    await waitUntil(
      async () =>
        JSON.stringify(await daemon.call('GET', `/v1/panels/main/lines?search=${String(row.username)}`)).includes(
          new Date(wrong * 1000).toISOString().slice(0, 10),
        ),
      'the daemon to see it',
      20_000,
    );
    await open('reconciliations');
    await page.click('button:text-is("Compare")');
    await page.waitForSelector('.state:text-is("done")', { timeout: 30_000 });
    const saved = page.waitForEvent('download');
    await page.click('button:text-is("CSV")');
    expect(await readFile(await (await saved).path(), 'utf8')).toMatch(/^id,kind,subject,[\s\S]*wrong-expiry/);
    await page.click('button:has-text("Wrong expiry")');
    await page.locator('main tbody input[type=checkbox]').first().check();
    expect(await press('Put right those ticked')).toMatch(/^1 findings/);
    await waitUntil(() => (panel.state.lines.get(id)?.exp_date ?? wrong) < wrong, 'the line to be put right', 20_000);
  });

  it('an exchange rate is added and deleted there', async () => {
    await open('rates');
    await page.getByLabel('1 of').fill('eur');
    await page.getByLabel('is worth').first().fill('1,1420');
    await page.click('button:text-is("Save")');
    await page.waitForSelector('text=1.1420 USD');
    await press('Delete');
    await page.waitForSelector('text=There are no exchange rates yet.');
    expect(await daemon.call('GET', '/v1/exchange-rates')).toMatchObject({ rates: [] });
  });

  it('each view is drawn in both languages, and nothing reaches past a phone’s screen', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    const views = ['subscriptions', 'customers', 'customers/matches', 'attention', 'reconciliations', 'rates', 'plans'];
    const { reconciliations } = await daemon.call<{ reconciliations: Array<{ id: string }> }>(
      'GET',
      '/v1/reconciliations',
    );
    const { subscriptions } = await daemon.call<{ subscriptions: Array<{ id: string; customerId: string }> }>(
      'GET',
      '/v1/subscriptions',
    );
    views.push(`reconciliations/${reconciliations[0]!.id}`);
    views.push(`subscriptions/${encodeURIComponent(subscriptions[0]!.id)}`);
    views.push(`customers/${subscriptions[0]!.customerId}`);
    for (const language of ['ltr', 'rtl']) {
      await page.waitForSelector(`html[dir=${language}]`);
      for (const view of views) {
        await page.goto(`${daemon.url}/dashboard/#/${view}`);
        await page.waitForSelector(`main h1`);
        const wide = await page.evaluate<number>(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        );
        expect([language, view, await page.locator('main > .notice.bad').count(), wide]).toEqual([
          language,
          view,
          0,
          0,
        ]);
      }
      await page.click('header > button:first-of-type');
    }
    await page.click('nav > .menu');
    await page.click('nav a[href="#/events"]');
    await page.waitForSelector('nav a[href="#/events"][aria-current=page]', { state: 'attached' });
    expect(faults).toEqual([]);
  });
});
