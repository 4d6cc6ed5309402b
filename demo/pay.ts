import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { demoCredentials, holdAtStripe } from './clouds';
import { demoHome, theRunningDemo, type RunningDemo } from './home';
import { postStripeEvent, subscribeEvents, type StripeEvent } from './stripe';

/** `npm run demo:pay`: a customer subscribes at Stripe, and the events arrive signed. */

const lastFile = join(demoHome, 'last-payment.json');
const customers = [
  { name: 'نادية حداد', locale: 'ar', country: 'LB', phone: '+96170' },
  { name: 'Omar Farouk', locale: 'ar', country: 'EG', phone: '+20100' },
  { name: 'Grace Miller', locale: 'en', country: 'GB', phone: '+447700' },
] as const;

interface Outcome {
  what: string;
  found: string | null;
}

async function json<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T;
}

/** What has come of the payment so far, at each place it should arrive. */
async function outcomes(demo: RunningDemo, email: string, phone: string | null): Promise<Outcome[]> {
  const { lines } = await json<{ lines: Array<{ username: string; contact: string | null; exp_date: number | null }> }>(
    `${demo.operator}/api/lines?search=&order=newest&limit=100`,
  );
  const line = lines.find((candidate) => candidate.contact === email);
  const received = await json<Array<{ host: string; method: string; path: string; status: number; body?: unknown }>>(
    `${demo.clouds}/received`,
  );
  const has = (host: string, text: string): { method: string; path: string } | undefined =>
    received.find(
      (one) =>
        one.host === host &&
        one.status < 300 &&
        one.method !== 'GET' &&
        `${decodeURIComponent(one.path)} ${JSON.stringify(one.body ?? '')}`.includes(text),
    );
  const hubspot = has('api.hubapi.com', email);
  const sms = phone === null ? undefined : has('api.twilio.com', phone);
  const mails = await json<Array<{ to: string[]; subject: string }>>(`${demo.mail}/mails.json`);
  const mail = mails.find((one) => one.to.includes(email));
  const expiry = line?.exp_date ? new Date(line.exp_date * 1000).toISOString().slice(0, 10) : 'never';
  return [
    { what: 'line on the panel', found: line ? `${line.username}, expires ${expiry}` : null },
    { what: 'HubSpot contact', found: hubspot ? `${hubspot.method} ${hubspot.path}` : null },
    { what: 'mail', found: mail?.subject ?? null },
    { what: 'SMS', found: sms ? `to ${phone ?? ''}` : null },
  ];
}

async function lastPayment(): Promise<{ events: StripeEvent[]; email: string; phone: string }> {
  try {
    return JSON.parse(await readFile(lastFile, 'utf8')) as { events: StripeEvent[]; email: string; phone: string };
  } catch {
    throw new Error('There is no payment to repeat yet: run npm run demo:pay first.');
  }
}

function newPayment(email: string | undefined): { events: StripeEvent[]; email: string; phone: string } {
  const now = Math.floor(Date.now() / 1000);
  const picked = customers[now % customers.length] ?? customers[0];
  const customer = {
    ...picked,
    email: email ?? `customer${String(now)}@example.com`,
    phone: picked.phone + String(now).slice(-6),
  };
  const events = subscribeEvents({ customer, priceId: 'price_monthly', amount: 1299, paidAt: now });
  return { events, email: customer.email, phone: customer.phone };
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { email: { type: 'string' }, again: { type: 'boolean', default: false } } });
  const demo = await theRunningDemo();
  const payment = values.again ? await lastPayment() : newPayment(values.email);
  await writeFile(lastFile, JSON.stringify(payment));
  console.log(`${payment.email} ${values.again ? 'pays: the same events once more' : 'subscribes and pays 12.99 USD'}`);
  await holdAtStripe(`${demo.clouds}/api.stripe.com`, payment.events, demoCredentials.stripe.secretKey);
  for (const event of payment.events) {
    const { status, duplicate } = await postStripeEvent(`${demo.daemon}/v1/inbox/stripe`, event, demo.stripeSecret);
    console.log(`  ${event.type.padEnd(32)}${String(status)}${duplicate ? ' (known already, changes nothing)' : ''}`);
    if (status !== 200) throw new Error('The daemon did not take the event. Its log is in the demo’s folder.');
  }
  console.log('What has come of it:');
  const told = new Set<string>();
  const missing = async (): Promise<Outcome[]> => {
    const all = await outcomes(demo, payment.email, payment.phone);
    for (const { what, found } of all) {
      if (found === null || told.has(what)) continue;
      told.add(what);
      console.log(`  ${what.padEnd(20)}${found}`);
    }
    return all.filter(({ found }) => found === null);
  };
  for (const deadline = Date.now() + 60_000; ;) {
    const left = await missing();
    if (left.length === 0) break;
    if (Date.now() > deadline) {
      throw new Error(
        `Not within a minute: ${left.map(({ what }) => what).join(', ')}. Look at Executions in n8n: ${demo.n8n}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  if (!values.again)
    console.log('Post the same events again and see that nothing changes: npm run demo:pay -- --again');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
