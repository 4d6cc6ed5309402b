import { openBench, type Bench } from './testing/bench';

describe('/v1/endpoints', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  const url = 'https://receiver.example.com/hooks';

  it('makes an endpoint, changes it, shows it and forgets it', async () => {
    const made = await bench.call('PUT', '/v1/endpoints/crm', { url, types: ['line.created'] });
    expect(made).toMatchObject({ status: 201, body: { endpoint: 'crm', url, state: 'pushing' } });
    expect(made.body['secret']).toMatch(/^whsec_/);
    const changed = await bench.call('PUT', '/v1/endpoints/crm', { url, rate: 5 });
    expect(changed).toMatchObject({ status: 200, body: { types: [], rate: 5 } });
    expect(changed.body).not.toHaveProperty('secret');
    expect((await bench.call('GET', '/v1/endpoints')).body).toEqual({ endpoints: [changed.body] });
    expect((await bench.call('GET', '/v1/endpoints/crm')).body).toEqual(changed.body);
    expect((await bench.call('DELETE', '/v1/endpoints/crm')).status).toBe(204);
    expect((await bench.call('GET', '/v1/endpoints')).body).toEqual({ endpoints: [] });
  });

  it('rotates, disables, enables and redrives', async () => {
    await bench.call('PUT', '/v1/endpoints/crm', { url });
    expect(await bench.call('POST', '/v1/endpoints/crm/rotate')).toMatchObject({
      status: 200,
      body: { formerSecretUntil: '2027-01-02T00:00:00Z' },
    });
    expect((await bench.call('POST', '/v1/endpoints/crm/disable')).body).toMatchObject({ disabledReason: 'asked' });
    expect((await bench.call('POST', '/v1/endpoints/crm/enable')).body).toMatchObject({ state: 'pushing' });
    expect((await bench.call('POST', '/v1/endpoints/crm/redrive')).body).toEqual({ redriven: 0 });
    expect((await bench.call('GET', '/v1/endpoints/crm/dead')).body).toEqual({ events: [] });
  });

  it('makes replays, pauses, resumes, lists and cancels them', async () => {
    await bench.call('PUT', '/v1/endpoints/crm', { url });
    await bench.append({}, {}, {});
    const made = await bench.call('POST', '/v1/endpoints/crm/replays', { from: 2, to: '2100-01-01T00:00:00Z' });
    expect(made).toMatchObject({ status: 201, body: { from: 2, to: 3, state: 'running', left: 2 } });
    const path = `/v1/endpoints/crm/replays/${String(made.body['replay'])}`;
    expect((await bench.call('POST', `${path}/pause`)).body).toMatchObject({ state: 'paused' });
    expect((await bench.call('POST', `${path}/resume`)).body).toMatchObject({ state: 'running' });
    expect((await bench.call('DELETE', path)).status).toBe(204);
    expect((await bench.call('GET', '/v1/endpoints/crm/replays')).body).toEqual({ replays: [] });
    expect((await bench.call('POST', '/v1/endpoints/crm/replays', { from: 'yesterday' })).status).toBe(422);
  });

  it('refuses what it does not know', async () => {
    expect((await bench.call('GET', '/v1/endpoints/none')).body).toMatchObject({ code: 'unknown-endpoint' });
    const refused = await bench.call('PUT', '/v1/endpoints/crm', { url, panels: ['none'] });
    expect(refused).toMatchObject({ status: 422, body: { field: 'panels' } });
  });
});
