import type { Parameter, ParameterKind, Resource } from '../../../../panel';

/**
 * What the node can do with the daemon beyond its panels: subscriptions, customers and money. Each operation is one route of the daemon's HTTP API
 * (docs/http-api.md), written down; one executor carries all of them out.
 */

/** As the node's Resource field lists them. */
export type BusinessResource =
  'attention' | 'command' | 'customer' | 'dunningPolicy' | 'exchangeRate' | 'plan' | 'reconciliation' | 'subscription';

/** Kinds whose fields are those of the panels' operations. */
export type SharedKind = Extract<
  ParameterKind,
  'choice' | 'choices' | 'duration' | 'integer' | 'package' | 'switch' | 'text' | 'texts'
>;

export type BusinessKind =
  | SharedKind
  /** `stripe:sub_123` */
  | 'subscription'
  /** `cus_…` */
  | 'customer'
  /** a name of the configuration or the API */
  | 'plan'
  | 'policy'
  | 'panel'
  | 'reconciliation'
  /** the id of a line on the operation's panel */
  | 'line'
  | 'day'
  /** a moment, past or to come */
  | 'instant'
  /** as people write it, e.g. `12.99`; sent in the minor unit of the currency that `currencyIn` names */
  | 'amount'
  /** ISO 4217, upper case */
  | 'currency'
  /** a positive number, sent as written */
  | 'decimal'
  /** an object or a list */
  | 'json'
  /** a list of objects with the parameters of `entry` */
  | 'entries';

export interface BusinessParameter extends Omit<Parameter, 'kind' | 'needs'> {
  kind: BusinessKind;
  /** Its place in the query or the body, with dots between the levels. @default its name */
  as?: string;
  /** Shown at once although it may be left out. */
  upFront?: boolean;
  /** Of a panel: left out, it is the only one the daemon has. */
  sole?: boolean;
  /** Of entries: what each holds, and what it is called. */
  entry?: { label: string; parameters: BusinessParameters };
  /** Of an amount: the parameter that holds its currency. */
  currencyIn?: string;
}

export type BusinessParameters = Readonly<Record<string, BusinessParameter>>;

/** What the daemon answers, and what becomes of it. */
export type Answer =
  | { kind: 'one' }
  /** A list at this place of the answer. `paged`: with `after`, `limit` and `next`; `atMost`: with `limit` up to this; else whole. */
  | { kind: 'rows'; at: string; paged?: true; atMost?: number }
  /** Nothing; the named parameters say what is gone. */
  | { kind: 'deleted'; named: readonly string[] }
  /** A report: its findings as items, or a file. */
  | { kind: 'report'; at: string };

/** Where the key of a write goes, made as for writes to a panel, so that it happens once: the `key` or, of what is made once under it, the `id` in the body. */
export type Key = 'key' | 'id';

export interface BusinessOperation {
  /** `resource.operation`, stable. */
  readonly id: string;
  readonly resource: BusinessResource | Extract<Resource, 'line'>;
  /** The part after the dot. */
  readonly name: string;
  /** As the Operation field shows it: Title Case. */
  readonly label: string;
  /** As n8n's node picker shows it: sentence case, no articles. */
  readonly action: string;
  readonly description: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With parameters in braces, e.g. `/v1/plans/{plan}`. Those that are not in it go into the query of a GET or DELETE, else into the body. */
  readonly path: string;
  readonly parameters: BusinessParameters;
  readonly answer: Answer;
  /** Sent in the body besides the parameters. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  readonly key?: Key;
  /** It begins something that takes time: the daemon is asked until that has ended. What ends as `failed` is a refusal. */
  readonly waits?: {
    /** Where to ask how what was begun stands, with its `{id}`. @default the same call again, under the same key */
    at?: string;
  };
  /** Whether the end of something that has failed is an answer, not a refusal: the node puts it out. */
  readonly tellsFailures?: boolean;
  /** The values most workflows need of a result, where it has many. */
  readonly simplified?: readonly string[];
}
