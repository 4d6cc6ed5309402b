import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CredentialTestContext } from 'n8n-core';
import type { ICredentialDataDecryptedObject, INodeCredentialTestResult } from 'n8n-workflow';
import { startDemoPanel, type DemoPanel } from '../../demo/panel';
import { XtreamUi } from '../../nodes/XtreamUi/XtreamUi.node';
import { XtreamUiApi } from '../../credentials/XtreamUiApi.credentials';
import { additionalData } from './engine';
import { FakeDaemon, token } from './fakeDaemon';

/** What the Test button of the two credentials says, in n8n's own context for it. */

const tests = new XtreamUi().methods.credentialTest ?? {};

async function test(name: string, data: ICredentialDataDecryptedObject): Promise<INodeCredentialTestResult> {
  const context = new CredentialTestContext(additionalData({}, '1'));
  return (await tests[name]?.call(context, { id: '1', name: 'x', type: 'x', data }))!;
}

describe('Xtream UI API', () => {
  let panel: DemoPanel;
  beforeEach(async () => {
    panel = await startDemoPanel({ lines: 5 });
  });
  afterEach(() => panel.stop());
  const tested = (changes: ICredentialDataDecryptedObject = {}) =>
    test('xtreamUiApiTest', { url: panel.url, apiKey: panel.apiKey, ...changes });

  it('tells whose key it is', async () => {
    expect(await tested()).toEqual({ status: 'OK', message: expect.stringContaining('Connected as admin') });
  });

  it('takes an address without a slash, and with a key pasted after it', async () => {
    const url = `${panel.url.slice(0, -1)}?api_key=${panel.apiKey}&action=user_info`;
    expect(await tested({ url })).toMatchObject({ status: 'OK' });
    expect(panel.requests.every(({ query }) => Object.keys(query).length === 0)).toBe(true);
  });

  it.each([
    ['a wrong key', () => ({ apiKey: 'f'.repeat(32) }), /does not accept the API key/],
    ['a wrong access code', () => ({ url: panel.url.replace(panel.accessCode, 'wrong') }), /404.*access code/],
    ['no address', () => ({ url: 'panel.example.com' }), /not an address that begins with http/],
    [
      'a port where nothing listens',
      () => ({ url: 'http://127.0.0.1:1/code/' }),
      /Nothing listens at http:\/\/127\.0\.0\.1:1/,
    ],
    ['https where http is spoken', () => ({ url: panel.url.replace('http:', 'https:') }), /No secure connection/],
  ])('tells %s', async (_case, changes, message) => {
    const result = await tested(changes());
    expect(result.status).toBe('Error');
    expect(result.message).toMatch(message);
    expect(result.message).not.toContain(panel.apiKey);
  });

  it('tells a blocked IP address', async () => {
    const closed = await startDemoPanel({ lines: 5, allowedIps: ['192.0.2.1'] });
    const result = await tested({ url: closed.url, apiKey: closed.apiKey });
    await closed.stop();
    expect(result.message).toMatch(/403.*allowed addresses/);
  });

  it('tells what is no panel', async () => {
    const other: Server = createServer((_request, response) => response.end('<html>Welcome</html>'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const result = await tested({ url: `http://127.0.0.1:${String((other.address() as AddressInfo).port)}/` });
    other.close();
    expect(result.message).toMatch(/No API of a panel answers there.*access code/);
  });
});

describe('Xtream UI Sync API', () => {
  let daemon: FakeDaemon;
  beforeEach(async () => {
    daemon = await FakeDaemon.start();
  });
  afterEach(() => daemon.stop());
  const tested = (changes: ICredentialDataDecryptedObject = {}) =>
    test('xtreamUiSyncApiTest', { url: daemon.url, accessToken: token, ...changes });

  it('names the panels', async () => {
    expect(await tested()).toEqual({ status: 'OK', message: 'Connected; panels: main' });
  });

  it('tells a wrong token', async () => {
    expect((await tested({ accessToken: 'other' })).message).toMatch(/does not accept the access token.*api\.token/);
  });

  it('tells what is no daemon', async () => {
    daemon.override = () => ({ status: 200, body: 'hello' });
    expect((await tested()).message).toMatch(/is not a sync daemon \(HTTP 200\)/);
  });

  it('tells that nothing listens', async () => {
    expect((await tested({ url: 'http://127.0.0.1:1' })).message).toMatch(/connection refused/);
  });
});

describe('authenticate', () => {
  it.each([
    ['a form', 'action=get_lines&access_output%5B%5D=1&access_output%5B%5D=2'],
    ['an object', { action: 'get_lines' }],
    ['nothing', undefined],
  ])('adds the key to the body: %s', async (_case, body) => {
    const options = await new XtreamUiApi().authenticate(
      { apiKey: ' k ' },
      { url: 'http://x/', ...(body ? { body } : {}) },
    );
    expect(options.url).toBe('http://x/');
    expect(options.body).toBe(
      typeof body === 'string' ? `${body}&api_key=k` : body ? 'action=get_lines&api_key=k' : 'api_key=k',
    );
  });
});
