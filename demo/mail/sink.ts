import { randomUUID } from 'node:crypto';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { simpleParser, type AddressObject } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { Gate } from '../gate';
import { serveMailPage } from './page';
import { MailStore } from './store';

/** One mail as it arrived. */
export interface Mail {
  id: string;
  /** ISO 8601 UTC. */
  receivedAt: string;
  /** The `From` header. */
  from: string;
  /** The envelope's recipients: everyone the mail went to, blind copies included. */
  to: string[];
  subject: string;
  text: string;
  /** Empty if the mail has no HTML part. */
  html: string;
  attachments: { filename: string; contentType: string; size: number }[];
}

export interface StartMailSinkOptions {
  /** Default: a free one. */
  smtpPort?: number;
  /** Default: a free one. */
  httpPort?: number;
  /** File to keep the mails in, as JSON lines, over restarts. Default: in memory only. */
  file?: string;
}

export interface MailSink {
  /** Takes any user and password, and none; offers no TLS. */
  smtpPort: number;
  /** The page. */
  url: string;
  /** Oldest first. */
  messages(): Mail[];
  clear(): void;
  /** Holds mails back between their arrival and their being accepted. */
  gate: Gate;
  /**
   * Resolves with the first mail, here already or still to come, that the predicate accepts.
   *
   * @param timeoutMs default 30 000
   * @throws Error naming the mails that did arrive
   */
  waitFor(predicate: (mail: Mail) => boolean, timeoutMs?: number): Promise<Mail>;
  stop(): Promise<void>;
}

const MAX_MAIL_BYTES = 25 * 1024 * 1024;

/** Starts the SMTP server and the page. A mail is kept before the sender is told it was accepted. */
export async function startMailSink({
  smtpPort = 0,
  httpPort = 0,
  file,
}: StartMailSinkOptions = {}): Promise<MailSink> {
  const store = new MailStore(file);
  const gate = new Gate();
  const watchers = new Set<(mail: Mail) => void>();

  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    size: MAX_MAIL_BYTES,
    logger: false,
    onAuth: (auth, _session, callback) => callback(null, { user: auth.username ?? 'anyone' }),
    onData(stream, session, callback) {
      const recipients = session.envelope.rcptTo.map(({ address }) => address);
      simpleParser(stream, { skipImageLinks: true }).then(
        async (parsed) => {
          if (!(await gate.pass())) {
            callback(Object.assign(new Error('Try again later'), { responseCode: 451 }));
            return;
          }
          if (stream.sizeExceeded) {
            callback(Object.assign(new Error('Message too large'), { responseCode: 552 }));
            return;
          }
          const mail: Mail = {
            id: randomUUID(),
            receivedAt: new Date().toISOString(),
            from: addressText(parsed.from),
            to: recipients,
            subject: parsed.subject ?? '',
            text: parsed.text ?? '',
            html: parsed.html || '',
            attachments: parsed.attachments.map(({ filename = 'attachment', contentType, size }) => {
              return { filename, contentType, size };
            }),
          };
          store.add(mail);
          for (const watch of watchers) watch(mail);
          callback();
        },
        (error: unknown) => callback(error as Error),
      );
    },
  });
  // A client that hangs up in the middle of a session; the mail was either accepted already or will be sent again.
  smtp.on('error', () => undefined);
  const http = createServer((request, response) => serveMailPage(request, response, store));
  await Promise.all([listen(smtp, smtpPort), listen(http, httpPort)]);

  return {
    smtpPort: (smtp.server.address() as AddressInfo).port,
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    messages: () => store.all(),
    clear: () => store.clear(),
    gate,
    waitFor(predicate, timeoutMs = 30_000) {
      const here = store.all().find(predicate);
      if (here) return Promise.resolve(here);
      return new Promise((resolve, reject) => {
        const watch = (mail: Mail) => {
          if (!predicate(mail)) return;
          clearTimeout(timer);
          watchers.delete(watch);
          resolve(mail);
        };
        const timer = setTimeout(() => {
          watchers.delete(watch);
          const arrived = store.all().map(({ to, subject }) => `"${subject}" to ${to.join(', ')}`);
          reject(new Error(`No such mail within ${timeoutMs / 1000} s. Arrived: ${arrived.join('; ') || 'none'}.`));
        }, timeoutMs);
        watchers.add(watch);
      });
    },
    async stop() {
      http.closeAllConnections();
      await Promise.all([
        new Promise<void>((resolve) => smtp.close(() => resolve())),
        new Promise((resolve) => http.close(resolve)),
      ]);
    },
  };
}

function addressText(address: AddressObject | undefined): string {
  return address?.text ?? '';
}

function listen(server: SMTPServer | HttpServer, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
}
