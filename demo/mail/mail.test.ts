import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startMailSink, type MailSink } from '.';

/** Sends one mail as an SMTP client does, line by line. */
async function send(port: number, to: string[], message: string[]): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
  const answer = async () => {
    for (;;) {
      const { value } = await answers.next();
      const line = String(value);
      if (!/^[23]/.test(line)) throw new Error(line);
      if (line[3] !== '-') return;
    }
  };
  await answer();
  const commands = ['EHLO test', 'MAIL FROM:<tv@example.com>', ...to.map((one) => `RCPT TO:<${one}>`), 'DATA'];
  for (const command of [...commands, [...message, '.'].join('\r\n'), 'QUIT']) {
    socket.write(`${command}\r\n`);
    await answer();
  }
  socket.destroy();
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

const arabic = [
  'From: =?utf-8?B?' + base64('تلفاز') + '?= <tv@example.com>',
  'To: layla@example.com',
  'Subject: =?utf-8?B?' + base64('أهلا بك') + '?=',
  'MIME-Version: 1.0',
  'Content-Type: multipart/alternative; boundary=b',
  '',
  '--b',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: base64',
  '',
  base64('اشتراكك جاهز'),
  '--b',
  'Content-Type: text/html; charset=utf-8',
  'Content-Transfer-Encoding: base64',
  '',
  base64('<p>اشتراكك جاهز</p><script>alert(1)</script>'),
  '--b--',
];

const plain = (subject: string) => ['From: tv@example.com', `Subject: ${subject}`, '', 'Text'];

describe('the mail sink', () => {
  let folder: string;
  let mail: MailSink;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mail-'));
    mail = await startMailSink();
  });

  afterAll(async () => {
    await mail.stop();
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(() => mail.clear());

  it('decodes a mail in Arabic with both its parts', async () => {
    await send(mail.smtpPort, ['layla@example.com'], arabic);
    expect(mail.messages()).toMatchObject([
      {
        subject: 'أهلا بك',
        to: ['layla@example.com'],
        text: 'اشتراكك جاهز',
        html: expect.stringContaining('<p>اشتراكك جاهز</p>') as string,
      },
    ]);
  });

  it('keeps everyone a mail went to, blind copies included', async () => {
    await send(mail.smtpPort, ['a@example.com', 'hidden@example.com'], plain('Two'));
    expect(mail.messages()[0]?.to).toEqual(['a@example.com', 'hidden@example.com']);
  });

  it('waits for a mail still to come', async () => {
    const waiting = mail.waitFor(({ subject }) => subject === 'Second');
    await send(mail.smtpPort, ['a@example.com'], plain('First'));
    await send(mail.smtpPort, ['a@example.com'], plain('Second'));
    expect((await waiting).subject).toBe('Second');
  });

  it('says what did arrive when the mail waited for does not', async () => {
    await send(mail.smtpPort, ['a@example.com'], plain('Other'));
    await expect(mail.waitFor(({ subject }) => subject === 'Wanted', 1)).rejects.toThrow('"Other" to a@example.com');
  });

  it('keeps mails over a restart in a file', async () => {
    const file = join(folder, 'mails.jsonl');
    const first = await startMailSink({ file });
    await send(first.smtpPort, ['a@example.com'], plain('Kept'));
    await first.stop();
    const second = await startMailSink({ file });
    expect(second.messages().map(({ subject }) => subject)).toEqual(['Kept']);
    await second.stop();
  });

  it('shows a mail where nothing in it can run', async () => {
    await send(mail.smtpPort, ['layla@example.com'], arabic);
    const id = mail.messages()[0]?.id ?? '';
    const page = await (await fetch(`${mail.url}/mails/${id}`)).text();
    expect(page).toContain('<iframe sandbox ');
    expect(page).not.toContain('<script>');
    const html = await fetch(`${mail.url}/mails/${id}/html`);
    expect(html.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('lists mails, each text in its own direction', async () => {
    await send(mail.smtpPort, ['layla@example.com'], arabic);
    const page = await (await fetch(mail.url)).text();
    expect(page).toMatch(/<td dir="auto"><a [^>]+>أهلا بك<\/a>/);
  });
});
