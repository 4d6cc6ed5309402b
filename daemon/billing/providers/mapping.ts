import { readFileSync } from 'node:fs';
import jsonata from 'jsonata';
import { z } from 'zod';
import {
  instantFromUnix,
  isEventType,
  toldStates,
  type BillingData,
  type EventType,
  type Instant,
} from '../../../panel';
import type { Before } from '../fact';
import { boundedRegExp } from '../../selection';
import { amountOf, isCurrency } from '../money';

/** What a mapping knows of a billing fact; the inbox adds where it came from. */
export type MappedBilling = Omit<BillingData, 'provider' | 'source' | 'providerEventId' | 'providerEventType'>;

/** What a mapping makes of a message. */
export interface Mapped {
  /** The provider's time of it; null where it names none. */
  time: Instant | null;
  /** In the order in which they are to be told. Empty: nothing to tell. */
  events: Array<{ type: EventType; billing: MappedBilling; before?: Before | undefined }>;
}

// Providers leave fields out, change them, or send them empty. What is not as it should be is unknown (null), never a reason to lose a payment.
const text = z.string().min(1).nullable().catch(null);
const amount = z.int().nullable().catch(null);
const flag = z.boolean().nullable().catch(null);
const instant = z
  .union([
    // Up to the year 9999: past it there is no ISO 8601 with four digits.
    z
      .number()
      .min(0)
      .max(253_402_300_799)
      .transform((seconds) => instantFromUnix(Math.floor(seconds))),
    z.iso.datetime({ offset: true }).transform((time) => instantFromUnix(Math.floor(Date.parse(time) / 1000))),
  ])
  .nullable()
  .catch(null);
const texts = z
  .record(z.string(), z.unknown())
  .catch({})
  .transform((values) =>
    Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) =>
        ['string', 'number', 'boolean'].includes(typeof value) ? [[name, String(value)]] : [],
      ),
    ),
  );
const part = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.preprocess((value) => (typeof value === 'object' && value !== null ? value : {}), z.object(shape));

const billing = part({
  key: text,
  version: amount,
  paymentId: text,
  customer: part({ id: text, email: text, name: text, phone: text, country: text, language: text }),
  subscription: part({
    id: text,
    status: text,
    state: z.enum(toldStates).nullable().catch(null),
    cancelAtPeriodEnd: flag,
    endsAt: instant,
  }),
  firstPayment: flag,
  invoice: part({ id: text, number: text, hostedUrl: text, pdfUrl: text }),
  priceId: text,
  productId: text,
  planName: text,
  quantity: amount,
  amount,
  tax: amount,
  currency: text,
  discount: amount,
  refunded: amount,
  method: text,
  periodStart: instant,
  periodEnd: instant,
  nextAttemptAt: instant,
  failureReason: text,
  trialEnd: instant,
  coupon: text,
  promotionCode: text,
  metadata: texts,
  live: z.boolean().catch(false),
});

/** What was otherwise before: what is not told, or not as it should be, is left out. */
const before = z
  .object({
    priceId: z.string().optional().catch(undefined),
    quantity: z.number().optional().catch(undefined),
    status: z.string().optional().catch(undefined),
    cancelAtPeriodEnd: z.boolean().optional().catch(undefined),
  })
  .transform((told): Before =>
    Object.fromEntries(Object.entries<unknown>(told).filter(([, value]) => value !== undefined)),
  );

const mapped = z.object({
  time: instant,
  events: z
    .array(z.object({ type: z.string().refine(isEventType), billing, before: before.optional().catch(undefined) }))
    .catch([]),
});

/** Ends what is a slip in an expression, before it keeps the daemon from everything else. */
const bounds = { timeout: 5000, stack: 500, sequence: 100_000 };
/** For expressions of operators; ours are known to end. */
const operatorsRegExp = boundedRegExp(1000);

