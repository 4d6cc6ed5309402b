import { openBench, type Bench } from './testing/bench';

describe('plans, dunning policies and exchange rates over HTTP', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const plan = { panel: 'main', packageId: 1, prices: ['price_1'] };

  it('a plan goes from made to deleted', async () => {
    expect(await bench.call('PUT', '/v1/plans/basic', plan)).toMatchObject({
      status: 201,
      body: {
        plan: 'basic',
        packageId: '1',
        prices: [{ source: null, price: 'price_1' }],
        rights: ['live', 'vod', 'catchUp'],
        configured: false,
        problems: [],
      },
    });
    const changed = await bench.call('PUT', '/v1/plans/basic', { ...plan, label: 'Basic', grace: '3d' });
    expect(changed).toMatchObject({ status: 200, body: { label: 'Basic', grace: 259_200 } });
    expect((await bench.call('GET', '/v1/plans/basic')).body).toEqual(changed.body);
    expect((await bench.call('GET', '/v1/plans')).body).toEqual({ plans: [changed.body] });
    expect((await bench.call('DELETE', '/v1/plans/basic')).status).toBe(204);
    expect(await bench.call('GET', '/v1/plans/basic')).toMatchObject({ status: 404, body: { code: 'unknown-plan' } });
  });

  it('what a plan is shown as can be sent back, but for what the daemon adds', async () => {
    const { body } = await bench.call('PUT', '/v1/plans/basic', { ...plan, bouquets: { live: [1] }, adjust: '{}' });
    const { plan: _name, configured: _configured, problems: _problems, ...settings } = body;
    expect((await bench.call('PUT', '/v1/plans/basic', settings)).body).toEqual(body);
  });

  it.each([
    ['prices', { prices: [''] }],
    ['duration', { duration: { amount: 1, unit: 'moons' } }],
    ['adjust', { adjust: '{' }],
    ['currency', { amount: 100, currency: 'ZZZ' }],
  ])('a plan with wrong %s is refused', async (field, wrong) => {
    const { status, body } = await bench.call('PUT', '/v1/plans/basic', { ...plan, ...wrong });
    expect(status).toBe(422);
    expect(String(body['field'])).toMatch(new RegExp(`^${field}`));
  });

  it('two plans of one price are both kept, and say so', async () => {
    await bench.call('PUT', '/v1/plans/basic', plan);
    expect(await bench.call('PUT', '/v1/plans/other', plan)).toMatchObject({
      status: 201,
      body: { problems: [{ code: 'ambiguous-price' }] },
    });
  });

  it('a change of plan is calculated before it is made', async () => {
    const month = { amount: 1, unit: 'months' };
    await bench.call('PUT', '/v1/plans/basic', { ...plan, duration: month, amount: 1000, currency: 'USD' });
    await bench.call('PUT', '/v1/plans/premium', {
      ...plan,
      prices: [],
      duration: month,
      amount: 2000,
      currency: 'USD',
    });
    await bench.call('PUT', '/v1/plans/free', { ...plan, prices: [] });
    const made = await bench.call('POST', '/v1/subscriptions', {
      customer: { email: 'nadia@example.com' },
      plan: 'basic',
    });
    const path = `/v1/subscriptions/${String(made.body['id'])}`;
    const preview = (name: string) => bench.call('GET', `${path}/proration?plan=${name}`);
    expect(await preview('premium')).toMatchObject({ status: 422, body: { code: 'nothing-left' } });
    await bench.call('POST', `${path}/payments`, { key: 'receipt-1', amount: 1000, currency: 'USD' });
    bench.clock.set('2027-01-16T12:00:00Z');
    expect(await preview('premium')).toMatchObject({
      status: 200,
      body: {
        from: 'basic',
        plan: 'premium',
        credit: 500,
        charge: 1000,
        due: 500,
        currency: 'USD',
        newPeriodEnd: '2027-02-01T00:00:00Z',
        convert: { newPeriodEnd: '2027-01-24T06:00:00Z' },
      },
    });
    expect(await preview('free')).toMatchObject({ status: 422, body: { code: 'no-price', field: 'plan' } });
    expect(await preview('gone')).toMatchObject({ status: 404, body: { code: 'unknown-plan' } });
  });

  it('a dunning policy goes from made to deleted', async () => {
    const steps = [
      { after: 0, action: 'remind', channel: 'email', template: 'first' },
      { after: '7d', action: 'suspend' },
    ];
    expect(await bench.call('PUT', '/v1/dunning-policies/default', { steps })).toMatchObject({
      status: 201,
      body: { policy: 'default', usable: true, steps: [{ after: 0 }, { after: 604_800, when: null }] },
    });
    const changed = await bench.call('PUT', '/v1/dunning-policies/default', { steps, grace: 60 });
    expect(changed).toMatchObject({ status: 200, body: { grace: 60 } });
    expect((await bench.call('GET', '/v1/dunning-policies')).body).toEqual({ policies: [changed.body] });
    expect((await bench.call('DELETE', '/v1/dunning-policies/default')).status).toBe(204);
    expect((await bench.call('GET', '/v1/dunning-policies/default')).body).toMatchObject({ code: 'unknown-policy' });
  });

  it('a policy that terminates first is kept, and not used', async () => {
    const steps = [{ after: 1, action: 'terminate' }];
    expect(await bench.call('PUT', '/v1/dunning-policies/hasty', { steps })).toMatchObject({
      status: 201,
      body: { usable: false, problems: [{ code: 'terminates-first', step: 0 }] },
    });
  });

  it('an exchange rate is set as of today in the operator’s zone, listed, used and deleted', async () => {
    bench.clock.set('2027-01-31T23:00:00Z');
    const set = await bench.call('PUT', '/v1/exchange-rates', { from: 'USD', to: 'LBP', rate: '89500' });
    expect(set).toMatchObject({ status: 200, body: { day: '2027-02-01', rate: '89500' } });
    expect((await bench.call('GET', '/v1/exchange-rates')).body).toEqual({ base: 'USD', rates: [set.body] });
    const asked = '/v1/exchange-rates/conversion?amount=8950000&from=LBP';
    expect((await bench.call('GET', asked)).body).toMatchObject({ amount: 100, currency: 'USD' });
    expect(await bench.call('GET', `${asked}&day=2027-01-31`)).toMatchObject({
      status: 422,
      body: { code: 'no-rate' },
    });
    const one = '/v1/exchange-rates?day=2027-02-01&from=USD&to=LBP';
    expect((await bench.call('DELETE', one)).status).toBe(204);
    expect(await bench.call('DELETE', one)).toMatchObject({ status: 404, body: { code: 'unknown-rate' } });
  });

  it('many exchange rates are set together, or none of them', async () => {
    const good = { day: '2027-01-01', from: 'EUR', to: 'USD', rate: 1.0835 };
    const put = (rates: object[]) => bench.call('POST', '/v1/exchange-rates', { rates });
    expect(await put([good, { ...good, to: 'EUR' }])).toMatchObject({ status: 422, body: { field: 'to' } });
    expect(await put([good, { ...good, rate: '0' }])).toMatchObject({ status: 422, body: { field: 'rates.1.rate' } });
    expect((await bench.call('GET', '/v1/exchange-rates')).body['rates']).toEqual([]);
    expect((await put([good, { ...good, day: '2027-01-02' }])).body).toEqual({ set: 2 });
    expect((await bench.call('GET', '/v1/exchange-rates?since=2027-01-02')).body['rates']).toMatchObject([
      { day: '2027-01-02', rate: '1.0835' },
    ]);
  });
});
