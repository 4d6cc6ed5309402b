import type { PanelAnswer } from '../../panel';

/** Answers as they arrive when something between the panel's database and here has gone wrong. */

export interface Mutation {
  /** What was done, for the report of a failing test. */
  name: string;
  /**
   * `nothing`: there is no truth left in the answer, so no result may come of it.
   * `value`: one value is of a wrong kind; what comes of it must not differ where it matters.
   */
  kind: 'nothing' | 'value';
  answer: PanelAnswer;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const page = '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center>nginx</center></body>\r\n</html>';

const bodies: ReadonlyArray<[name: string, (body: string) => string]> = [
  ['an empty body', () => ''],
  ['white space', () => ' \n\t '],
  ['null', () => 'null'],
  ['true', () => 'true'],
  ['a number', () => '42'],
  ['a text', () => '"ok"'],
  ['result false', () => '{"result":false}'],
  ['an empty object', () => '{}'],
  ['a web page', () => page],
  ['a web page with the answer in it', (body) => `<!DOCTYPE html><pre>${body}</pre>`],
  ['a PHP warning before the answer', (body) => `<br />\n<b>Warning</b>: mysqli in /home/x.php<br />\n${body}`],
  ['a fault of PHP in words', () => 'PHP Fatal error:  Uncaught TypeError: implode()'],
  ['a failure', () => '{"status":"STATUS_FAILURE"}'],
  ['success without data', () => '{"status":"STATUS_SUCCESS"}'],
  ['success with null', () => '{"status":"STATUS_SUCCESS","data":null,"recordsTotal":null,"recordsFiltered":0}'],
  ['no permission', () => '{"status":"STATUS_NO_PERMISSIONS"}'],
  ['a status nobody knows', () => '{"status":"STATUS_WONDERFUL","data":[],"recordsTotal":0}'],
  ['result true with an error', () => '{"result":true,"error":"NOT ENOUGH CREDITS"}'],
  ['a message under 0', () => '{"result":false,"0":"SOMETHING"}'],
  ['lists in lists, a hundred thousand deep', () => '['.repeat(100_000)],
  ['lists in lists, closed', () => `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ['objects in data, deep', () => `{"status":"STATUS_SUCCESS","data":${'{"a":'.repeat(5000)}1${'}'.repeat(5001)}`],
  ['four mebibytes of nothing', () => 'x'.repeat(4 * 1024 * 1024)],
  ['bytes that are no UTF-8', (body) => body.replace(/[a-z]{3}/, '\uFFFD\uFFFD')],
  ['UTF-16', (body) => body.replaceAll(/./g, '$&\u0000')],
  [
    'rows that are no objects',
    () => '{"status":"STATUS_SUCCESS","data":[1,2,3],"recordsTotal":"3","recordsFiltered":3}',
  ],
];

const statuses = [301, 400, 403, 404, 429, 500, 502, 503];

/** A value of one kind where another belongs. Text for text is left out: one name is as good as another. */
const strangers: readonly Json[] = [{}, { a: [1] }, [[]], true, 'garbage'];

/**
 * @param answer of JSON
 * @param random 0 to 1
 * @param means HTTP statuses that are an answer on this panel
 */
export function mutate(answer: PanelAnswer, random: () => number, means: readonly number[] = []): Mutation {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const choice = random();
  if (choice < 0.35) {
    const [name, change] = pick(bodies);
    return { name, kind: 'nothing', answer: { ...answer, body: change(answer.body) } };
  }
  if (choice < 0.55) {
    const at = Math.floor(random() * (answer.body.length - 1));
    return { name: `cut off at ${String(at)}`, kind: 'nothing', answer: { ...answer, body: answer.body.slice(0, at) } };
  }
  if (choice < 0.65) {
    const status = pick(statuses.filter((candidate) => !means.includes(candidate)));
    return { name: `HTTP ${String(status)}`, kind: 'nothing', answer: { status, body: page, headers: {} } };
  }
  if (choice < 0.75) {
    const rowless = withoutRows(answer.body);
    if (rowless !== undefined)
      return { name: 'rows gone, count kept', kind: 'nothing', answer: { ...answer, body: rowless } };
  }
  const changed = JSON.parse(answer.body) as Json;
  const places = leaves(changed);
  if (places.length === 0) return { name: 'a text', kind: 'nothing', answer: { ...answer, body: '"ok"' } };
  const place = pick(places);
  const isNumber = typeof place.value === 'number' || /^-?\d+(\.\d+)?$/.test(String(place.value));
  // A build that says true where another says 1 is not wrong.
  const isFlag = /^[01]$/.test(String(place.value));
  const fitting = strangers.filter(
    (stranger) => (typeof stranger !== 'string' || isNumber) && (stranger !== true || !isFlag),
  );
  const stranger = random() < 0.25 ? undefined : pick(fitting);
  if (stranger === undefined) place.remove();
  else place.set(stranger);
  const name = `${place.path} ${stranger === undefined ? 'gone' : `as ${JSON.stringify(stranger)}`}`;
  return { name, kind: 'value', answer: { ...answer, body: JSON.stringify(changed) } };
}

/** The table without its rows, but with their number; undefined where the answer is no table with rows. */
function withoutRows(body: string): string | undefined {
  const table = JSON.parse(body) as { data?: unknown; recordsTotal?: unknown };
  if (!Array.isArray(table.data) || table.data.length === 0 || table.recordsTotal === undefined) return undefined;
  return JSON.stringify({ ...table, data: [] });
}

interface Leaf {
  path: string;
  value: null | boolean | number | string;
  set(value: Json): void;
  remove(): void;
}

function leaves(value: Json, path = ''): Leaf[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, child]): Leaf[] => {
    const holder = value as Record<string, Json>;
    const place = `${path}/${key}`;
    if (child !== null && typeof child === 'object') return leaves(child, place);
    const leaf: Leaf = {
      path: place,
      value: child,
      set: (next) => {
        holder[key] = next;
      },
      remove: () => {
        if (Array.isArray(value)) value.splice(Number(key), 1);
        else Reflect.deleteProperty(holder, key);
      },
    };
    return [leaf];
  });
}
