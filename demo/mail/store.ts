import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import type { Mail } from './sink';

/** The mails, oldest first; on disk too, as JSON lines, if given a file. */
export class MailStore {
  private mails: Mail[] = [];

  /** @param file read at once if it exists, so that mails outlive a restart */
  constructor(private readonly file?: string) {
    if (!file || !existsSync(file)) return;
    for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
      try {
        this.mails.push(JSON.parse(line) as Mail);
      } catch {
        // The last line, cut short by a crash.
      }
    }
  }

  add(mail: Mail): void {
    this.mails.push(mail);
    if (this.file) appendFileSync(this.file, `${JSON.stringify(mail)}\n`);
  }

  all(): Mail[] {
    return [...this.mails];
  }

  find(id: string): Mail | undefined {
    return this.mails.find((mail) => mail.id === id);
  }

  clear(): void {
    this.mails = [];
    if (this.file) rmSync(this.file, { force: true });
  }
}
