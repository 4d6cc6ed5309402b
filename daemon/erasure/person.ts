import type { Event, EventData } from '../../panel';

/** What stands where something of a person stood. */
export const erased = '[erased]';

/** Shorter words are in too many texts that mean something else. */
const shortest = 3;

/** What is known of a person, and what it is looked for by. It grows while events are read. */
export class Person {
  private readonly words = new Set<string>();
  private readonly customers = new Set<string>();
  private pattern: RegExp | undefined;

  /** All events about it are the person's: `line:main/42`; null: they are named by an address. */
  readonly subject: string | null;

  /** @param line all about it is the person's */
  constructor(
    readonly line: { panel: string; id: number } | null,
    email: string | null,
  ) {
    this.subject = line === null ? null : `line:${line.panel}/${String(line.id)}`;
    this.addWord(email);
  }

  /** How much is known: grows with what was learned. */
  get size(): number {
    return this.words.size + this.customers.size;
  }

  /** Texts of which one is in everything that tells of the person. */
  get searched(): string[] {
    return [...this.words, ...this.customers];
  }

  /** Ids of the customer, at providers and of our own. */
  get customerIds(): string[] {
    return [...this.customers];
  }

  /** Takes in what is known of the customer they are. A first name alone is that of others, too. */
  addCustomer({
    id,
    email,
    name,
    phone,
  }: {
    id: string | null;
    email: string | null;
    name: string | null;
    phone: string | null;
  }): void {
    if (id !== null) this.customers.add(id);
    for (const word of [email, phone]) this.addWord(word);
    if (name !== null && /\s/.test(name.trim())) this.addWord(name);
  }

  addWord(word: unknown): void {
    if (typeof word !== 'string' || word.trim().length < shortest) return;
    this.words.add(word.trim());
    this.pattern = undefined;
  }

  /** Addresses and numbers in notes. Their other words are not the person's alone. */
  private addContacts(notes: unknown): void {
    if (typeof notes !== 'string') return;
    for (const [contact] of notes.matchAll(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+?\d[\d ()-]{6,}\d/g)) this.addWord(contact);
  }

  /** Takes in what an event tells of the person, where it does. */
  learn(event: Event): void {
    const { line, before, after, billing, customer, connection, device } = event.data;
    if (this.subject !== null && event.subject === this.subject) {
      for (const word of [connection?.username, device?.mac]) this.addWord(word);
      for (const state of [line, before, after]) this.learnLine(state ?? {});
    }
    for (const told of [billing?.customer, customer]) {
      if (told !== undefined && this.isCustomer(told)) this.addCustomer(told);
    }
  }

  /** Takes in what the state of their line tells, or of a change of it. */
  learnLine({
    username,
    adminNotes,
    resellerNotes,
  }: {
    username?: unknown;
    adminNotes?: unknown;
    resellerNotes?: unknown;
  }): void {
    this.addWord(username);
    for (const notes of [adminNotes, resellerNotes]) this.addContacts(notes);
  }

  /** Whether a text tells of the person. */
  isIn(text: string): boolean {
    return this.matches(text) || [...this.customers].some((id) => text.includes(id));
  }

  /** The facts of an event without the person: what happened, to which subject, when. */
  without({ subject, data }: Event): EventData {
    if (this.subject !== null && subject === this.subject) {
      const { daysLeft, command } = data;
      return this.scrubbed({ ...(daysLeft !== undefined && { daysLeft }), ...(command && { command }) }) as EventData;
    }
    const { billing, customer, subscription } = data;
    const isTheirs = [billing?.customer, customer].some((told) => told !== undefined && this.isCustomer(told));
    const rest = {
      ...data,
      ...(isTheirs && billing !== undefined ? { billing: bare(billing) } : {}),
      ...(isTheirs && customer !== undefined ? { customer: { ...nobody, id: customer.id, links: {} } } : {}),
      ...(isTheirs && subscription !== undefined ? { subscription: { ...subscription, metadata: {} } } : {}),
    };
    return this.scrubbed(rest) as EventData;
  }

  /** The subject of an event. What the person named themselves stands only in those of commands: their keys. */
  subjectWithout(subject: string): string {
    return subject.startsWith('command:') ? (this.scrubbed(subject) as string) : subject;
  }

  /** A JSON text as `scrubbed`; null stays. */
  scrubbedJson<T extends string | null>(text: T): T {
    return (text === null ? null : JSON.stringify(this.scrubbed(JSON.parse(text)))) as T;
  }

  /** A JSON value with what identifies the person replaced in all its texts. */
  scrubbed(value: unknown): unknown {
    if (typeof value === 'string') return this.matches(value) ? value.replace(this.wordPattern(), erased) : value;
    if (Array.isArray(value)) return value.map((part) => this.scrubbed(part));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, this.scrubbed(part)]));
  }

  private isCustomer({ id, email }: { id: string | null; email: string | null }): boolean {
    return (id !== null && this.customers.has(id)) || (email !== null && this.matches(email));
  }

  private matches(text: string): boolean {
    return this.words.size > 0 && text.search(this.wordPattern()) !== -1;
  }

  /** Whole words only: `alice` is not in `alice2`. */
  private wordPattern(): RegExp {
    const longestFirst = [...this.words]
      .sort((a, b) => b.length - a.length)
      .map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
    this.pattern ??= new RegExp(
      `(?<![\\p{L}\\p{N}_@.-])(?:${longestFirst.join('|')})(?![\\p{L}\\p{N}_@-]|\\.[\\p{L}\\p{N}])`,
      'giu',
    );
    return this.pattern;
  }
}

const nobody = { email: null, name: null, phone: null, country: null, language: null } as const;

/** Whether it was paid, what and how much; not by whom. */
function bare(billing: NonNullable<EventData['billing']>): NonNullable<EventData['billing']> {
  return {
    ...billing,
    customer: { ...nobody, id: billing.customer.id },
    invoice: { ...billing.invoice, hostedUrl: null, pdfUrl: null },
    failureReason: null,
    metadata: {},
  };
}
