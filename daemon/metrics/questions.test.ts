import type { EventDraft } from '../events';
import { Feeds, feedMigrations } from '../feeds';
import { panelView, relayView } from '../http/testing/bench';
import type { PanelView } from '../sync';
import { FakeClock, openTestStore, type TestStore } from '../testing';
import { ofEvents, ofFeeds, ofPanels, ofRelays } from '.';

const draft: EventDraft = {
  type: 'line.created',
  panel: 'main',
  subject: 'line:main/1',
  time: '2027-01-01T00:00:00Z',
  origin: 'panel',
  data: {},
};

const view: PanelView = { ...panelView, state: 'held', lines: 412, lastPassAt: '2027-01-01T00:00:00Z' };

describe('what metrics tell', () => {
  let test: TestStore;
  let clock: FakeClock;
  beforeEach(async () => {
    test = await openTestStore(feedMigrations);
    clock = new FakeClock();
  });
  afterEach(() => test.close());

  const append = (...drafts: EventDraft[]) =>
    test.store.write((trx, afterCommit) => test.log.append(trx, afterCommit, drafts));

  it('of panels: state, lines and the age of the last pass, from the start where there was none', async () => {
    const question = ofPanels(
      { views: () => Promise.resolve([view, { ...view, panel: 'new', state: 'starting', lastPassAt: null }]) },
      clock,
    );
    clock.advance({ seconds: 90 });
    const { panel_state: states, ...answer } = await question.ask();
    expect(answer).toEqual({
      panel_poll_age_seconds: [
        { labels: { panel: 'main' }, value: 90 },
        { labels: { panel: 'new' }, value: 90 },
      ],
      panel_lines: [
        { labels: { panel: 'main' }, value: 412 },
        { labels: { panel: 'new' }, value: 412 },
      ],
    });
    expect(states?.filter(({ value }) => value === 1).map(({ labels }) => labels)).toEqual([
      { panel: 'main', state: 'held' },
      { panel: 'new', state: 'starting' },
    ]);
  });

  it('of feeds: how many events and how long they wait, until they are acknowledged', async () => {
    const feeds = new Feeds({ ...test, clock: { now: () => Date.now() + 60_000 } });
    await feeds.put('crm', { from: 'beginning', maxAttempts: 1 });
    const question = ofFeeds(feeds);
    expect((await question.ask())['feed_lag_seconds']).toEqual([{ labels: { feed: 'crm' }, value: 0 }]);
    const [first, second] = await append(draft, { ...draft, subject: 'line:main/2' });
    const waiting = await question.ask();
    expect(waiting).toMatchObject({ feed_lag_events: [{ value: 2 }], feed_parked_events: [{ value: 0 }] });
    expect(waiting['feed_lag_seconds']?.[0]?.value).toBeGreaterThanOrEqual(60);
    await feeds.lease('crm', { max: 10, consumer: 'n8n' });
    const leased = await question.ask();
    expect(leased).toMatchObject({ feed_leased_events: [{ value: 2 }] });
    expect(leased['feed_lag_seconds']?.[0]?.value).toBeGreaterThanOrEqual(60);
    await feeds.acknowledge('crm', {
      acks: [first?.id ?? ''],
      nacks: [{ id: second?.id ?? '', reason: null }],
      extend: [],
      release: false,
    });
    expect(await question.ask()).toMatchObject({
      feed_parked_events: [{ value: 1 }],
      feed_leased_events: [{ value: 0 }],
    });
  });

  it('of relays: whether they reach their broker, how far they are, and what it dropped', async () => {
    const relays = {
      list: () =>
        Promise.resolve([
          { ...relayView, lag: 12, published: 7, unroutable: 2 },
          { ...relayView, relay: 'old', state: 'failing' as const, problem: 'connect ECONNREFUSED' },
        ]),
    };
    expect(await ofRelays(relays).ask()).toMatchObject({
      relay_up: [
        { labels: { relay: 'bus' }, value: 1 },
        { labels: { relay: 'old' }, value: 0 },
      ],
      relay_lag_events: [{ value: 12 }, { value: 0 }],
      relay_published_total: [{ value: 7 }, { value: 3 }],
      relay_unroutable_total: [{ value: 2 }, { value: 0 }],
    });
  });

  it('of events: what was committed, not what was rolled back', async () => {
    await append(draft, draft, { ...draft, type: 'line.deleted' });
    await expect(
      test.store.write(async (trx, afterCommit) => {
        await test.log.append(trx, afterCommit, [draft]);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await ofEvents(test.log).ask()).toEqual({
      events_appended_total: [
        { labels: { type: 'line.created' }, value: 2 },
        { labels: { type: 'line.deleted' }, value: 1 },
      ],
    });
  });
});