/** What an expression finds beside the message. */
export interface Bound {
  /** Those kept with the message. */
  headers?: Readonly<Record<string, unknown>>;
  /** The message as it came, where its object was read from the provider's API since and is what is mapped. */
  told?: unknown;
  /** Whether the source says that it is the provider's test system. */
  sandbox?: boolean;
}

/** `$minor(19.99, "USD")` is 1999. What is no amount of a known currency, or has more decimals than it, is nothing. */
function minor(amount: unknown, currency: unknown): number | undefined {
  const decimal = typeof amount === 'number' ? String(amount) : amount;
  if (typeof decimal !== 'string' || typeof currency !== 'string' || !isCurrency(currency.toUpperCase()))
    return undefined;
  // Providers write more zeros than a currency has decimals.
  const exact = decimal.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
  return amountOf(exact, currency.toUpperCase()) ?? undefined;
}

/**
 * Expressions are worked out one after another: they give way to each other while they run, so that many at once would each look slow, and good ones be
 * ended by the bound on time.
 */
let turn: Promise<unknown> = Promise.resolve();
function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const done = turn.then(work);
  turn = done.catch(() => undefined);
  return done;
}

/** Where an expression comes from. */
export type MappingSource = { file: string } | { text: string };

/** An expression that is none. */
export class MappingError extends Error {
  override readonly name = 'MappingError';
}

/** A provider's message in the canonical form, by a JSONata expression: logic that operators can read and change without code. */
export class Mapping {
  private readonly expression: jsonata.Expression;
  private readonly place: string;
  private readonly source: MappingSource;
  private readonly ours: boolean;

  /**
   * @param source a file of ours with a JSONata expression; or where an operator has one. It makes `{time, events: [{type, billing, before?}]}` of a message. Fields it leaves
   *   out are null. Times are Unix seconds or ISO 8601. `$minor("19.99", "USD")` is 1999. Bound are `$headers`, `$told`, `$sandbox`.
   * @throws MappingError when it cannot be read or is no JSONata
   */
  constructor(source: string | MappingSource) {
    this.ours = typeof source === 'string';
    this.source = typeof source === 'string' ? { file: source } : source;
    this.place = 'file' in this.source ? `The mapping ${this.source.file}` : 'The mapping';
    this.expression = this.compiled();
  }

  /** The same mapping as it is written now: its file may have been mended. @throws MappingError */
  reread(): Mapping {
    return new Mapping(this.ours && 'file' in this.source ? this.source.file : this.source);
  }

  /** @throws MappingError that names the fault and repeats nothing of the message */
  async apply(message: unknown, bound: Bound = {}): Promise<Mapped> {
    let result: unknown;
    try {
      result = await inTurn(() => this.expression.evaluate(message, { ...bound }) as Promise<unknown>);
    } catch (thrown) {
      // JSONata's own error carries the value it stumbled over.
      const { code, position } = thrown as { code?: unknown; position?: unknown };
      throw new MappingError(`${this.place} failed: JSONata ${String(code)} at position ${String(position)}.`);
    }
    return mapped.parse(result ?? {});
  }

  private compiled(): jsonata.Expression {
    let text: string;
    try {
      text = 'file' in this.source ? readFileSync(this.source.file, 'utf8') : this.source.text;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
      throw new MappingError(`${this.place} cannot be read (${code}).`);
    }
    try {
      const expression = jsonata(text, this.ours ? bounds : { ...bounds, RegexEngine: operatorsRegExp });
      expression.registerFunction('minor', minor);
      return expression;
    } catch (thrown) {
      const { message = 'it cannot be read', position } = thrown as { message?: string; position?: number };
      const at = position === undefined ? '' : ` at ${lineAndColumn(text, position)}`;
      throw new MappingError(`${this.place} is not a JSONata expression: ${message}${at}.`);
    }
  }
}

function lineAndColumn(text: string, position: number): string {
  const lines = text.slice(0, position).split('\n');
  return `line ${String(lines.length)}, column ${String((lines.at(-1) ?? '').length)}`;
}
