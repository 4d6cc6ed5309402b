import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { waitUntil } from '../../daemon/testing';
import { startDemoPanel, type DemoPanel } from '../../demo/panel';
import { startDaemonProcess, type DaemonProcess } from '../../demo/stack';

const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
if (executablePath === undefined) console.warn('SKIPPED: the dashboard in a browser. There is no Chromium here.');
const describeInBrowser = executablePath === undefined ? describe.skip : describe;

/** Headless, and silent on the network. */
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

let folder: string;
let panel: DemoPanel;
let daemon: DaemonProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xtream-ui-dashboard-'));
  panel = await startDemoPanel({ lines: 60 });
  const panels = [{ name: 'main', url: panel.url, apiKey: panel.apiKey }];
  daemon = await startDaemonProcess({ folder, panels, pollSeconds: 0.5 });
  await waitUntil(async () => (await state()) === 'ready', 'the baseline', 30_000);
});
afterAll(async () => {
  await daemon.stop();
  await panel.stop();
  await rm(folder, { recursive: true, force: true });
});

const state = async (): Promise<string | undefined> =>
  (await daemon.call<{ panels: Array<{ state: string }> }>('GET', '/v1/panels')).panels[0]?.state;

it('the address of the daemon leads to its page, whose files all are there and may do nothing but speak to the daemon', async () => {
  const page = await fetch(daemon.url);
  expect(page.url).toBe(`${daemon.url}/dashboard/`);
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
  const seen = new Set<string>();
  const follow = async (url: string): Promise<void> => {
    if (seen.has(url)) return;
    seen.add(url);
    const file = await fetch(url);
    expect([url, file.status, file.headers.get('content-type')]).toEqual([url, 200, 'text/javascript; charset=utf-8']);
    for (const [, next = ''] of (await file.text()).matchAll(/from '(\.[^']+)'/g))
      await follow(new URL(next, url).href);
  };
  await follow(`${daemon.url}/dashboard/main.js`);
  expect(seen.size).toBeGreaterThan(10);
});

it.each(['..%2f..%2fpackage.json', '%2e%2e/routes.js', 'views', 'missing.js'])(
  'nothing else is to be had: %s',
  async (name) => {
    expect((await fetch(`${daemon.url}/dashboard/${name}`)).status).toBe(404);
  },
);

describeInBrowser('in a browser', () => {
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: flags });
    page = await (await browser.newContext({ locale: 'en' })).newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(daemon.url);
  });
  afterAll(() => browser.close());

  const signIn = async (token: string): Promise<void> => {
    await page.fill('input[type=password]', token);
    await page.click('button.main');
  };

  it('a wrong token is refused in words', async () => {
    await signIn('not the token');
    await page.waitForSelector('text=The daemon does not know this token.');
  });

  it('with the right one each view is drawn, in both languages', async () => {
    await signIn(daemon.token);
    await page.waitForSelector('text=60');
    for (const language of ['ltr', 'rtl', 'ltr']) {
      for (const view of ['events', 'lines', 'feeds', 'endpoints', 'rules', 'plans', 'dunning', 'replicas', 'panels']) {
        await page.click(`nav a[href="#/${view}"]`);
        await page.waitForSelector(`nav a[href="#/${view}"][aria-current=page]`);
        await page.waitForSelector('main h1');
        expect([view, await page.locator('.notice.bad').count()]).toEqual([view, 0]);
      }
      expect(await page.getAttribute('html', 'dir')).toBe(language);
      await page.click('header > button:first-of-type');
      await page.waitForSelector(`html[dir=${language === 'ltr' ? 'rtl' : 'ltr'}]`);
    }
    expect(faults).toEqual([]);
  });

  const inEnglish = async (): Promise<void> => {
    if ((await page.getAttribute('html', 'dir')) === 'rtl') await page.click('header > button:first-of-type');
    await page.waitForSelector('html[dir=ltr]');
  };

  it('a plan is made, changed and deleted there, and a second one of its price is told of', async () => {
    await inEnglish();
    await page.click('nav a[href="#/plans"]');
    const make = async (name: string, cost: string): Promise<void> => {
      await page.getByLabel('Name: lower-case').fill(name);
      await page.getByLabel('Package (id)').fill('1');
      await page.getByLabel('Prices or products').fill('stripe: price_1\nprod_2');
      await page.getByLabel('Cost').first().fill(cost);
      await page.locator('label:has-text("Cost") input').nth(1).fill('kwd');
      await page.click('button:text-is("Save")');
    };
    await make('gold', '4.5000');
    await page.waitForSelector('text=with no more decimals than the currency has');
    await make('gold', '4.500');
    await page.waitForSelector('h2:has-text("gold")');
    expect(await daemon.call('GET', '/v1/plans/gold')).toMatchObject({
      prices: [
        { source: 'stripe', price: 'price_1' },
        { source: null, price: 'prod_2' },
      ],
      duration: { amount: 1, unit: 'months' },
      amount: 4500,
      currency: 'KWD',
    });
    await page.getByLabel('Bouquet ids').fill('live: 1, 2; vod: 3');
    await page.click('button:text-is("Save")');
    await waitUntil(async () => {
      const { bouquets } = await daemon.call<{ bouquets: object | null }>('GET', '/v1/plans/gold');
      return JSON.stringify(bouquets) === '{"live":["1","2"],"vod":["3"],"catchUp":[]}';
    }, 'the change of the bouquets');
    await page.click('button:text-is("New plan")');
    await make('silver', '3');
    await page.waitForSelector('text=is also of gold: what is paid for it resolves to no plan');
    for (const name of ['silver', 'gold']) {
      await page.click(`tr:has-text("${name}") button`);
      await page.waitForSelector(`h2:has-text("${name}")`);
      page.once('dialog', (dialog) => void dialog.accept());
      await page.click('button.danger');
      await page.waitForSelector(`tr:has-text("${name}")`, { state: 'detached' });
    }
    expect(await daemon.call('GET', '/v1/plans')).toEqual({ plans: [] });
  });

  it('a dunning policy is made there, and one that terminates first is said not to be used', async () => {
    await inEnglish();
    await page.click('nav a[href="#/dunning"]');
    await page.waitForSelector('h2:text-is("New policy")');
    await page.click('button:text-is("Save")');
    await page.waitForSelector('text=in use');
    expect(await daemon.call('GET', '/v1/dunning-policies/default')).toMatchObject({
      steps: [
        { after: 3600, template: 'first-reminder' },
        { after: 259_200 },
        { action: 'suspend' },
        { after: 2_592_000 },
      ],
    });
    const card = page.locator('section:has(h2:has-text("default"))');
    await card.locator('tr:has(option[value=suspend]:checked) button').click();
    await card.locator('button:text-is("Save")').click();
    await page.waitForSelector('text=terminates a service before it was suspended');
    await page.waitForSelector('text=not used');
  });

  it('deletions that are held are believed when they are confirmed there', async () => {
    for (const { id } of panel.state.lines.all().slice(5, 50)) panel.state.lines.delete(id);
    await page.click('nav a[href="#/panels"]');
    await page.waitForSelector('button.danger', { timeout: 20_000 });
    page.once('dialog', (dialog) => void dialog.accept());
    await page.click('button.danger');
    await waitUntil(async () => (await state()) === 'ready', 'the hold to end', 20_000);
    const { events } = await daemon.call<{ events: unknown[] }>('GET', '/v1/events?types=line.deleted&limit=1000');
    expect(events).toHaveLength(45);
  });
});
