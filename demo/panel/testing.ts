import type { DemoPanel } from './index';

/** A parsed answer of the API; tests look into it freely. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Answer = any;

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
export async function call(panel: DemoPanel, action: string, parameters: Parameters = {}): Promise<Answer> {
  return (await post(panel, action, parameters)).json();
}
