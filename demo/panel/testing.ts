import type { DemoPanel } from './index';

type Row = Record<string, unknown>;

/** The answer to a list call. */
export interface ListAnswer {
  data: Row[];
  recordsTotal: unknown;
  recordsFiltered: unknown;
}

type Parameters = Record<string, string | number | string[]>;

/** Calls the demo panel's API as a form POST and gives the response. */
export function post(panel: DemoPanel, action: string, parameters: Parameters = {}): Promise<Response> {
  const form = new URLSearchParams({ api_key: panel.apiKey, action });
  for (const [name, value] of Object.entries(parameters)) {
    if (Array.isArray(value)) for (const entry of value) form.append(`${name}[]`, entry);
    else form.append(name, String(value));
  }
  return fetch(panel.url, { method: 'POST', body: form });
}

/** Calls the API and parses the answer. */
export async function call(panel: DemoPanel, action: string, parameters: Parameters = {}): Promise<unknown> {
  return (await post(panel, action, parameters)).json();
}

/** Calls a list and gives its answer. */
export async function callList(panel: DemoPanel, action: string, parameters: Parameters = {}): Promise<ListAnswer> {
  return (await call(panel, action, parameters)) as ListAnswer;
}

/** Calls what answers one row and gives the row. */
export async function callRow(panel: DemoPanel, action: string, parameters: Parameters = {}): Promise<Row> {
  return ((await call(panel, action, parameters)) as { data: Row }).data;
}
