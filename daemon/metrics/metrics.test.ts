import { Metrics, type Question } from '.';

/** What is scraped: `name{labels}` and value, without the process's own metrics. */
async function scraped(metrics: Metrics): Promise<Record<string, number>> {
  const { text } = await metrics.scrape();
  const lines = text.split('\n').filter((line) => line.startsWith('xtream_ui_'));
  return Object.fromEntries(
    lines.map((line) => [line.slice('xtream_ui_'.length, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}

const standing = (ask: Question['ask']): Question => ({
  metrics: [{ name: 'feed_lag_events', help: 'x', labels: ['feed'] }],
  ask,
});

describe('metrics', () => {
  let metrics: Metrics;
  const logger = { warn: jest.fn() };
  beforeEach(() => {
    logger.warn.mockClear();
    metrics = new Metrics(logger);
  });

  it('count work by how it ended, and let its result and its errors through', async () => {
    const about = { panel: 'main', action: 'get_lines' };
    expect(await metrics.observe('panel_request', about, () => Promise.resolve(7))).toBe(7);
    await metrics.observe(
      'panel_request',
      about,
      () => Promise.resolve(403),
      (status) => `http_${String(status)}`,
    );
    const timeout = Object.assign(new Error('late'), { code: 'timeout' });
    await expect(metrics.observe('panel_request', about, () => Promise.reject(timeout))).rejects.toBe(timeout);
    await expect(metrics.observe('panel_request', about, () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    expect(await scraped(metrics)).toMatchObject({
      'panel_request_duration_seconds_count{panel="main",outcome="ok"}': 1,
      'panel_request_duration_seconds_count{panel="main",outcome="http_403"}': 1,
      'panel_request_duration_seconds_count{panel="main",outcome="timeout"}': 1,
      'panel_request_duration_seconds_count{panel="main",outcome="error"}': 1,
    });
  });

  it('make no label of what has many values, such as a command’s key', async () => {
    await metrics.observe('command', { panel: 'main', operation: 'line.extend', key: 'stripe:in_1' }, () =>
      Promise.resolve(),
    );
    const { text } = await metrics.scrape();
    expect(text).not.toContain('stripe:in_1');
  });

  it('ask with each scrape, and forget what is no more', async () => {
    const feeds = new Map([
      ['crm', 3],
      ['mail', 1],
    ]);
    metrics.add(
      standing(() =>
        Promise.resolve({ feed_lag_events: [...feeds].map(([feed, value]) => ({ labels: { feed }, value })) }),
      ),
    );
    expect(await scraped(metrics)).toMatchObject({
      'feed_lag_events{feed="crm"}': 3,
      'feed_lag_events{feed="mail"}': 1,
    });
    feeds.delete('mail');
    const [first, second] = await Promise.all([scraped(metrics), scraped(metrics)]);
    expect(first).toMatchObject({ 'feed_lag_events{feed="crm"}': 3 });
    expect(first).not.toHaveProperty(['feed_lag_events{feed="mail"}']);
    expect(second).toMatchObject({ 'feed_lag_events{feed="crm"}': 3 });
  });

  it('tell the rest when one question fails', async () => {
    metrics.add(
      standing(() => Promise.reject(new Error('database is locked'))),
      {
        metrics: [{ name: 'panel_lines', help: 'x', labels: ['panel'] }],
        ask: () => Promise.resolve({ panel_lines: [{ labels: { panel: 'main' }, value: 412 }] }),
      },
    );
    const values = await scraped(metrics);
    expect(values).toMatchObject({ 'panel_lines{panel="main"}': 412, scrape_failures_total: 1 });
    expect(Object.keys(values).some((name) => name.startsWith('feed_lag_events'))).toBe(false);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });
});
