import { list, parseDate, text } from '../../../php';
import { intval } from '../../actions';
import type { LineRow, PackageRow, PanelState, UserLogRow, UserRow } from '../../state';
import type { ResellerCall } from './call';

/** What selling a package does to a line, and to the reseller's balance. As in XC_VM's source of 2025. */

export type Sold = 'is_line' | 'is_mag' | 'is_e2';

/** What a request about a line, a device's included, comes to. `cost`: null for an edit without a sale. */
export type Outcome = { cost: number | null; own: PackageRow | undefined } | { refused: string } | 'php-error';

/** The price of a package for this reseller, which may have one of its own. */
export function officialPrice(user: UserRow, { id, official_credits: credits }: PackageRow): number {
  const overrides = JSON.parse(user.override_packages) as Record<string, { official_credits?: string | number }>;
  const own = overrides[String(id)]?.official_credits;
  return own === undefined || own === '' ? Math.trunc(credits) : intval(own);
}

/**
 * Lays the package that is sent over the line; without one, bouquets and outputs of the line's own package.
 * @param line a copy of what was read when the request came in
 */
export function applyPackage(call: ResellerCall, line: LineRow, sold: Sold, isNew: boolean): Outcome {
  const { state, parameters, user, group } = call;
  const id = intval(text(parameters, 'package'));
  if (group.allow_change_bouquets === 1 && (id > 0 || line.package_id) && !Array.isArray(parameters.bouquets_selected))
    return 'php-error';
  if (id === 0) {
    if (isNew) return { refused: 'STATUS_INVALID_PACKAGE' };
    const own = line.package_id ? state.packages.get(line.package_id) : undefined;
    if (line.package_id && !own) return 'php-error';
    if (own) giveContents(call, line, own);
    return { cost: null, own };
  }
  const chosen = state.packages.get(id);
  if (chosen?.[sold] !== 1) return { refused: 'STATUS_INVALID_TYPE' };
  if (!(JSON.parse(chosen.groups) as number[]).includes(user.member_group_id))
    return { refused: 'STATUS_INVALID_PACKAGE' };
  const trial = Boolean(text(parameters, 'trial'));
  if (trial && !mayMakeTrials(call)) return { refused: 'STATUS_NO_TRIALS' };
  const cost = trial ? Math.trunc(chosen.trial_credits) : officialPrice(user, chosen);
  if (cost > Math.trunc(user.credits)) return { refused: 'STATUS_INSUFFICIENT_CREDITS' };
  line.exp_date = expiry(call, line, chosen, trial, isNew);
  line.is_trial = trial ? 1 : 0;
  giveContents(call, line, chosen);
  Object.assign(line, {
    max_connections: chosen.max_connections,
    is_restreamer: chosen.is_restreamer,
    force_server_id: chosen.force_server_id,
    forced_country: chosen.forced_country,
    is_isplock: chosen.is_isplock,
    package_id: chosen.id,
  });
  return { cost, own: chosen };
}

function expiry(call: ResellerCall, line: LineRow, chosen: PackageRow, trial: boolean, isNew: boolean): number {
  const { state, now, user } = call;
  const zone = user.timezone || state.settings.default_timezone;
  if (trial) return parseDate(`+${chosen.trial_duration} ${chosen.trial_duration_in}`, now, zone);
  const goesOn = !isNew && compatible(state, line, chosen) && line.exp_date !== null && now <= line.exp_date;
  const base = goesOn ? (line.exp_date ?? now) : now;
  return parseDate(`+${chosen.official_duration} ${chosen.official_duration_in}`, base, zone);
}

const COMPARED = [
  'bouquets',
  'output_formats',
  'is_restreamer',
  'is_isplock',
  'max_connections',
  'force_server_id',
  'forced_country',
  'lock_device',
] as const;

/** Whether the days left are kept: not when the package gives other things than the line's own. */
function compatible(state: PanelState, { package_id: ownId }: LineRow, chosen: PackageRow): boolean {
  const own = ownId ? state.packages.get(ownId) : undefined;
  return chosen.check_compatible === 0 || !own || COMPARED.every((column) => own[column] === chosen[column]);
}

function giveContents({ group, parameters }: ResellerCall, line: LineRow, chosen: PackageRow): void {
  const all = JSON.parse(chosen.bouquets) as number[];
  const asked = group.allow_change_bouquets === 1 ? (list(parameters, 'bouquets_selected') ?? []).map(intval) : [];
  const some = asked.filter((id) => all.includes(id));
  line.bouquet = JSON.stringify(some.length > 0 ? some : all);
  line.allowed_outputs = chosen.output_formats;
}

function mayMakeTrials({ state, user, group, now }: ResellerCall): boolean {
  if (user.credits < group.minimum_trial_credits || group.total_allowed_gen_trials <= 0) return false;
  const hours = group.total_allowed_gen_in === 'hours' ? 1 : 24;
  const since = now - group.total_allowed_gen_trials * 3600 * hours;
  const made = state.lines
    .all()
    .filter((line) => line.member_id === user.id && line.is_trial === 1 && (line.created_at ?? 0) >= since);
  return made.length < group.total_allowed_gen_trials;
}

/**
 * Writes the balance that was read when the request came in, less the cost, and without its fraction. An edit of a line with a package is written
 * down as a sale without a cost.
 */
export function charge(
  { state, user, now }: ResellerCall,
  outcome: Exclude<Outcome, { refused: string } | 'php-error'>,
  log: Pick<UserLogRow, 'type' | 'action' | 'log_id'>,
  row: object | undefined,
): void {
  const { cost, own } = outcome;
  const after = own === undefined ? user.credits : Math.trunc(user.credits) - (cost ?? 0);
  const stored = state.users.get(user.id);
  if (stored && own !== undefined) stored.credits = after;
  state.logs.users.add({
    owner: user.id,
    ...log,
    package_id: own?.id ?? null,
    cost: own === undefined ? 0 : cost,
    credits_after: after,
    date: now,
    deleted_info: JSON.stringify(row ?? null),
  });
  state.changed();
}
