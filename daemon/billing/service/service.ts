import { instantFromUnix, unixFromInstant } from '../../../panel';
import { instantOf } from '../../clock';
import type { Duty } from '../../duties';
import { linked, pause } from '../../pause';
import { Problem } from '../../problem';
import { subscriptionsChanged, termsOf, type Settled } from '../subscriptions';
import type { ActionKind } from '../settings';
import { actionEvent, Actions, actionView, type ActionView } from './actions';
import { Carrier, type CarryParts } from './carry';
import { decide, type Decision, type Wanted } from './decide';
import { takeSteps } from './dunning';
import { follow } from './follow';
import { linesNow, panelsNow } from './lines';
import type { ServiceActionTable } from './tables';

/** Subscriptions and actions of one turn. */
const batch = 100;

/** How long the duty waits at most before it looks by itself. Milliseconds. */
const lookEvery = 5000;

/** Actions carried out at the same time. */
const atOnce = 4;

/**
 * Sees to it that every subscription has the service it is to have: decides what is to be done (decide.ts), writes it down, and carries it out, or tells n8n
 * that it is due. What has been decided, not messages, leads to commands: a daemon that was away for days does what is right now.
 */
export class Service {
  readonly actions: Actions;
  private readonly carrier: Carrier;

  constructor(private readonly parts: Omit<CarryParts, 'actions'>) {
    this.actions = new Actions(parts.store, parts.clock);
    this.carrier = new Carrier({ ...parts, actions: this.actions });
  }

  readonly duty: Duty = {
    name: 'service',
    run: async (signal) => {
      while (!signal.aborted) {
        const turn = linked(signal);
        // Listen first, then look: what comes in between is not missed.
        const woken = Promise.race([
          this.parts.store.signals.next(subscriptionsChanged, turn.signal),
          this.parts.log.nextAppend(turn.signal),
          pause(lookEvery, turn.signal),
        ]);
        try {
          if (!(await this.round(signal))) await woken;
        } finally {
          turn.abort();
        }
      }
    },
  };

  /**
   * One turn: what happened to lines, subscriptions that are due, actions that are due.
   * @returns whether there is more to do at once
   */
  async round(signal?: AbortSignal): Promise<boolean> {
    const { store, clock } = this.parts;
    const followed = await follow(this.parts);
    const rows = await store.db
      .selectFrom('subscriptions')
      .select('id')
      .where('look_at', '<=', Math.floor(clock.now() / 1000))
      .orderBy('look_at')
      .orderBy('id')
      .limit(batch)
      .execute();
    for (const { id } of rows) {
      if (signal?.aborted === true) return false;
      await this.look(id);
    }
    const due = await this.actions.due(batch);
    for (let at = 0; at < due.length && signal?.aborted !== true; at += atOnce) {
      await Promise.all(due.slice(at, at + atOnce).map((action) => this.carrier.carry(action)));
    }
    return followed || rows.length > 0 || due.length > 0;
  }

  /** Decides what is to be done about one subscription, now. */
  async look(id: string): Promise<void> {
    const { store, ledger, clock } = this.parts;
    let settled = await store.write((trx, afterCommit) => ledger.look(trx, afterCommit, id));
    settled = await takeSteps(this.parts, settled);
    await store.write(async (trx, afterCommit) => {
      const { revision } = await trx
        .selectFrom('subscriptions')
        .select('revision')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      // Something was told meanwhile: it is looked at again at once.
      if (revision !== settled.row.revision) return;
      const actions = await this.actions.of(trx, id);
      const decision = await this.decideFor(trx, settled, actions);
      await this.writeDown(trx, afterCommit, settled, actions, decision);
      await this.parts.attention.set(trx, afterCommit, `service:${id}`, decision.troubles);
      const next = [settled.standing.changesAt, settled.standing.nextStep?.at ?? null]
        .flatMap((at) => at ?? [])
        .sort()[0];
      const look_at = next === undefined ? null : Math.max(unixFromInstant(next), Math.floor(clock.now() / 1000) + 1);
      await trx.updateTable('subscriptions').set({ look_at }).where('id', '=', id).execute();
    });
  }

