/** One request a client sent to the recorded panel. Host, access code and key are left out: they are arbitrary. */
export interface RecordedRequest {
  /** The `action` parameter; `''` when the request named none. */
  action: string;
  /** Whether an api key was sent. */
  authenticated: boolean;
  /**
   * Parameters of the address, decoded, without `api_key` and `action`. `name[]` becomes `name` with a list; `search[value]`
   * keeps its written name.
   */
  query: Record<string, string | string[]>;
  /** Parameters of the form body, decoded the same way; `{}` for a GET. */
  form: Record<string, string | string[]>;
}

/** One request with the answer a real panel gave to it. */
export interface Recording {
  /** The file it stands in, e.g. `create.txt`. */
  file: string;
  /** Its heading line in that file, which names it in test titles. */
  title: string;
  request: RecordedRequest;
  /** HTTP status; 200 where the file names none. */
  status: number;
  /** The answer, byte for byte; `''` where the panel sent nothing. */
  body: string;
  /** The panel's own database rows after the call, one object a row (several tables follow one another); SQL NULL is null. */
  databaseRows?: Record<string, string | null>[];
}

type Parameters = Record<string, string | string[]>;

/**
 * Reads one recording file: `## request`, then the answer on one line (possibly empty), then optionally `[HTTP n]` and
 * tab-separated tables with a heading row. Lines starting with `---` are remarks.
 */
export function parseRecordings(file: string, text: string): Recording[] {
  const blocks = text.split(/^## /m).slice(1);
  return blocks.map((block) => {
    const [title = '', body = '', ...rest] = block.replace(/\r/g, '').split('\n');
    const recording: Recording = { file, title, request: parseRequest(title), status: 200, body };
    const rows: Record<string, string | null>[] = [];
    let columns: string[] = [];
    for (const line of rest) {
      const status = /^\[HTTP (\d+)\]$/.exec(line);
      if (status) recording.status = Number(status[1]);
      else if (line.startsWith('id\t')) columns = line.split('\t');
      else if (line.includes('\t')) rows.push(row(columns, line));
      else if (line !== '' && !line.startsWith('---'))
        throw new Error(`${file}: unexpected line after "${title}": ${line}`);
    }
    if (rows.length > 0) recording.databaseRows = rows;
    return recording;
  });
}

function row(columns: string[], line: string): Record<string, string | null> {
  const values = line.split('\t');
  return Object.fromEntries(
    columns.map((column, index) => [column, values[index] === 'NULL' ? null : (values[index] ?? '')]),
  );
}

/** Reads `A&action=… -d a=1&b=2 --data-urlencode c=3`, or the same with the whole address in place of `A&`. */
function parseRequest(title: string): RecordedRequest {
  const [address = '', ...options] = title.split(/ (?=-d |--data-urlencode )/);
  const queryText = address.startsWith('A&') ? `api_key=APIKEY&${address.slice(2)}` : (address.split('?')[1] ?? '');
  const query: Parameters = {};
  for (const pair of pairs(queryText)) add(query, pair);
  const form: Parameters = {};
  for (const option of options) {
    const [name, value] = splitOnce(option, ' ');
    // curl sends -d as it is written, so it is form-encoded already; --data-urlencode encodes the value itself.
    if (name === '-d') for (const pair of pairs(value)) add(form, pair);
    else add(form, splitOnce(value, '='));
  }
  const { action = '', api_key: apiKey, ...others } = query;
  return { action: String(action), authenticated: apiKey !== undefined, query: others, form };
}

function pairs(text: string): [string, string][] {
  if (text === '') return [];
  return text.split('&').map((pair) => {
    const [name, value] = splitOnce(pair, '=');
    return [decode(name), decode(value)];
  });
}

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

function add(parameters: Parameters, [name, value]: [string, string]): void {
  if (!name.endsWith('[]')) {
    parameters[name] = value;
    return;
  }
  const list = (parameters[name.slice(0, -2)] ??= []);
  if (typeof list === 'string') throw new Error(`"${name}" is sent both as one value and as a list`);
  list.push(value);
}
