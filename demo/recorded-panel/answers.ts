import { loadRecordings, type Recording } from '../../test/recordings';
import { encodeJson, type PhpVariables } from '../php';

/** Parameters that choose a part of an answer, not what is answered. */
const PART_PARAMETERS = /^(start|limit|show_columns|hide_columns|order(\[.*)?)$/;
const DEFAULT_LIMIT = 50;
const UNKNOWN_ACTION = 'nope';

interface List {
  status: string;
  data: Record<string, unknown>[];
  recordsTotal: unknown;
}

/** A request's parameters, without key and action, by their written names: lists under the name without `[]`. */
type Parameters = Record<string, string | string[]>;

/**
 * Finds the recorded answer to a request:
 * 1. the request as recorded; recorded several times, its answers come in order and the last one stays
 * 2. a list whose other parameters were recorded: the page that `start` and `limit` ask for, of the columns asked for
 * 3. any answer recorded for the action with other columns
 * 4. what the panel said to an action it does not know
 */
export class RecordedAnswers {
  readonly #exact = new Map<string, Recording[]>();
  readonly #whole = new Map<string, Recording>();
  readonly #withoutKey: string;
  readonly #unknown: string;

  constructor(recordings = loadRecordings()) {
    for (const recording of recordings) {
      const { action, query, form } = recording.request;
      const parameters = { ...query, ...form };
      const exact = keyOf(action, parameters);
      this.#exact.set(exact, [...(this.#exact.get(exact) ?? []), recording]);
      const whole = keyOf(action, withoutPart(parameters));
      if (recording.body !== '' && !this.#whole.has(whole)) this.#whole.set(whole, recording);
    }
    const bodyOf = (wanted: (recording: Recording) => boolean) => recordings.find(wanted)?.body ?? '';
    this.#withoutKey = bodyOf(({ request }) => !request.authenticated);
    this.#unknown = bodyOf(({ request }) => request.action === UNKNOWN_ACTION);
  }

  /** @returns the body; every recorded answer has HTTP status 200 */
  find(variables: PhpVariables): string {
    const { api_key: apiKey, action, ...others } = variables;
    if (typeof apiKey !== 'string' || apiKey === '') return this.#withoutKey;
    if (typeof action !== 'string') return this.#unknown;
    const parameters = flatten(others);
    const exact = this.#exact.get(keyOf(action, parameters));
    if (exact) return (exact.length > 1 ? exact.shift() : exact[0])?.body ?? '';
    const whole = this.#whole.get(keyOf(action, withoutPart(parameters)));
    if (!whole) return this.#unknown;
    const answer = JSON.parse(whole.body) as Partial<List>;
    const isList = Array.isArray(answer.data) && answer.recordsTotal !== undefined;
    return isList ? encodeJson(page(answer as List, parameters)) : whole.body;
  }
}

/** A page of a recorded list, with the counts as the panel was heard to give them. */
function page({ status, data, recordsTotal }: List, parameters: Parameters): object {
  const start = Math.max(0, Number(parameters.start) || 0);
  const limit = Number(parameters.limit) || DEFAULT_LIMIT;
  const rows = data.slice(start, start + limit).map((row) => pickColumns(row, parameters));
  return { status, data: rows, recordsTotal, recordsFiltered: Number(recordsTotal) < limit ? recordsTotal : limit };
}

function pickColumns(row: Record<string, unknown>, parameters: Parameters): Record<string, unknown> {
  const { show_columns: shown, hide_columns: hidden } = parameters;
  return Object.fromEntries(
    Object.entries(row).filter(([column]) => {
      if (typeof shown === 'string') return shown.split(',').includes(column);
      return typeof hidden !== 'string' || !hidden.split(',').includes(column);
    }),
  );
}

function keyOf(action: string, parameters: Parameters): string {
  return JSON.stringify([action, Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

function withoutPart(parameters: Parameters): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !PART_PARAMETERS.test(name)));
}

function flatten(variables: PhpVariables, prefix = ''): Parameters {
  const flat: Parameters = {};
  for (const [name, value] of Object.entries(variables)) {
    const written = prefix === '' ? name : `${prefix}[${name}]`;
    if (typeof value === 'string') flat[written] = value;
    else if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) flat[written] = value;
    else Object.assign(flat, flatten(Object.fromEntries(Object.entries(value)), written));
  }
  return flat;
}
