import { instantOf, type Clock } from '../../clock';
import { Problem } from '../../problem';
import type { AfterCommit, Store, Write } from '../../store';
import { look, type LookParts, type Seen } from '../seen';
import type { Ledger } from '../subscriptions';
import { matchesIn, type Match } from './match';

/** A line that is to serve a subscription, named by itself or by its customer who has one without a line. */
export interface NewLink {
  subscription?: string | undefined;
  customer?: string | undefined;
  panel: string;
  line: string;
}

/** Why a link was refused. */
export interface LinkFault {
  /** Of the list that was given, from 0. */
  index: number;
  code: 'unknown-line' | 'unknown-subscription' | 'unknown-customer' | 'linked-elsewhere' | 'twice' | 'not-one';
  message: string;
}

export interface LinkedLine {
  panel: string;
  line: string;
  subscription: string;
  /** false: it served it before. */
  linked: boolean;
}

/** A line that is not a customer's. */
export interface Rejection {
  panel: string;
  line: string;
  customer: string;
}

/** Lines there were before the daemon, and whose they are. */
export class Matches {
  private readonly store: Store;

  constructor(private readonly parts: LookParts & { clock: Clock; ledger: Ledger }) {
    this.store = parts.store;
  }

  /**
   * Lines that serve nobody and seem to be a customer's. Lines of panels that are not known to the end are left out, and those in doubt of which a person said
   * that they are not theirs.
   */
  async list(state?: Match['state'], seen?: Seen): Promise<Match[]> {
    const rejected = new Set((await this.rejections()).map(pairOf));
    const matches = matchesIn(seen ?? (await look(this.parts))).filter(
      (match) => match.state === 'sure' || !rejected.has(pairOf(match)),
    );
    return state === undefined ? matches : matches.filter((match) => match.state === state);
  }

  /**
   * Links lines to subscriptions, all or none. From then on they are renewed and switched off as the subscriptions stand.
   * @throws Problem 422 `links-refused` with `errors`
   */
  async link(links: readonly NewLink[]): Promise<LinkedLine[]> {
    return this.store.write(async (trx, afterCommit) => {
      const faults: LinkFault[] = [];
      const done: LinkedLine[] = [];
      const seen = new Set<string>();
      for (const [index, link] of links.entries()) {
        const key = `${link.panel}/${link.line}`;
        const outcome = seen.has(key)
          ? { code: 'twice' as const, message: `The line ${key} is given twice.` }
          : await this.linkOne(trx, afterCommit, link);
        seen.add(key);
        if ('code' in outcome) faults.push({ index, ...outcome });
        else done.push(outcome);
      }
      if (faults.length === 0) return done;
      const [first] = faults;
      throw new Problem(
        422,
        'links-refused',
        `${String(faults.length)} of ${String(links.length)} links cannot be made, so none was. The first: ${first?.message ?? ''}`,
        { hint: 'Correct or leave out those under `errors`.', errors: faults },
      );
    });
  }

  /**
   * Says that lines are not these customers'.
   * @returns how many were not rejected before
   * @throws Problem 409 `sure-match`: such a line is linked by the address it carries, by whoever comes to it first
   */
  async reject(rejections: readonly Rejection[]): Promise<number> {
    const sure = new Set((await this.list('sure')).map(pairOf));
    const carrying = rejections.find((each) => sure.has(pairOf(each)));
    if (carrying !== undefined) {
      const { panel, line, customer } = carrying;
      throw new Problem(409, 'sure-match', `The line ${line} on ${panel} carries the whole address of ${customer}.`, {
        hint: 'Take the address from the line’s username and notes on the panel, or correct the customer’s.',
      });
    }
    const at = instantOf(this.parts.clock.now());
    return this.store.write(async (trx) => {
      let count = 0;
      for (const { panel, line, customer } of rejections) {
        const { numInsertedOrUpdatedRows } = await trx
          .insertInto('match_rejections')
          .values({ panel, line, customer, at })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst();
        count += Number(numInsertedOrUpdatedRows ?? 0n);
      }
      return count;
    });
  }

  private rejections(): Promise<Rejection[]> {
    return this.store.db.selectFrom('match_rejections').select(['panel', 'line', 'customer']).execute();
  }

  private async linkOne(
    trx: Write,
    afterCommit: AfterCommit,
    link: NewLink,
  ): Promise<LinkedLine | Omit<LinkFault, 'index'>> {
    const { panel, line } = link;
    const known = await trx
      .selectFrom('lines')
      .select('username')
      .where('panel', '=', panel)
      .where('id', '=', /^\d{1,15}$/.test(line) ? Number(line) : -1)
      .executeTakeFirst();
    if (known === undefined) {
      return { code: 'unknown-line', message: `The panel ${panel} has no line ${line} that is known here.` };
    }
    const meant = await subscriptionMeant(trx, link);
    if (typeof meant !== 'string') return meant;
    const present = await trx
      .selectFrom('subscription_lines')
      .select('subscription')
      .where('panel', '=', panel)
      .where('line', '=', line)
      .executeTakeFirst();
    if (present !== undefined && present.subscription !== meant) {
      const message = `The line ${line} on ${panel} serves ${present.subscription}.`;
      return { code: 'linked-elsewhere', message };
    }
    if (present === undefined) await this.put(trx, afterCommit, { ...link, ...known, subscription: meant });
    return { panel, line, subscription: meant, linked: present === undefined };
  }

  private async put(
    trx: Write,
    afterCommit: AfterCommit,
    { panel, line, username, subscription }: { panel: string; line: string; username: string; subscription: string },
  ): Promise<void> {
    const { plan } = await trx
      .selectFrom('subscriptions')
      .select('plan')
      .where('id', '=', subscription)
      .executeTakeFirstOrThrow();
    await trx
      .insertInto('subscription_lines')
      .values({
        panel,
        line,
        subscription,
        username,
        plan,
        suspension: null,
        suspended_by: null,
        origin: 'matched',
        since: instantOf(this.parts.clock.now()),
      })
      .execute();
    await this.parts.ledger.wake(trx, afterCommit, subscription);
  }
}

function pairOf({ panel, line, customer }: Rejection): string {
  return JSON.stringify([panel, line, customer]);
}

/** The subscription itself, or the only one of a customer that has no line. Read in the transaction: an earlier link of the list counts. */
async function subscriptionMeant(
  trx: Write,
  { subscription, customer }: NewLink,
): Promise<string | Omit<LinkFault, 'index'>> {
  if (subscription !== undefined) {
    const row = await trx.selectFrom('subscriptions').select('id').where('id', '=', subscription).executeTakeFirst();
    if (row !== undefined) return row.id;
    return { code: 'unknown-subscription', message: `There is no subscription ${subscription}.` };
  }
  const id = customer ?? '';
  const person = await trx.selectFrom('customers').select('id').where('id', '=', id).executeTakeFirst();
  if (person === undefined) return { code: 'unknown-customer', message: `There is no customer ${id}.` };
  const rows = await trx
    .selectFrom('subscriptions')
    .leftJoin('subscription_lines', 'subscription_lines.subscription', 'subscriptions.id')
    .select('subscriptions.id')
    .where('subscriptions.customer', '=', id)
    .where('subscriptions.state', 'not in', ['cancelled', 'expired'])
    .where('subscription_lines.line', 'is', null)
    .execute();
  const [only, ...others] = rows;
  if (only !== undefined && others.length === 0) return only.id;
  const count = only === undefined ? 'no subscription' : `${String(rows.length)} subscriptions`;
  return { code: 'not-one', message: `The customer ${id} has ${count} without a line: name the subscription.` };
}
