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

/** What is known of a message without its mapping. */
type Told = 'provider' | 'source' | 'providerEventId' | 'providerEventType';

/** What a mapping makes of a message. */
export interface Mapped {
  /** The provider's time of it; null where it names none. */
  time: Instant | null;
  /** In the order in which they are to be told. Empty: nothing to tell. */
  events: Array<{ type: EventType; billing: Omit<BillingData, Told> }>;
}

// Providers leave fields out, change them, or send them empty. What is not as it should be is unknown (null), never a reason to lose a payment.
const text = z.string().min(1).nullable().catch(null);
const amount = z.int().nullable().catch(null);
const state = z.enum(toldStates).nullable().catch(null);
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
  customer: part({ id: text, email: text, name: text, phone: text, country: text, language: text }),
  version: amount,
  paymentId: text,
  subscription: part({ id: text, status: text, state, cancelAtPeriodEnd: flag, endsAt: instant }),
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

const mapped = z.object({
  time: instant,
  events: z.array(z.object({ type: z.string().refine(isEventType), billing })).catch([]),
});

/** A provider's message in the canonical form, by a JSONata expression: logic that operators can read and change without code. */
export class Mapping {
  private readonly expression: jsonata.Expression;

  /**
   * @param file a JSONata expression that makes `{time, events: [{type, billing}]}` of a message. Fields it leaves out are null. Times are Unix
   *   seconds or ISO 8601.
   * @throws Error when it cannot be read or is no JSONata
   */
  constructor(private readonly file: string) {
    this.expression = jsonata(readFileSync(file, 'utf8'));
  }

  /** @throws Error that names the fault and repeats nothing of the message */
  async apply(message: unknown): Promise<Mapped> {
    let result: unknown;
    try {
      result = await this.expression.evaluate(message);
    } catch (thrown) {
      // JSONata's own error carries the value it stumbled over.
      const { code, position } = thrown as { code?: unknown; position?: unknown };
      throw new Error(`The mapping ${this.file} failed: JSONata ${String(code)} at position ${String(position)}.`);
    }
    return mapped.parse(result ?? {});
  }
}
