import { startDemoPanel, type DemoPanel } from '../index';

/** player_api.php of the demo panel against what was seen on a running XC_VM, and read in R22F's source. */

let demo: DemoPanel;
let player: { url: string };
beforeEach(async () => {
  demo = await startDemoPanel({
    clock: () => 1_795_373_041_000,
    seed: { lines: [{ username: 'seed2', password: 'seedpass2', exp_date: 1_795_631_654, max_connections: 2 }] },
  });
  player = await demo.open('player');
});
afterEach(() => demo.stop());

const ask = (username: string, password: string): Promise<Response> =>
  fetch(`${player.url}?${new URLSearchParams({ username, password }).toString()}`);

it('tells a line its account, in the types of the October 2025 build', async () => {
  expect(await (await ask('seed2', 'seedpass2')).json()).toMatchObject({
    user_info: {
      username: 'seed2',
      password: 'seedpass2',
      auth: 1,
      status: 'Active',
      exp_date: '1795631654',
      is_trial: 0,
      max_connections: '2',
    },
    server_info: { xui: true, version: '1.1.4', timestamp_now: 1_795_373_041, timezone: 'Europe/London' },
  });
});

it('denies with a page of nginx, and R22F with auth 0', async () => {
  const denied = await ask('seed2', 'wrong');
  expect(denied.status).toBe(404);
  expect(await denied.text()).toContain('<center>nginx</center>');
  demo.state.playerBuild = 'r22f';
  expect(await (await ask('seed2', 'wrong')).json()).toEqual({ user_info: { auth: 0 } });
  expect(await (await fetch(player.url)).text()).toBe('');
});

it('blocks an address at the tenth unknown username, everywhere and with an empty body', async () => {
  for (let n = 0; n < 10; n++) expect((await ask(`guess${n}`, 'x')).status).toBe(404);
  for (const url of [player.url, demo.url]) {
    const blocked = await fetch(url);
    expect(blocked.status).toBe(403);
    expect(await blocked.text()).toBe('');
  }
  expect(demo.state.blockedIps.all()).toMatchObject([{ ip: '127.0.0.1', notes: 'BRUTEFORCE USER ATTACK' }]);
});

it('blocks an address at the forty-first denial in a row, also of a line it knows', async () => {
  demo.state.lines.all()[0]!.enabled = 0;
  for (let n = 0; n < 41; n++) expect((await ask('seed2', 'seedpass2')).status).toBe(404);
  expect((await ask('seed2', 'seedpass2')).status).toBe(403);
});

it('meets the faults that are set', async () => {
  demo.setFault({ kind: 'http-503', times: 1 });
  expect((await ask('seed2', 'seedpass2')).status).toBe(503);
  expect((await ask('seed2', 'seedpass2')).status).toBe(200);
});
