import { tokenAnswer, type OAuthApp } from '../oauth';
import {
  asText,
  bearerToken,
  jsonObject,
  route,
  type CloudProvider,
  type CloudRequest,
  type CloudResponse,
  type Route,
} from '../provider';
import { letterOf, parseRange, type CellRange } from './range';

interface Sheet {
  sheetId: number;
  title: string;
  cells: unknown[][];
}

/** The spreadsheet of the demo's account, and the sheets in it. */
export const demoSpreadsheet = {
  id: '1CedarTvDemoSpreadsheet000000000000000000000',
  title: 'Cedar TV',
  sheets: ['Sheet1', 'Weekly report'],
};

/** Google Sheets' API v4 as n8n's Google Sheets node uses it: reading, appending and updating values, adding sheets. */
export function createSheets(app: OAuthApp): CloudProvider {
  const fresh = (): Sheet[] =>
    demoSpreadsheet.sheets.map((title, index) => ({ sheetId: index * 1000, title, cells: [] }));
  let sheets = fresh();
  const sheetOf = ({ sheet }: CellRange): Sheet | undefined => sheets.find(({ title }) => title === sheet);
  const described = (sheet: Sheet, index: number): object => ({
    properties: {
      sheetId: sheet.sheetId,
      title: sheet.title,
      index,
      sheetType: 'GRID',
      gridProperties: { rowCount: Math.max(1000, sheet.cells.length), columnCount: 26 },
    },
  });

  /** The rectangle a range in the URL or body names, or what Google answers to a wrong one. */
  function located(text: unknown): { sheet: Sheet; range: CellRange } | CloudResponse {
    const range = parseRange(asText(text));
    const sheet = range && sheetOf(range);
    return range && sheet ? { sheet, range } : error(400, 'INVALID_ARGUMENT', `Unable to parse range: ${asText(text)}`);
  }

  function read({ sheet, range }: { sheet: Sheet; range: CellRange }): unknown[][] {
    const rows = sheet.cells.slice(range.top, range.bottom === undefined ? undefined : range.bottom + 1);
    const cut = rows.map((row) =>
      trimmed(
        ((row as unknown[] | undefined) ?? []).slice(
          range.left,
          range.right === undefined ? undefined : range.right + 1,
        ),
      ),
    );
    while (cut.length > 0 && cut.at(-1)?.length === 0) cut.pop();
    return cut;
  }

  function write(sheet: Sheet, top: number, left: number, values: unknown[][]): string {
    values.forEach((row, y) => {
      while (sheet.cells.length <= top + y) sheet.cells.push([]);
      const cells = sheet.cells[top + y] ?? [];
      row.forEach((value, x) => {
        while (cells.length <= left + x) cells.push('');
        if (value !== null) cells[left + x] = value;
      });
    });
    const width = Math.max(1, ...values.map((row) => row.length));
    return `${sheet.title}!${letterOf(left)}${String(top + 1)}:${letterOf(left + width - 1)}${String(top + values.length)}`;
  }

  const isAnswer = (value: object): value is CloudResponse => 'status' in value;
  const inputOption = (request: CloudRequest, body?: Record<string, unknown>): boolean =>
    ['RAW', 'USER_ENTERED'].includes(asText(request.query.get('valueInputOption') ?? body?.['valueInputOption']));
  const needsOption = (): CloudResponse =>
    error(400, 'INVALID_ARGUMENT', "'valueInputOption' is required but not specified");
  const updated = (range: string, values: unknown[][]): object => ({
    ...{ spreadsheetId: demoSpreadsheet.id, updatedRange: range, updatedRows: values.length },
    updatedCells: values.reduce((sum, row) => sum + row.length, 0),
  });

  const append: Route[2] = (request, { range: text }) => {
    const place = located(text);
    if (isAnswer(place)) return place;
    if (!inputOption(request)) return needsOption();
    const values = (jsonObject(request)?.['values'] ?? []) as unknown[][];
    // Below the table that is there.
    const range = write(
      place.sheet,
      read({ sheet: place.sheet, range: { sheet: place.sheet.title, top: 0, left: 0 } }).length,
      place.range.left,
      values,
    );
    return {
      status: 200,
      body: { spreadsheetId: demoSpreadsheet.id, tableRange: text, updates: updated(range, values) },
    };
  };

  const put: Route[2] = (request, { range: text }) => {
    const place = located(text);
    if (isAnswer(place)) return place;
    if (!inputOption(request)) return needsOption();
    const values = (jsonObject(request)?.['values'] ?? []) as unknown[][];
    return { status: 200, body: updated(write(place.sheet, place.range.top, place.range.left, values), values) };
  };

  const batchValues: Route[2] = (request) => {
    const body = jsonObject(request);
    if (!inputOption(request, body)) return needsOption();
    const data = (body?.['data'] ?? []) as Array<{ range: string; values: unknown[][] }>;
    const responses: object[] = [];
    for (const { range, values } of data) {
      const place = located(range);
      if (isAnswer(place)) return place;
      responses.push(updated(write(place.sheet, place.range.top, place.range.left, values), values));
    }
    return { status: 200, body: { spreadsheetId: demoSpreadsheet.id, totalUpdatedRows: data.length, responses } };
  };

  const batch: Route[2] = (request) => {
    const requests = (jsonObject(request)?.['requests'] ?? []) as Array<
      Record<string, { properties?: { title?: string } }>
    >;
    const replies = requests.map((each): object => {
      const title = each['addSheet']?.properties?.title;
      if (title === undefined) return {};
      const sheet = { sheetId: sheets.length * 1000, title, cells: [] };
      sheets.push(sheet);
      return { addSheet: described(sheet, sheets.length - 1) };
    });
    return { status: 200, body: { spreadsheetId: demoSpreadsheet.id, replies } };
  };

  const spreadsheet = `^/v4/spreadsheets/${demoSpreadsheet.id}`;
  const routes: Route[] = [
    ['POST', /^\/token$/, (request) => tokenAnswer(app, request)],
    [
      'GET',
      /^\/drive\/v3\/files$/,
      () => ({
        status: 200,
        body: { files: [{ id: demoSpreadsheet.id, name: demoSpreadsheet.title, webViewLink: '' }] },
      }),
    ],
    [
      'GET',
      new RegExp(`${spreadsheet}$`),
      () => ({
        status: 200,
        body: {
          spreadsheetId: demoSpreadsheet.id,
          properties: { title: demoSpreadsheet.title },
          sheets: sheets.map(described),
        },
      }),
    ],
    ['POST', new RegExp(`${spreadsheet}:batchUpdate$`), batch],
    ['POST', new RegExp(`${spreadsheet}/values:batchUpdate$`), batchValues],
    ['POST', new RegExp(`${spreadsheet}/values/(?<range>[^:]+(:[^:]+)?):append$`), append],
    [
      'POST',
      new RegExp(`${spreadsheet}/values/(?<range>.+):clear$`),
      (_request, { range: text }) => {
        const place = located(text);
        if (isAnswer(place)) return place;
        const { top, bottom } = place.range;
        for (let row = top; row <= (bottom ?? place.sheet.cells.length - 1); row += 1)
          if (place.sheet.cells[row]) place.sheet.cells[row] = [];
        return { status: 200, body: { spreadsheetId: demoSpreadsheet.id, clearedRange: text } };
      },
    ],
    [
      'GET',
      new RegExp(`${spreadsheet}/values/(?<range>.+)$`),
      (_request, { range: text }) => {
        const place = located(text);
        if (isAnswer(place)) return place;
        const values = read(place);
        return { status: 200, body: { range: text, majorDimension: 'ROWS', ...(values.length > 0 ? { values } : {}) } };
      },
    ],
    ['PUT', new RegExp(`${spreadsheet}/values/(?<range>.+)$`), put],
  ];

  return {
    name: 'Google Sheets',
    hosts: ['sheets.googleapis.com', 'www.googleapis.com', 'oauth2.googleapis.com'],
    unauthorized: (request) =>
      request.path === '/token' || bearerToken(request) === app.accessToken
        ? undefined
        : error(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.'),
    handle: (request) => route(routes, request, error(404, 'NOT_FOUND', 'Requested entity was not found.')),
    failure: (status) =>
      status === 429
        ? error(429, 'RESOURCE_EXHAUSTED', "Quota exceeded for quota metric 'Write requests'")
        : error(status, 'UNAVAILABLE', 'The service is currently unavailable.'),
    tables: () =>
      sheets
        .filter(({ cells }) => cells.length > 0)
        .map(({ title, cells: [head = [], ...rows] }) => ({
          title: `Google Sheets: ${title}`,
          columns: head.map(String),
          rows: rows.map((row) => row.map(String)),
        })),
    reset: () => (sheets = fresh()),
  };
}

/** Without the empty cells at the end, as Google leaves them out. */
function trimmed(row: unknown[]): unknown[] {
  const kept = [...row];
  while (kept.length > 0 && (kept.at(-1) === '' || kept.at(-1) === undefined)) kept.pop();
  return kept;
}

function error(code: number, status: string, message: string): CloudResponse {
  return { status: code, body: { error: { code, message, status } } };
}
