import { cancelEvents, changePlanEvents, failEvents, renewEvents, subscribeEvents } from '../../demo/stripe';
import { day, now } from './subscriptions';
import { errorWorkflow } from './templates';
import { operator, startWorld, until, type PanelLine, type World } from './world';

jest.setTimeout(300_000);

/** One customer from the first payment to the last, every step carried out by templates in a real n8n, all of them published at once. */
describe('a customer’s life through the templates', () => {
  const files = [
    'provision-on-first-payment',
    'renew-on-recurring-payment',
    'dun-failed-payments',
    'change-plan-with-proration',
    'win-back-after-cancellation',
  ] as const;
  const email = 'through.it.all@example.com';
  const sent = subscribeEvents({
    customer: { email, name: 'Nadia Haddad', phone: null, country: 'GB', locale: 'en' },
    ...{ priceId: 'price_monthly', amount: 1299, paidAt: now() - 20 * day },
  });
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
    for (const file of [errorWorkflow, ...files]) await world.use(file);
  }, 600_000);
  afterAll(() => world.stop());

  const go = async (events: typeof sent): Promise<void> => {
    sent.push(...events);
    await world.post(events);
  };
  const told = (words: string) =>
    until(async () => world.mailsTo(email).find(({ subject }) => subject.includes(words)), `a mail "${words}"`);
  const lines = async (): Promise<PanelLine[]> => (await world.lines()).filter(({ contact }) => contact === email);

  it('pays first: one line, and its login', async () => {
    await world.post(sent);
    await told('your line is ready');
    await world.settled();
    expect(await lines()).toMatchObject([{ enabled: 1, package_id: 1 }]);
  });

  it('does not pay: reminded, then switched off', async () => {
    await go(failEvents(sent, { at: now() - 8 * day }));
    await told('did not go through');
    await told('switched off');
    await world.settled();
    expect(await lines()).toMatchObject([{ enabled: 0 }]);
  });

  it('pays after all: on again, for a month more, with a receipt', async () => {
    const [before] = await lines();
    await go(renewEvents(sent, { at: now() }));
    await told('works again');
    await world.settled();
    const [after] = await lines();
    expect(after).toMatchObject({ enabled: 1 });
    expect(after?.exp_date).toBeGreaterThan(before?.exp_date ?? Infinity);
  });

  it('takes a larger plan: another package, the same line', async () => {
    await go(changePlanEvents(sent, { at: now(), priceId: 'price_family', amount: 1899, nickname: 'Family' }));
    await told('you now have');
    await world.settled();
    expect(await lines()).toMatchObject([{ package_id: 5, max_connections: 4 }]);
  });

  it('leaves: asked why, and has the line for what was paid', async () => {
    const [before] = await lines();
    await go(cancelEvents(sent, { at: now(), atPeriodEnd: true }));
    await world.settled();
    expect(await lines()).toMatchObject([{ enabled: 1, exp_date: before?.exp_date }]);
    await go(cancelEvents(sent, { at: now() }));
    await told('sorry to see you go');
    await world.settled();
  });

  it('and nothing failed on the way', () => {
    expect(
      world
        .mailsTo(operator)
        .map(({ subject }) => subject)
        .filter((subject) => subject.includes('failed')),
    ).toEqual([]);
  });
});
