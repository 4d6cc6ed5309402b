import type { Clock } from '../clock';
import type { Commands } from '../commands';
import type { Duties } from '../duties';
import type { EndpointView } from '../endpoints';
import type { EventLog } from '../events';
import type { Feeds } from '../feeds';
import type { Relays } from '../relay';
import type { Panels } from '../sync';
import type { Question, Sample } from './question';

const panelStates = ['starting', 'ready', 'unreachable', 'answering_wrongly', 'held'] as const;

/** How the panels stand. */
export function ofPanels(panels: Pick<Panels, 'views'>, clock: Clock): Question {
  const startedAt = clock.now();
  return {
    metrics: [
      { name: 'panel_state', help: '1 for the state a panel is in, 0 for the others', labels: ['panel', 'state'] },
      {
        name: 'panel_poll_age_seconds',
        help: 'Since the end of the last complete pass; since the start where there was none',
        labels: ['panel'],
      },
      { name: 'panel_lines', help: 'Lines in the snapshot', labels: ['panel'] },
    ],
    async ask() {
      const views = await panels.views();
      const now = clock.now();
      return {
        panel_state: views.flatMap(({ panel, state }) =>
          panelStates.map((each) => ({ labels: { panel, state: each }, value: each === state ? 1 : 0 })),
        ),
        panel_poll_age_seconds: views.map(({ panel, lastPassAt }) => ({
          labels: { panel },
          value: secondsSince(lastPassAt, now) ?? (now - startedAt) / 1000,
        })),
        panel_lines: views.map(({ panel, lines }) => ({ labels: { panel }, value: lines })),
      };
    },
  };
}

/** How far the feeds are. */
export function ofFeeds(feeds: Pick<Feeds, 'list'>): Question {
  const labels = ['feed'];
  return {
    metrics: [
      { name: 'feed_lag_events', help: 'Events of the log a feed has still to deal with, matching or not', labels },
      { name: 'feed_lag_seconds', help: 'Age of the oldest of them', labels },
      { name: 'feed_leased_events', help: 'In the hands of consumers', labels },
      { name: 'feed_parked_events', help: 'Given up after the last attempt', labels },
    ],
    async ask() {
      const views = await feeds.list();
      const samples = (value: (view: (typeof views)[number]) => number): Sample[] =>
        views.map((view) => ({ labels: { feed: view.feed }, value: value(view) }));
      return {
        feed_lag_events: samples(({ lag }) => lag),
        feed_lag_seconds: samples(({ lagSeconds }) => lagSeconds),
        feed_leased_events: samples(({ leased }) => leased),
        feed_parked_events: samples(({ parked }) => parked),
      };
    },
  };
}

/** How far the endpoints are. */
export function ofEndpoints(endpoints: { list(): Promise<EndpointView[]> }): Question {
  const labels = ['endpoint'];
  return {
    metrics: [
      {
        name: 'endpoint_state',
        help: '1 for the state an endpoint is in, 0 for the others',
        labels: ['endpoint', 'state'],
      },
      {
        name: 'endpoint_lag_events',
        help: 'Events of the log an endpoint has still to deal with, matching or not',
        labels,
      },
      { name: 'endpoint_dead_events', help: 'Given up after the last attempt', labels },
    ],
    async ask() {
      const views = await endpoints.list();
      return {
        endpoint_state: views.flatMap(({ endpoint, state }) =>
          (['pushing', 'failing', 'disabled'] as const).map((each) => ({
            labels: { endpoint, state: each },
            value: each === state ? 1 : 0,
          })),
        ),
        endpoint_lag_events: views.map(({ endpoint, lag }) => ({ labels: { endpoint }, value: lag })),
        endpoint_dead_events: views.map(({ endpoint, dead }) => ({ labels: { endpoint }, value: dead })),
      };
    },
  };
}

