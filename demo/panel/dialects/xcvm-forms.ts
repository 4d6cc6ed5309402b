import type { PhpValue, PhpVariables } from '../../php';
import { intval, numbersIn, type Call } from '../actions';
import type { LineRow, UserRow } from '../state';

/**
 * What XC_VM 2.6 makes of an edit: the older builds' action takes the panel's whole form, and 2.6 puts into it, from what is stored, every field
 * that the request leaves out. Sent empty, a field is emptied; a switch is on at 1, off at 0 or empty. Source: AdminAPIWrapper of 2.6.
 */

export interface Form {
  /** Fields the request may leave out, as the panel's own page posts them. */
  kept: PhpVariables;
  /** Posted by the page only when they are on; as stored. */
  switches?: Readonly<Record<string, number>>;
  /** What a list is that is sent empty. */
  emptied?: PhpVariables;
}

/** The form of what an edit names by its `id`; undefined: there is none. */
export type FormOf = (call: Call) => Form | undefined;

/** The request with all it left out. */
export function completed(sent: PhpVariables, { kept, switches = {}, emptied = {} }: Form): PhpVariables {
  const form = Object.entries({ ...kept, ...sent })
    .filter(([name]) => !(name in switches))
    .map(([name, value]) => [name, (value === '' ? emptied[name] : undefined) ?? value] as const);
  const on = Object.entries(switches)
    .filter(([name, stored]) => isNotEmpty(sent[name] ?? String(stored)))
    .map(([name]) => [name, '1'] as const);
  return Object.fromEntries([...form, ...on]);
}

/** PHP's `!empty` of a request variable. */
function isNotEmpty(value: PhpValue | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0';
}

/** The expiry has two fields. Left out, it stays; a date sent empty is none. */
export function withExpiry(sent: PhpVariables, { exp_date: stored }: LineRow): PhpVariables {
  const { no_expire: never, exp_date: date = stored === null ? '' : `@${stored}`, ...others } = sent;
  return { ...others, ...(isNotEmpty(never) ? { no_expire: '1' } : {}), ...(date === '' ? {} : { exp_date: date }) };
}

/** Whether the request says anything of the expiry. */
export function namesExpiry(sent: PhpVariables): boolean {
  return 'exp_date' in sent || isNotEmpty(sent.no_expire);
}

/** A stored list as the page posts it. */
export function textsIn(json: string | null): string[] {
  return Object.values(JSON.parse(json || '[]') as object).map(String);
}

export function lineForm(line: LineRow): Form {
  const { is_stalker, is_restreamer, is_trial, is_isplock, bypass_ua } = line;
  return {
    kept: {
      username: line.username ?? '',
      password: line.password ?? '',
      enabled: String(line.enabled),
      admin_enabled: String(line.admin_enabled),
      max_connections: String(line.max_connections),
      bouquets_selected: line.bouquet,
      access_output: textsIn(line.allowed_outputs),
      allowed_ips: textsIn(line.allowed_ips),
      allowed_ua: textsIn(line.allowed_ua),
    },
    switches: { is_stalker, is_restreamer, is_trial, is_isplock, bypass_ua },
    emptied: { bouquets_selected: '[]', access_output: [], allowed_ips: [], allowed_ua: [] },
  };
}

/** A device's line, but for what the older action keeps by itself, or sets to a device's whatever was sent. */
export function deviceForm(mac: string, line: LineRow): Form {
  const { is_trial, is_isplock, pair_id: pair } = line;
  return {
    kept: {
      mac,
      bouquets_selected: line.bouquet,
      allowed_ips: textsIn(line.allowed_ips),
      // Anything but empty keeps the lock on the provider.
      isp_clear: '1',
      ...(pair === null ? {} : { pair_id: String(pair) }),
    },
    switches: { is_trial, is_isplock },
    emptied: { bouquets_selected: '[]', allowed_ips: [] },
  };
}

/** Prices agreed on are `override_<package>`. The balance is as good as kept: 2.6 moves it by what is sent, and by nothing where nothing is. */
export function userForm({ username, member_group_id, credits, override_packages }: UserRow): Form {
  const prices = JSON.parse(override_packages || '[]') as Record<string, { official_credits?: number }>;
  const agreed = Object.entries(prices).flatMap(([id, { official_credits: price = 0 }]) =>
    price === 0 ? [] : [[`override_${id}`, String(price)] as const],
  );
  return {
    kept: {
      username,
      member_group_id: String(member_group_id),
      credits: String(credits),
      ...Object.fromEntries(agreed),
    },
  };
}

/** The four lists are one field. */
export const bouquetForm: FormOf = ({ state, parameters }) => {
  const row = state.bouquets.get(intval(parameters.id));
  if (!row) return undefined;
  const members = {
    stream: numbersIn(row.bouquet_channels),
    movies: numbersIn(row.bouquet_movies),
    radios: numbersIn(row.bouquet_radios),
    series: numbersIn(row.bouquet_series),
  };
  return { kept: { bouquet_name: row.bouquet_name, bouquet_data: JSON.stringify(members) } };
};
