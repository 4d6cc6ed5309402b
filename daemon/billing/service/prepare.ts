import { randomBytes } from 'node:crypto';
import {
  can,
  invalidParameter,
  makeLineCredential,
  newLineFields,
  PanelError,
  type Instant,
  type Line,
  type NewLine,
  type PanelAdapter,
  suspensionReasons,
} from '../../../panel';
import type { Queries } from '../../commands';
import type { Store } from '../../store';
import type { Panels } from '../../sync';
import { lineOf, type LineOf, type Plan } from '../plans';
import type { BillingSettings } from '../settings';
import { paymentView, type Settled } from '../subscriptions';
import { linesWithEmail } from './lines';
import type { ServiceActionTable } from './tables';

/** What an action comes to: nothing to do, a line that is there already, or a command. */
export type Prepared =
  | { skip: string }
  | { link: { panel: string; line: string; username: string } }
  | { operation: string; parameters: Record<string, unknown>; username?: string; step?: 'values' };

export interface PrepareParts {
  store: Store;
  panels: Pick<Panels, 'get'>;
  queries: Queries;
  settings: BillingSettings;
}

/** A reason of ours in the words of the panel's marks. */
export const markReasons: Readonly<Record<string, string>> = {
  'non-payment': 'non-payment',
  paused: 'customer-request',
  refund: 'other',
  chargeback: 'abuse',
  cancelled: 'other',
  terminated: 'other',
  'customer-request': 'customer-request',
  abuse: 'abuse',
};

/**
 * Looks at the panel as it is now, and says what is to be sent.
 * @throws PanelError
 */
export async function prepare(
  parts: PrepareParts,
  action: ServiceActionTable,
  settled: Settled,
  plan: Plan | null,
): Promise<Prepared> {
  await checkFound(parts, action);
  switch (action.kind) {
    case 'provision':
      return prepareProvision(parts, action, settled, plan);
    case 'renew':
      return prepareRenewal(parts, action, settled, plan);
    case 'changePackage':
      return prepareChange(action, settled, plan);
    case 'suspend': {
      const reason = markReasons[action.reason ?? ''] ?? 'other';
      return { operation: 'line.suspend', parameters: { line: { id: action.line }, reason } };
    }
    case 'resume': {
      const onlyIfReason = (await markOn(parts.store, action)) ?? markReasons[action.reason ?? ''] ?? 'any';
      return { operation: 'line.resume', parameters: { line: { id: action.line }, onlyIfReason } };
    }
    case 'terminate': {
      const line = { id: action.line };
      if (parts.settings.terminate === 'delete') return { operation: 'line.delete', parameters: { line } };
      // One reason for all ends, by which the line is switched on again if the customer comes back.
      return { operation: 'line.suspend', parameters: { line, reason: 'other', note: 'subscription ended' } };
    }
    default:
      throw new Error(`There is no action ${action.kind}.`);
  }
}

/**
 * A panel that needs a line’s access finds it by its password only (R22F without its database), and the daemon keeps none.
 * @throws PanelError `unsupported`
 */
async function checkFound({ panels }: PrepareParts, { panel, line, kind }: ServiceActionTable): Promise<void> {
  if (panel === null || line === null || (await panels.get(panel).open()).needsAccess !== true) return;
  throw new PanelError(
    'unsupported',
    `The panel ${panel} finds a line by its username and password only, and the daemon keeps no passwords: it cannot ${kind} the line ${line}.`,
    {
      hint: `Give the panel ${panel} its database in the configuration (panels, database.url), so that lines are found by their ids. Or leave ${kind} to n8n (billing.actions) and give the password there.`,
    },
  );
}

/**
 * The reason that stands on the panel: the strongest of those for which the line was switched off since it was last on. An end after a chargeback leaves the
 * chargeback's; after an overdue payment it puts its own.
 */
async function markOn(store: Store, { subscription, line }: ServiceActionTable): Promise<string | null> {
  const actions = await store.db
    .selectFrom('service_actions')
    .select(['kind', 'reason'])
    .where('subscription', '=', subscription)
    .where('line', '=', line)
    .where('state', '=', 'done')
    .where('kind', 'in', ['suspend', 'terminate', 'resume'])
    .orderBy('updated_at')
    .orderBy('created_at')
    .orderBy('kind')
    .execute();
  const lastOn = actions.findLastIndex(({ kind }) => kind === 'resume');
  const marks = new Set(
    actions
      .slice(lastOn + 1)
      .map(({ kind, reason }) => (kind === 'suspend' ? (markReasons[reason ?? ''] ?? 'other') : 'other')),
  );
  return suspensionReasons.findLast((reason) => marks.has(reason)) ?? null;
}

