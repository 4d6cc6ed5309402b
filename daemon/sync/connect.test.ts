import { startDemoPanel, type DemoPanel } from '../../demo/panel';
import { everyCoreAbility, type Ability, type Dialect } from '../../panel';
import { connectPanel, unwatched } from './connect';

describe('connecting to a panel', () => {
  let demo: DemoPanel;
  beforeEach(async () => {
    demo = await startDemoPanel({ seed: 'empty' });
  });
  afterEach(() => demo.stop());

  const connect = (url: string, dialect: 'xui' | 'auto' = 'xui') =>
    connectPanel(
      { dialect, url, apiKey: demo.apiKey, timeoutSeconds: 2, verifyTls: true },
      new AbortController().signal,
    ).open();

  it('posts to the address with the slash that the panel wants, whether it was written or not', async () => {
    expect(await (await connect(demo.url.replace(/\/$/, ''))).identify()).toMatchObject({ username: 'admin' });
    expect(demo.requests).toMatchObject([{ method: 'POST', action: 'user_info', status: 200 }]);
  });

  it('finds out what a panel speaks, and says why when it cannot', async () => {
    expect((await connect(demo.url, 'auto')).dialect).toBe('xui');
    expect((await connect((await demo.open('r22f')).url, 'auto')).dialect).toBe('r22f');
    demo.setFault({ kind: 'http-503' });
    await expect(connect(demo.url, 'auto')).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('whether lines are watched', () => {
  const without = (dialect: Dialect) => {
    const offers = new Set<Ability>(everyCoreAbility);
    offers.delete('listLines');
    return { dialect, offers };
  };

  it('they are where there is a list of them', () => {
    expect(unwatched({ dialect: 'r22f', offers: everyCoreAbility })).toBeNull();
  });

  it.each<[Dialect, string]>([
    ['r22f', 'database:'],
    ['reseller', 'Admin API'],
    ['player', 'Admin API'],
    ['xcvm', 'database:'],
  ])('%s without one says why, and what to add', (dialect, wayOut) => {
    const reason = unwatched(without(dialect));
    expect(reason?.message).toMatch(/^Its lines are not watched: /);
    expect(reason?.hint).toContain(wayOut);
  });
});