  private async decideFor(
    trx: Parameters<Parameters<CarryParts['store']['write']>[0]>[0],
    settled: Settled,
    actions: readonly ServiceActionTable[],
  ): Promise<Decision> {
    const panels = await panelsNow(trx);
    return decide({
      settled,
      terms: termsOf(this.parts.settings, settled.bought),
      now: instantFromUnix(Math.floor(this.parts.clock.now() / 1000)),
      lines: await linesNow(trx, settled.lines),
      actions,
      sells: (panel) => panels.get(panel)?.sells === true,
      isKnown: (panel) => panels.get(panel)?.isKnown === true,
    });
  }

  private async writeDown(
    trx: Parameters<Parameters<CarryParts['store']['write']>[0]>[0],
    afterCommit: Parameters<Parameters<CarryParts['store']['write']>[0]>[1],
    settled: Settled,
    actions: readonly ServiceActionTable[],
    { wanted }: Decision,
  ): Promise<void> {
    const { settings, log, clock } = this.parts;
    const now = instantOf(clock.now());
    const keys = new Set(wanted.map(({ key }) => key));
    for (const action of actions) {
      // What a person asked for stays asked for.
      if (keys.has(action.key) || isAskedFor(action) || !['due', 'failed'].includes(action.state)) continue;
      await this.actions.set(trx, action, { state: 'withdrawn', run_at: null, message: 'It is not needed any more.' });
      await this.parts.attention.set(trx, afterCommit, `action:${action.key}`, []);
    }
    for (const each of wanted) {
      const by = settings.actions[each.kind];
      if (by === 'off') continue;
      const added = await this.actions.add(trx, each, settled.row.id, by);
      if (added !== null) {
        const event = actionEvent(added, settled, now);
        if (event !== null) await log.append(trx, afterCommit, [event]);
        continue;
      }
      await this.takeUpAgain(trx, each.key, each);
    }
  }

  /** What was withdrawn or has failed is due again: it is wanted, and something has changed since. */
  private async takeUpAgain(
    trx: Parameters<Parameters<CarryParts['store']['write']>[0]>[0],
    key: string,
    wanted: Partial<ServiceActionTable>,
  ): Promise<void> {
    const present = await this.actions.find(trx, key);
    if (present === undefined) return;
    const { plan = present.plan, until = present.until, panel = present.panel } = wanted;
    const isOther = plan !== present.plan || until !== present.until || panel !== present.panel;
    if (present.state === 'due' && isOther) await this.actions.set(trx, present, { plan, until, panel });
    if (present.state !== 'withdrawn' && !(present.state === 'failed' && isOther)) return;
    const run_at = present.by === 'n8n' ? null : Math.floor(this.parts.clock.now() / 1000);
    await this.actions.set(trx, present, { state: 'due', plan, until, panel, run_at, message: null });
  }

  /**
   * Sets the lines of a subscription to how long its service lasts now, which may be shorter than before: what was left has bought time of another plan.
   * @throws Problem 404 `unknown-subscription`
   */
  async convert(id: string): Promise<ActionView[]> {
    const { store, ledger, clock } = this.parts;
    const keys = await store.write(async (trx, afterCommit) => {
      const { row, lines, standing } = await ledger.look(trx, afterCommit, id);
      const until = standing.serviceUntil;
      if (until === null) return [];
      const now = instantOf(clock.now());
      const wanted = lines.map(({ panel, line, username }): Wanted => ({
        key: `${row.id}/convert/${now}/${panel}/${line}`,
        ...{ kind: 'renew', reason: 'convert', panel, line, username, plan: row.plan, until, payment: null },
      }));
      for (const each of wanted) await this.actions.add(trx, each, id, 'person');
      await ledger.wake(trx, afterCommit, id);
      return wanted.map(({ key }) => key);
    });
    for (const key of keys) {
      const action = await this.actions.find(store.db, key);
      if (action?.state === 'due') await this.carrier.carry(action);
    }
    return (await this.actions.of(store.db, id)).filter(({ key }) => keys.includes(key)).map(actionView);
  }

