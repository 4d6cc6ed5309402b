import type { Cases } from '../cases';
import { problemOf, runFrom } from '../runs';
import { subscribe, type Subscribed } from '../subscriptions';

const file = 'churn-risk';

/** Whoever stops watching is written to; whoever comes back is counted. */
export const cases: Cases = ({ the, main, failure, also, cannot }) => {
  const told = ({ line }: Subscribed, type: 'line.inactive' | 'line.active_again', days: number) =>
    runFrom(the(), file, 'Line not used', {
      items: [
        {
          ...{ id: `evt_${String(line.id)}_${type}_${String(days)}`, sequence: 1, type, panel: 'main' },
          ...{ subject: `line:main/${String(line.id)}`, time: '2027-01-28T10:30:00Z', origin: 'clock' },
          data: {
            line: { id: String(line.id), username: line.username, trial: false },
            inactive: { days, lastSeenAt: '2027-01-14T12:00:00Z', everConnected: 'yes' },
          },
          ...{ idempotencyKey: `evt_${String(line.id)}`, attempt: 1 },
        },
      ],
    });
  const hubspot = (path: string) =>
    the()
      .stack.clouds.received('api.hubapi.com')
      .filter((each) => each.path === path);

  main('writes to them once, puts them on the list, and counts and takes them off when they watch again', async () => {
    const email = 'away@example.com';
    const customer = await subscribe(the(), { email, phone: '+96170999000', country: 'LB', locale: 'ar' });
    await told(customer, 'line.inactive', 14);
    await told(customer, 'line.inactive', 30);
    expect(the().mailsTo(email)).toMatchObject([{ subject: 'Cedar TV: هل كل شيء على ما يرام؟' }]);
    expect(the().stack.clouds.received('api.twilio.com')).toMatchObject([{ body: { To: '+96170999000' } }]);
    expect(hubspot('/contacts/v1/lists/2/add')).toMatchObject([{ status: 200 }]);
    const back = await told(customer, 'line.active_again', 31);
    expect(back.items('Note the return')[0]?.json).toMatchObject({ daysAway: '31', back: '2027-01-28T10:30:00Z' });
    expect(hubspot('/contacts/v1/lists/2/remove')).toMatchObject([{ status: 200 }]);
  });

  also('counts nobody who was not written to', async () => {
    const customer = await subscribe(the(), { email: 'never.away@example.com' });
    const run = await told(customer, 'line.active_again', 20);
    expect(run.items('Note the return')).toEqual([]);
    expect(the().stack.clouds.received('api.hubapi.com')).toEqual([]);
  });

  failure('says whose line it is about when HubSpot does not answer, and writes to nobody', async () => {
    const email = 'hubspot.away@example.com';
    const customer = await subscribe(the(), { email });
    the().stack.clouds.setFault('api.hubapi.com', { status: 503, times: 10 });
    const run = await told(customer, 'line.inactive', 14);
    expect(problemOf(run)).toContain(`"HubSpot contact" did not work for line ${customer.line.username} (panel main)`);
    expect(the().mailsTo(email)).toEqual([]);
  });

  cannot(
    'restart',
    'fourteen days without a connection cannot be had here; the trigger gives the event again as it does in the others',
  );
};
