import { createServer } from 'node:net';
import { startDemoDatabase, type DemoDatabase } from '../../demo/database';
import { startDemoPanel, type DemoPanel } from '../../demo/panel';
import { makeAdapter, withDatabase, type PanelError } from '../../panel';
import { httpTransport } from '../../panel/testing';
import { freePort } from '../../demo/stack';
import { describeWithMariaDb, mariaDb, type TestServer } from '../../test/services/mariadb';
import { openDatabase, type DatabaseConnection } from '.';

describeWithMariaDb('the database of a panel', () => {
  let server: TestServer;
  let demo: DemoPanel;
  let database: DemoDatabase;
  let connections: DatabaseConnection[];

  beforeAll(async () => {
    server = await mariaDb();
    demo = await startDemoPanel({ seed: { lines: [{ username: 'amal', password: 'p1' }] } });
    database = await startDemoDatabase(demo.state, 'r22f', server);
  });
  beforeEach(() => {
    connections = [];
  });
  afterEach(() => Promise.all(connections.map((connection) => connection.close())));
  afterAll(async () => {
    await database.stop();
    await demo.stop();
    await server.stop();
  });

  const open = (url: string, more: { tls?: boolean; timeoutSeconds?: number } = {}): DatabaseConnection => {
    const connection = openDatabase({ url, tls: false, verifyTls: true, timeoutSeconds: 5, ...more });
    connections.push(connection);
    return connection;
  };
  const refusal = async (url: string, more?: { tls?: boolean; timeoutSeconds?: number }): Promise<PanelError> =>
    open(url, more)
      .query('SELECT 1 AS one')
      .then(
        () => Promise.reject(new Error('was not refused')),
        (error: unknown) => error as PanelError,
      );

  it('gives numbers, texts and null, whatever the placeholders hold', async () => {
    const { query } = open(database.url);
    expect(await query('SELECT id, username, exp_date FROM users WHERE username = ? LIMIT ?', ['amal', 5])).toEqual([
      { id: 1, username: 'amal', exp_date: null },
    ]);
    expect(await query('SELECT id FROM users WHERE username = ?', ["' OR '1'='1"])).toEqual([]);
  });

  it('cannot be written, even by an account that may', async () => {
    const { user, password, host, port } = server;
    const { query } = open(`mysql://${user}:${password}@${host}:${String(port)}/${database.name}`);
    expect(await query('SELECT COUNT(*) AS count FROM users')).toEqual([{ count: 1 }]);
    await expect(query('DELETE FROM users')).rejects.toThrow('only read');
    expect(await query('SELECT @@tx_read_only AS readOnly')).toEqual([{ readOnly: 1 }]);
  });

  it.each([
    ['a wrong password', (url: string) => url.replace(/:[^:@]+@/, ':guessed@'), 'wrong-key'],
    ['a database that is not there', (url: string) => url.replace(/\/[^/]+$/, '/none'), 'no-permission'],
    ['a host that is none', (url: string) => url.replace('127.0.0.1', 'no-such-host.invalid'), 'unreachable'],
  ])('%s is named, without a secret', async (_, as, code) => {
    const error = await refusal(as(database.url));
    expect(error.code).toBe(code);
    expect(error.hint).toBeTruthy();
    expect(`${error.message} ${error.hint ?? ''}`).not.toContain(database.account.password);
    expect(error.cause).toBeUndefined();
  });

  it('a port where nothing listens, TLS that is not spoken, and a server that says nothing are told apart', async () => {
    const nobody = await refusal(database.url.replace(/:\d+\//, `:${String(await freePort())}/`));
    expect(nobody).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('nothing listens') as string,
    });
    const tls = await refusal(database.url, { tls: true });
    expect(tls).toMatchObject({ code: 'unreachable', message: expect.stringContaining('TLS') as string });
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const late = await refusal(database.url.replace(/:\d+\//, `:${String(port)}/`), { timeoutSeconds: 0.2 });
    expect(late.code).toBe('timeout');
    await new Promise((resolve) => silent.close(resolve));
  });

  it('a database of another kind of panel is told from one that is none', async () => {
    const overXui = (url: string) => withDatabase(makeAdapter('xui', httpTransport(demo)), open(url).query).listLines();
    await expect(overXui(database.url)).rejects.toMatchObject({
      code: 'not-a-panel',
      message: expect.stringContaining('one of Xtream UI R22F') as string,
    });
    const { host, port } = server;
    await expect(overXui(`mysql://root:@${host}:${String(port)}/mysql`)).rejects.toMatchObject({
      code: 'not-a-panel',
      hint: expect.stringContaining('GRANT SELECT') as string,
    });
  });

  it('a table that is not there is named', async () => {
    const error = await open(database.url)
      .query('SELECT 1 FROM wanting')
      .catch((caught: unknown) => caught as PanelError);
    expect(error).toMatchObject({ code: 'not-a-panel' });
    expect((error as PanelError).message).toContain(`${database.name}.wanting`);
  });
});