/** How far the relays are. */
export function ofRelays(relays: Pick<Relays, 'list'>): Question {
  const labels = ['relay'];
  return {
    metrics: [
      { name: 'relay_up', help: '1 where what comes next can be published, 0 where the broker is away', labels },
      { name: 'relay_lag_events', help: 'Events of the log a relay has still to deal with, matching or not', labels },
      { name: 'relay_published_total', help: 'Messages the broker has confirmed', labels },
      { name: 'relay_unroutable_total', help: 'Of them, messages no queue was bound for', labels },
    ],
    async ask() {
      const views = await relays.list();
      const samples = (value: (view: (typeof views)[number]) => number): Sample[] =>
        views.map((view) => ({ labels: { relay: view.relay }, value: value(view) }));
      return {
        relay_up: samples(({ state }) => (state === 'relaying' ? 1 : 0)),
        relay_lag_events: samples(({ lag }) => lag),
        relay_published_total: samples(({ published }) => published),
        relay_unroutable_total: samples(({ unroutable }) => unroutable),
      };
    },
  };
}

/** What was appended to the log by this process. */
export function ofEvents(log: Pick<EventLog, 'counts'>): Question {
  return {
    metrics: [{ name: 'events_appended_total', help: 'Events appended to the log by this process', labels: ['type'] }],
    ask: () =>
      Promise.resolve({
        events_appended_total: Object.entries(log.counts()).map(([type, value]) => ({ labels: { type }, value })),
      }),
  };
}

/** Commands that have not ended. */
export function ofCommands(commands: Pick<Commands, 'unfinished'>, clock: Clock): Question {
  return {
    metrics: [
      { name: 'commands_unfinished', help: 'Commands that have not ended', labels: ['state'] },
      { name: 'command_oldest_seconds', help: 'Age of the oldest of them' },
    ],
    async ask() {
      const { intended, sent, oldestAt } = await commands.unfinished();
      return {
        commands_unfinished: [
          { labels: { state: 'intended' }, value: intended },
          { labels: { state: 'sent' }, value: sent },
        ],
        command_oldest_seconds: [{ value: secondsSince(oldestAt, clock.now()) ?? 0 }],
      };
    },
  };
}

/** What became of incoming webhooks. */
export function ofInbox(inbox: { counts(): Readonly<Record<string, number>> }): Question {
  return {
    metrics: [
      { name: 'inbox_messages_total', help: 'Messages of billing providers, by how they ended', labels: ['outcome'] },
    ],
    ask: () =>
      Promise.resolve({
        inbox_messages_total: Object.entries(inbox.counts()).map(([outcome, value]) => ({
          labels: { outcome },
          value,
        })),
      }),
  };
}

/** How subscriptions stand, what is to be done for them, and what waits for a person. */
export function ofBilling(billing: {
  subscriptions: { counts(): Promise<Readonly<Record<string, number>>> };
  service: { actions: { counts(): Promise<Readonly<Record<string, number>>> } };
  attention: { counts(): Promise<Readonly<Record<string, number>>> };
}): Question {
  const by = (label: string, counts: Readonly<Record<string, number>>): Sample[] =>
    Object.entries(counts).map(([name, value]) => ({ labels: { [label]: name }, value }));
  return {
    metrics: [
      { name: 'subscriptions', help: 'Subscriptions by state', labels: ['state'] },
      {
        name: 'service_actions_open',
        help: 'What is to be done to lines of subscriptions and has not been done',
        labels: ['state'],
      },
      { name: 'attention_open', help: 'What about money and service waits for a person', labels: ['kind'] },
    ],
    ask: async () => ({
      subscriptions: by('state', await billing.subscriptions.counts()),
      service_actions_open: by('state', await billing.service.actions.counts()),
      attention_open: by('kind', await billing.attention.counts()),
    }),
  };
}

/** What this replica does, and how many there are. */
export function ofDuties(duties: Pick<Duties, 'replicas'>): Question {
  return {
    metrics: [
      { name: 'replicas_alive', help: 'Replicas heard of within a lease, this one included' },
      { name: 'duty_held', help: '1 for each duty this replica has', labels: ['duty'] },
    ],
    async ask() {
      const replicas = await duties.replicas();
      const own = replicas.find(({ self }) => self)?.duties ?? [];
      return {
        replicas_alive: [{ value: replicas.filter(({ alive }) => alive).length }],
        duty_held: own.map(({ duty }) => ({ labels: { duty }, value: 1 })),
      };
    },
  };
}

function secondsSince(instant: string | null, now: number): number | undefined {
  return instant === null ? undefined : Math.max((now - Date.parse(instant)) / 1000, 0);
}