async function prepareProvision(
  { store, panels, queries }: PrepareParts,
  action: ServiceActionTable,
  settled: Settled,
  plan: Plan | null,
): Promise<Prepared> {
  if (settled.lines.length > 0) return { skip: 'The subscription has a line already.' };
  if (plan === null || action.until === null) throw noPlan();
  const { panel } = plan;
  const { customer, view } = settled;
  const sought = view.metadata['username'] ?? (action.attempt > 0 ? action.username : null);
  if (sought !== null) {
    const found = await find(queries, panel, sought);
    if (found !== null) return { link: { panel, line: found.id, username: found.username } };
  }
  const email = customer.email ?? '';
  const [match, ...others] = await linesWithEmail(store.db, panel, email);
  if (match !== undefined && others.length === 0) return { link: match };
  if (match !== undefined) {
    throw new PanelError('conflict', `${String(others.length + 1)} lines on ${panel} carry the customer’s address.`, {
      hint: `Link the right one to ${view.id}: it is renewed then. Or take the address from the others’ notes.`,
    });
  }
  const given = await givenBy(plan, settled, action.until);
  const adapter = await panels.get(panel).open();
  const username =
    action.username ?? view.metadata['new_username'] ?? makeLineCredential(() => randomBytes(1).readUInt8());
  const note = `${email} · ${view.id}`;
  const wished: Partial<NewLine> & { packageId?: string } = {
    ...given.create,
    username,
    contact: email,
    adminNotes: note,
    resellerNotes: note,
  };
  return { operation: 'line.create', parameters: offeredOf(adapter, wished), username };
}

/** Without what the panel has no place for, so that a plan serves panels of every kind. One place for notes is enough. */
function offeredOf(adapter: PanelAdapter, wished: Partial<NewLine>): Record<string, unknown> {
  const missing = newLineFields.filter((field) => !can(adapter, `new:${field}`));
  const entries = Object.entries(wished).filter(([name]) => !missing.some((field) => field === name));
  const names = new Set(entries.map(([name]) => name));
  return Object.fromEntries(entries.filter(([name]) => name !== 'resellerNotes' || !names.has('adminNotes')));
}

async function prepareRenewal(
  { panels, queries }: PrepareParts,
  action: ServiceActionTable,
  settled: Settled,
  plan: Plan | null,
): Promise<Prepared> {
  const { panel, line, until } = action;
  if (panel === null || line === null || until === null) throw noPlan();
  const adapter = await panels.get(panel).open();
  const present = await get(queries, panel, line);
  if (present.expiresAt === null) return { skip: 'The line never expires.' };
  if (!can(adapter, 'set:expiresAt')) {
    const change = plan === null ? null : (await givenBy(plan, settled, until)).change;
    if (change === null) throw noPlan();
    return {
      operation: 'line.extend',
      parameters: { line: { id: line }, extend: 'byPackage', packageId: change.packageId },
    };
  }
  // What is left was converted into time of another plan: that may be less of it.
  if (present.expiresAt >= until && action.reason !== 'convert')
    return { skip: `The line lasts until ${present.expiresAt} already.` };
  return { operation: 'line.extend', parameters: { line: { id: line }, extend: 'toDate', until } };
}

async function prepareChange(action: ServiceActionTable, settled: Settled, plan: Plan | null): Promise<Prepared> {
  if (plan === null || action.line === null) throw noPlan();
  const line = { id: action.line };
  const given = await givenBy(plan, settled, settled.standing.serviceUntil ?? settled.view.updatedAt);
  const isSecond = action.command?.endsWith('/values') === true;
  if (given.change !== null && !isSecond) {
    return {
      operation: 'line.changePackage',
      parameters: { line, packageId: given.change.packageId, expiry: given.change.expiry },
    };
  }
  if (given.update === null) return { skip: 'The plan gives the line what it has.' };
  return { operation: 'line.update', parameters: { line, ...given.update }, step: 'values' };
}

/** Whether a change of plan needs a second command after the change of package. */
export async function needsValues(settled: Settled, plan: Plan): Promise<boolean> {
  const given = await givenBy(plan, settled, settled.standing.serviceUntil ?? settled.view.updatedAt);
  return given.change !== null && given.update !== null;
}

/** @throws PanelError where the plan's own expression fails */
async function givenBy(plan: Plan, settled: Settled, until: Instant): Promise<LineOf> {
  const newest = settled.good.at(-1);
  const billing = newest === undefined ? null : paymentView(newest);
  const given = await lineOf(plan, { billing, subscription: { ...settled.view, customer: settled.customer }, until });
  if (!('problem' in given)) return given;
  throw new PanelError('invalid-parameter', given.message, { hint: given.hint });
}

function noPlan(): PanelError {
  return invalidParameter(
    'plan',
    'is not known for this subscription',
    'Add its price to a plan, and a package to the plan.',
  );
}

async function get(queries: Queries, panel: string, id: string): Promise<Line> {
  const answer = await queries.run({ panel, operation: 'line.get', parameters: { line: { id } }, limit: null });
  return (answer as { result: Line }).result;
}

async function find(queries: Queries, panel: string, username: string): Promise<Line | null> {
  try {
    const parameters = { line: { username } };
    const answer = await queries.run({ panel, operation: 'line.get', parameters, limit: null });
    return (answer as { result: Line }).result;
  } catch (error) {
    if (error instanceof PanelError && error.code === 'not-found') return null;
    throw error;
  }
}
