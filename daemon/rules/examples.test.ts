import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { sampleEvent, type EventData, type EventType } from '../../panel';
import type { EventDraft } from '../events';
import { FakeClock, openTestStore, type TestStore } from '../testing';
import { ruleMigrations, ruleName, Rules, ruleSettings } from './index';

/** The examples of docs/rules.md, as they stand there. */
const examples = [
  ...readFileSync(join(__dirname, '../../docs/rules.md'), 'utf8').matchAll(/```yaml\n(- name[^`]*)```/g),
].map(([, text = '']) => z.array(ruleSettings.extend({ name: ruleName })).parse(parse(text))[0]!);

const draft = (type: EventType, time: string, data: EventData = {}): EventDraft => {
  const { id: _id, sequence: _sequence, ...sample } = sampleEvent(type);
  return { ...sample, time, data: { ...sample.data, ...data } };
};
const line = sampleEvent('line.created').data.line!;

/** For each example: events, and what it makes of them. */
const stories: Record<string, { events: EventDraft[]; custom: object[] }> = {
  big_drop: {
    events: [
      draft('reseller.credits_changed', '2027-01-01T00:00:00Z'),
      draft('reseller.credits_changed', '2027-01-02T00:00:00Z', { before: { credits: 400 }, after: { credits: 100 } }),
      draft('reseller.credits_changed', '2027-01-03T00:00:00Z', { before: { credits: 100 }, after: { credits: 400 } }),
    ],
    custom: [{ dropped: 300, left: 100 }],
  },
  vip_expiring: {
    events: [
      draft('line.expiring', '2027-01-01T00:00:00Z'),
      draft('line.expiring', '2027-01-01T00:00:00Z', { line: { ...line, resellerNotes: null } }),
      draft('line.expiring', '2027-01-01T00:00:00Z', { line: { ...line, resellerNotes: 'a VIP' }, daysLeft: 7 }),
      draft('line.expiring', '2027-01-05T00:00:00Z', { line: { ...line, resellerNotes: 'a VIP' }, daysLeft: 3 }),
    ],
    custom: [{ daysLeft: 3, owner: 'reseller-beirut' }],
  },
  watched_trial_ended: {
    events: [
      draft('line.expired', '2026-12-20T00:00:00Z', { line: { ...line, trial: true } }),
      draft('line.usage_threshold', '2027-01-01T00:00:00Z'),
      draft('line.expired', '2027-01-02T00:00:00Z', { line: { ...line, trial: true } }),
      draft('line.expired', '2027-02-02T00:00:00Z', { line: { ...line, trial: true } }),
    ],
    custom: [{ hours: 60.1 }],
  },
  often_suspended: {
    events: [
      draft('line.suspended', '2027-01-01T00:00:00Z'),
      draft('line.suspended', '2027-01-02T00:00:00Z'),
      draft('line.resumed', '2027-01-02T12:00:00Z'),
      draft('line.suspended', '2027-01-03T00:00:00Z'),
    ],
    custom: [{ times: 3, last: '2027-01-02T12:00:00Z' }],
  },
  won_back: {
    events: [
      draft('line.renewed', '2027-01-01T00:00:00Z'),
      draft('line.expired', '2027-01-10T00:00:00Z'),
      draft('line.renewed', '2027-01-12T00:00:00Z'),
      draft('line.expired', '2027-02-01T00:00:00Z'),
      draft('line.renewed', '2027-02-11T00:00:00Z'),
    ],
    custom: [{ away: 10 }],
  },
};

describe('the examples of docs/rules.md', () => {
  let test: TestStore;
  beforeEach(async () => {
    test = await openTestStore(ruleMigrations);
  });
  afterEach(() => test.close());

  it('are five, each with a story', () => {
    expect(examples.map(({ name }) => name).sort()).toEqual(Object.keys(stories).sort());
    expect(examples).toHaveLength(5);
  });

  it.each(examples.map((rule) => [rule.name, rule] as const))('%s does what it says', async (name, rule) => {
    const { events, custom } = stories[name]!;
    await test.store.write((trx, afterCommit) => test.log.append(trx, afterCommit, events));
    const rules = new Rules({ store: test.store, log: test.log, clock: new FakeClock(), logger: { warn: jest.fn() } });
    const result = await rules.dryRun({ rule, after: 0, to: Infinity, limit: 100 });
    expect(result.errors).toEqual([]);
    expect(result.emitted.map(({ type, data }) => [type, data.custom])).toEqual(
      custom.map((each) => [rule.emit, each]),
    );
  });
});