  /**
   * Carries an action out now, whoever it was left to. What is wanted as the subscription stands has a key of its own, so that a workflow, a person and the
   * daemon can all ask for it and it is done once. With that key, no other is meant: one that is not wanted any more is left alone. Suspending, resuming and
   * ending may also be asked for although nothing calls for it: by hand.
   *
   * @throws Problem 404 `unknown-subscription`, 409 `not-wanted`
   */
  async perform(id: string, request: PerformRequest): Promise<ActionView[]> {
    const { store, clock } = this.parts;
    const known = await store.db.selectFrom('subscriptions').select('id').where('id', '=', id).executeTakeFirst();
    if (known === undefined) throw unknownSubscription(id);
    await this.look(id);
    const named = request.key === null ? undefined : await this.actions.find(store.db, request.key);
    const isNamed = named?.subscription === id && named.kind === request.kind;
    const keys = await store.write(async (trx, afterCommit) => {
      const settled = await this.parts.ledger.look(trx, afterCommit, id);
      const { wanted } = await this.decideFor(trx, settled, await this.actions.of(trx, id));
      const called = wanted.filter(({ kind, key }) => kind === request.kind && (!isNamed || key === request.key));
      // One that is named and not wanted any more is answered as it is: whoever asks for it late does not do it by hand.
      const chosen = called.length > 0 || isNamed ? called : byHand(settled, request, instantOf(clock.now()));
      const by = called.length > 0 && this.parts.settings.actions[request.kind] === 'n8n' ? 'n8n' : 'person';
      for (const each of chosen) {
        const present = (await this.actions.add(trx, each, id, by)) ?? (await this.actions.find(trx, each.key));
        if (present === undefined || present.state === 'running' || present.state === 'done') continue;
        await this.actions.set(trx, present, { state: 'due', by, run_at: Math.floor(clock.now() / 1000) });
      }
      await store.signal(trx, afterCommit, subscriptionsChanged);
      return isNamed ? [named.key] : chosen.map(({ key }) => key);
    });
    for (const key of keys) {
      const action = await this.actions.find(store.db, key);
      if (action?.state === 'due' || action?.state === 'running') await this.carrier.carry(action);
    }
    const now = await this.actions.of(store.db, id);
    const shown = now.filter(({ key }) => keys.includes(key));
    if (shown.length > 0) return shown.map(actionView);
    // Done before, by whomever: asked for again, it is answered as it is.
    const before = now.filter(({ kind, state }) => kind === request.kind && (state === 'done' || state === 'skipped'));
    if (before.length === 0) throw notWanted(id, request.kind);
    return before.slice(-1).map(actionView);
  }
}

/** What nothing calls for as the subscription stands, and somebody wants all the same. */
function isAskedFor({ key, reason }: ServiceActionTable): boolean {
  return key.includes('/by-hand/') || reason === 'convert';
}

export interface PerformRequest {
  kind: ActionKind;
  /** Of an action that is due: this one, and no other. Of what is asked for by hand: names it, so that a repetition does nothing again; null: it is the one at this moment. */
  key: string | null;
  /** Of a suspension or an end by hand. */
  reason: string | null;
}

/** What a person wants of the lines of a subscription although nothing calls for it. */
function byHand({ row, lines }: Settled, { kind, key, reason }: PerformRequest, now: string): Wanted[] {
  if (kind !== 'suspend' && kind !== 'resume' && kind !== 'terminate') return [];
  return lines.map(({ panel, line, username, suspension }) => ({
    key: `${row.id}/${kind}/by-hand/${key ?? now}/${panel}/${line}`,
    kind,
    reason: kind === 'resume' ? suspension : (reason ?? (kind === 'suspend' ? 'customer-request' : 'cancelled')),
    panel,
    line,
    username,
    plan: null,
    until: null,
    payment: null,
  }));
}

export function unknownSubscription(id: string): Problem {
  return new Problem(404, 'unknown-subscription', `There is no subscription ${JSON.stringify(id)}.`, {
    hint: 'GET /v1/subscriptions lists them; an id is the source, a colon and the provider’s id, e.g. stripe:sub_123.',
  });
}

function notWanted(id: string, kind: ActionKind): Problem {
  return new Problem(409, 'not-wanted', `There is nothing to ${kind} for ${id} as it stands.`, {
    hint: 'GET /v1/subscriptions/{subscription} tells how it stands; GET /v1/attention what waits for a person, such as a price that no plan names.',
  });
}
