import type { Attributes } from '@opentelemetry/api';
import type { Observed, ObservedKind } from '../observer';

/** What a span is called and what stands in it, under the names of OpenTelemetry’s conventions where there are some, else under those of the log. */
export interface Description {
  name: string;
  /** Who asked for the work, or whom it asks: `server` answers somebody, `client` asks somebody. */
  role: 'server' | 'client' | 'internal';
  attributes: Attributes;
}

const descriptions: { readonly [K in ObservedKind]: (about: Observed[K]) => Description } = {
  pass: ({ panel }) => ({ name: 'pass', role: 'internal', attributes: { 'xtream_ui.panel': panel } }),
  panel_request: ({ panel, action }) => ({
    name: `panel_request ${action}`,
    role: 'client',
    attributes: { 'xtream_ui.panel': panel, 'xtream_ui.action': action },
  }),
  command: ({ panel, operation, key }) => ({
    name: `command ${operation}`,
    role: 'internal',
    attributes: { 'xtream_ui.panel': panel, 'xtream_ui.operation': operation, 'xtream_ui.command': key },
  }),
  http_request: ({ method, route }) => ({
    name: `${method} ${route}`,
    role: 'server',
    attributes: { 'http.request.method': method, 'http.route': route },
  }),
  push: ({ endpoint }) => ({ name: 'push', role: 'client', attributes: { 'xtream_ui.endpoint': endpoint } }),
  store_write: () => ({ name: 'store_write', role: 'internal', attributes: {} }),
};

export function describe<K extends ObservedKind>(kind: K, about: Observed[K]): Description {
  return descriptions[kind](about);
}

/** How work can end without anything being wrong with it: done, broken off by us, or by the one who asked. */
const good: ReadonlySet<string> = new Set(['ok', 'confirmed', 'left', 'gone']);

/** Of HTTP requests to us, only our own faults are faults: that somebody was refused is an answer. */
export function isFault(kind: ObservedKind, outcome: string): boolean {
  if (kind === 'http_request' && /^\d+$/.test(outcome)) return Number(outcome) >= 500;
  return !good.has(outcome);
}
