import { theRunningDemo } from './home';

/** `npm run demo:expire`: somebody at the panel makes a line expire in two and a half days; the template warns its customer. */

interface DemoLine {
  id: number;
  username: string;
  contact: string | null;
  exp_date: number;
  is_trial: number;
}

const day = 86_400;
const email = /^[^@\s]+@[^@\s]+$/;

async function main(): Promise<void> {
  const demo = await theRunningDemo();
  const api = `${demo.operator}/api`;
  const now = Math.floor(Date.now() / 1000);
  const list = await fetch(`${api}/lines?status=active&order=expiry&limit=500`);
  const { lines } = (await list.json()) as { lines: DemoLine[] };
  const line = lines.find(
    (candidate) =>
      candidate.exp_date > now + 8 * day && candidate.is_trial === 0 && email.test(candidate.contact ?? ''),
  );
  if (!line)
    throw new Error(`No active line with an e-mail address expires later than in 8 days. Make one: ${demo.operator}`);
  const expiry = now + 2.5 * day;
  const patched = await fetch(`${api}/lines/${String(line.id)}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ exp_date: Math.round(expiry) }),
  });
  if (!patched.ok) throw new Error(`The demo panel answered ${String(patched.status)}: ${await patched.text()}`);
  const to = line.contact ?? '';
  console.log(
    `Line ${line.username} (${to}) now expires ${new Date(expiry * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
  );
  for (const deadline = Date.now() + 60_000; ;) {
    const mails = (await (await fetch(`${demo.mail}/mails.json`)).json()) as Array<{
      to: string[];
      subject: string;
      receivedAt: string;
    }>;
    const mail = mails.find((one) => one.to.includes(to) && Date.parse(one.receivedAt) >= now * 1000);
    if (mail) {
      console.log(`Mail to ${to}: ${mail.subject}   (${demo.mail})`);
      return;
    }
    if (Date.now() > deadline) throw new Error(`No mail within a minute. Look at Executions in n8n: ${demo.n8n}`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
