import type { Instant } from '../../panel';
import { instantOf } from '../clock';
import { Problem } from '../problem';
import type { Sealer } from '../secrets';
import { checkSelection, matcherOf, selectionOf, type FilterProblem, type Matcher, type Selection } from '../selection';
import { judgeHost, type AddressGuard } from './guard';
import type { FailedPush } from './settle';
import { isSecret, type FormerSecret } from './signing';
import type { DisabledReason, EndpointTable } from './tables';

/** Where an endpoint is and how it is pushed to. What is left out takes its default, also when an existing endpoint is changed. */
export interface EndpointSettings extends Selection {
  url: string;
  /** Sent with each push, e.g. a token of the receiver. @default {} */
  headers: Readonly<Record<string, string>>;
  /** Pushes a second; null: as fast as it answers. @default null */
  rate: number | null;
  /** Pushes under way at once. @default 16 */
  concurrency: number;
  /** Whether nothing is pushed. What comes meanwhile waits in the log. @default false */
  disabled: boolean;
}

export const endpointDefaults: Omit<EndpointSettings, 'url'> = {
  types: [],
  panels: [],
  filter: null,
  headers: {},
  rate: null,
  concurrency: 16,
  disabled: false,
};

/** What holds for all endpoints. */
export interface EndpointRules {
  /** Ranges that are no part of the internet and may be pushed to all the same, e.g. `10.1.0.0/16`. */
  allowPrivate: readonly string[];
  /** Whether addresses may begin with http://. */
  allowHttp: boolean;
  /** For one push. Seconds. */
  timeoutSeconds: number;
  /** An endpoint is disabled when nothing succeeded for so long. Seconds. */
  disableAfterSeconds: number;
  /** How long a former secret signs beside its successor. Seconds. */
  overlapSeconds: number;
}

/** What of an endpoint nobody may read on disk. */
export interface EndpointSecrets {
  url: string;
  headers: Readonly<Record<string, string>>;
  secret: string;
  former: readonly FormerSecret[];
}

/** An endpoint as the API shows it. */
export interface EndpointView extends Omit<EndpointSettings, 'headers'> {
  endpoint: string;
  /** Without what follows a question mark. */
  url: string;
  /** Names only. */
  headers: readonly string[];
  /** Whether the configuration made it. */
  configured: boolean;
  state: 'pushing' | 'failing' | 'disabled';
  disabledReason: DisabledReason | null;
  disabledAt: Instant | null;
  /** Sequence of the last event up to which all is pushed, waits for a retry, or is given up. */
  position: number;
  /** Events after the position, whether they match or not, and those that wait. */
  lag: number;
  /** Events that wait for a retry, or behind one that does. */
  waiting: number;
  /** Events given up after the last attempt. */
  dead: number;
  /** Since when nothing succeeded. */
  failingSince: Instant | null;
  lastSuccessAt: Instant | null;
  /** Newest first. */
  lastFailures: readonly FailedPush[];
  /** Until when the secret before the last rotation signs, too. */
  formerSecretUntil: Instant | null;
  filterProblem: FilterProblem | null;
}

/** Headers that are ours, or the connection's. */
const reserved =
  /^(webhook-.*|host|content-.*|user-agent|connection|keep-alive|transfer-encoding|te|trailer|upgrade|expect)$/i;

function wrong(field: string, message: string, hint: string): Problem {
  return new Problem(422, 'invalid-parameter', `${field}: ${message}.`, { field, hint });
}

/**
 * The address, checked as far as it can be before anything connects to it. No message repeats it: there may be a secret in it.
 * @throws Problem 422 `invalid-parameter`
 */
export function checkUrl(text: string, { allowHttp }: Pick<EndpointRules, 'allowHttp'>, guard: AddressGuard): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw wrong('url', 'not an address', 'Write it as https://receiver.example.com/hooks.');
  }
  if (url.protocol === 'http:' && !allowHttp) {
    throw wrong('url', 'begins with http://', 'Use https, or set endpoints.allowHttp in the daemon’s configuration.');
  }
  if (url.username !== '' || url.password !== '') {
    throw wrong('url', 'has credentials in it', 'Send them in a header: {"authorization":"Basic …"}.');
  }
  const why = judgeHost(url.hostname, guard);
  if (why !== null) throw wrong('url', why, 'Name a receiver on the internet, or allow the range.');
  return url;
}

/** @throws Problem 422 `invalid-parameter` */
export function checkEndpoint(
  settings: EndpointSettings,
  rules: Pick<EndpointRules, 'allowHttp'>,
  guard: AddressGuard,
): void {
  checkUrl(settings.url, rules, guard);
  checkSelection(settings);
  for (const [name, value] of Object.entries(settings.headers)) {
    if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name) || /[^\t\x20-\x7e]/.test(value)) {
      throw wrong(
        'headers',
        `${JSON.stringify(name)} cannot be sent`,
        'Names and values are plain ASCII, on one line.',
      );
    }
    if (reserved.test(name)) throw wrong('headers', `${name} is set by the daemon`, 'Leave it out.');
  }
}

/** @throws Problem 422 `invalid-parameter` */
export function checkSecret(secret: string): void {
  if (isSecret(secret)) return;
  throw wrong(
    'secret',
    'not a signing secret as Standard Webhooks has them',
    'Leave it out to have one made, or write whsec_ and the base64 of 24 to 64 random bytes.',
  );
}

/** What events about an endpoint are about. */
export function subjectOf(name: string): string {
  return `endpoint:${name}`;
}

/** Whether an endpoint is told of an event. */
export function endpointMatcher(row: EndpointTable): Matcher {
  // That it was disabled is no news to its receiver when it is enabled again.
  return matcherOf(selectionOf(row), (event) => event.subject === subjectOf(row.name));
}

export function secretsOf(sealer: Sealer, row: Pick<EndpointTable, 'sealed'>): EndpointSecrets {
  return sealer.unseal(row.sealed) as EndpointSecrets;
}

function instantOrNull(milliseconds: number | null): Instant | null {
  return milliseconds === null ? null : instantOf(milliseconds);
}

export function viewOf(
  row: EndpointTable,
  { url, headers, former }: EndpointSecrets,
  { head, waiting, dead, now }: { head: number; waiting: number; dead: number; now: number },
): EndpointView {
  const { origin, pathname, search } = new URL(url);
  const honoured = former.map(({ until }) => until).filter((until) => until > now);
  return {
    endpoint: row.name,
    url: `${origin}${pathname}${search === '' ? '' : '?…'}`,
    ...selectionOf(row),
    headers: Object.keys(headers),
    rate: row.rate,
    concurrency: row.concurrency,
    disabled: row.disabled_reason !== null,
    configured: row.configured === 1,
    state: row.disabled_reason !== null ? 'disabled' : row.failing_since !== null ? 'failing' : 'pushing',
    disabledReason: row.disabled_reason,
    disabledAt: instantOrNull(row.disabled_at),
    position: row.position,
    lag: Math.max(head - row.position, 0) + waiting,
    waiting,
    dead,
    failingSince: instantOrNull(row.failing_since),
    lastSuccessAt: instantOrNull(row.last_success_at),
    lastFailures: JSON.parse(row.last_failures) as FailedPush[],
    formerSecretUntil: honoured.length === 0 ? null : instantOf(Math.max(...honoured)),
    filterProblem: row.filter_problem === null ? null : (JSON.parse(row.filter_problem) as FilterProblem),
  };
}
