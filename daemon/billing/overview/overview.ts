import type { Event } from '../../../panel';
import type { Clock } from '../../clock';
import type { EventLog } from '../../events';
import { lineState, type StoredLine } from '../../sync';
import type { Store } from '../../store';
import type { AttentionView, Attention } from '../attention';
import type { Customers, CustomerView } from '../customers';
import type { PaymentView, Subscriptions, SubscriptionView } from '../subscriptions';

/** All there is of a customer, for whoever talks to them. */
export interface CustomerOverview extends CustomerView {
  subscriptions: SubscriptionView[];
  payments: PaymentView[];
  /** As the snapshot has them; without passwords. */
  lines: object[];
  devices: object[];
  connections: object[];
  /** What happened to the lines, newest first. */
  history: Event[];
  tickets: object[];
  attention: AttentionView[];
}

/** Events of each line. */
const historyAtMost = 20;

export class Overview {
  constructor(
    private readonly parts: {
      store: Store;
      log: EventLog;
      clock: Clock;
      customers: Customers;
      subscriptions: Subscriptions;
      attention: Attention;
    },
  ) {}

  /** @throws Problem 404 `unknown-customer` */
  async of(id: string): Promise<CustomerOverview> {
    const { customers, subscriptions, attention, store } = this.parts;
    const customer = await customers.get(id);
    const { subscriptions: held } = await subscriptions.list({ customer: id, limit: 100 });
    const links = held.flatMap(({ lines, id: subscription }) => lines.map((line) => ({ ...line, subscription })));
    const found = await Promise.all(
      links.map(async ({ panel, lineId, username, subscription }) => {
        const row = await store.db
          .selectFrom('lines')
          .select('state')
          .where('panel', '=', panel)
          .where('id', '=', Number(lineId))
          .executeTakeFirst();
        const stored = row === undefined ? null : (JSON.parse(row.state) as StoredLine);
        const state =
          stored === null ? { id: lineId, username, status: 'gone' } : lineState(stored, this.parts.clock.now());
        const details = await store.db
          .selectFrom('line_details')
          .select(['package', 'bouquets'])
          .where('panel', '=', panel)
          .where('id', '=', Number(lineId))
          .executeTakeFirst();
        const bouquets = details?.bouquets == null ? null : (JSON.parse(details.bouquets) as string[]);
        return { panel, subscription, ...state, packageId: details?.package ?? null, bouquetIds: bouquets };
      }),
    );
    const owners = new Set(
      found.flatMap((line) => ('ownerId' in line && line.ownerId !== null ? [`${line.panel}/${line.ownerId}`] : [])),
    );
    return {
      ...customer,
      subscriptions: held,
      payments: await subscriptions.payments({ customer: id }),
      lines: found,
      devices: await this.devices(links),
      connections: await this.connections(links),
      history: await this.history(links),
      tickets: await this.tickets(owners),
      attention: (
        await Promise.all(held.map((each) => attention.list({ open: true, about: `subscription:${each.id}` })))
      ).flat(),
    };
  }

  private async devices(links: ReadonlyArray<{ panel: string; lineId: string }>): Promise<object[]> {
    const lines = new Set(links.map(({ panel, lineId }) => `${panel}/${lineId}`));
    const panels = [...new Set(links.map(({ panel }) => panel))];
    if (panels.length === 0) return [];
    const rows = await this.parts.store.db
      .selectFrom('things')
      .select(['panel', 'kind', 'state'])
      .where('panel', 'in', panels)
      .where('kind', '=', 'device')
      .execute();
    return rows
      .map(({ panel, state }) => ({ panel, ...(JSON.parse(state) as { lineId?: string }) }))
      .filter(({ panel, lineId }) => lineId !== undefined && lines.has(`${panel}/${lineId}`));
  }

  private async connections(links: ReadonlyArray<{ panel: string; lineId: string }>): Promise<object[]> {
    const found = await Promise.all(
      links.map(({ panel, lineId }) =>
        this.parts.store.db
          .selectFrom('connections')
          .select(['panel', 'state'])
          .where('panel', '=', panel)
          .where('line', '=', Number(lineId))
          .where('missed_at', 'is', null)
          .execute(),
      ),
    );
    return found.flat().map(({ panel, state }) => ({ panel, ...(JSON.parse(state) as object) }));
  }

  private async history(links: ReadonlyArray<{ panel: string; lineId: string }>): Promise<Event[]> {
    const found = await Promise.all(
      links.map(({ panel, lineId }) =>
        this.parts.log.read({ subject: `line:${panel}/${lineId}`, newest: true, limit: historyAtMost }),
      ),
    );
    return found.flat().sort((a, b) => b.sequence - a.sequence);
  }

  /** Tickets are opened by the accounts that own lines. */
  private async tickets(owners: ReadonlySet<string>): Promise<object[]> {
    const panels = [...new Set([...owners].map((owner) => owner.split('/')[0] ?? ''))];
    if (panels.length === 0) return [];
    const rows = await this.parts.store.db
      .selectFrom('things')
      .select(['panel', 'state'])
      .where('panel', 'in', panels)
      .where('kind', '=', 'ticket')
      .execute();
    return rows
      .map(({ panel, state }) => ({ panel, ...(JSON.parse(state) as { userId?: string | null }) }))
      .filter(({ panel, userId }) => userId != null && owners.has(`${panel}/${userId}`));
  }
}
