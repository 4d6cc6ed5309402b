import type { IncomingMessage, ServerResponse } from 'node:http';
import { certificateAuthority, serverCertificate } from './certificates';
import { Gate } from '../gate';
import { Faults, type Fault } from './faults';
import { renderPage } from './page';
import type { CloudProvider, CloudRequest, CloudResponse } from './provider';
import { createHubSpot } from './hubspot';
import { startProxy } from './proxy';
import { decodeBody, RequestRecord, withoutSecrets, type ReceivedRequest } from './record';
import type { OAuthApp } from './oauth';
import { createOpenAi, type ModelTurn } from './openai';
import { createQuickBooks } from './quickbooks';
import { createSalesforce } from './salesforce';
import { createSheets } from './sheets';
import { createSlack } from './slack';
import { createStripe } from './stripe';
import { createTwilio } from './twilio';
import { createXero } from './xero';
import { createZoho } from './zoho';

/** What the providers accept; everything else is refused as they would. */
export interface CloudCredentials {
  hubspot: { token: string };
  twilio: { accountSid: string; authToken: string };
  stripe: { secretKey: string };
  slack: { token: string };
  openai: { apiKey: string };
  salesforce: OAuthApp;
  zoho: OAuthApp;
  quickbooks: OAuthApp;
  xero: OAuthApp;
  google: OAuthApp;
}

const demoApp = (name: string): OAuthApp => ({
  clientId: `demo-${name}-client`,
  clientSecret: `demo-${name}-secret`,
  accessToken: `demo-${name}-access`,
  refreshToken: `demo-${name}-refresh`,
});

/** The credentials of the demo's own accounts. They open nothing but the stand-ins. */
export const demoCredentials: CloudCredentials = {
  hubspot: { token: 'pat-demo-hubspot' },
  twilio: { accountSid: 'AC00000000000000000000000000000001', authToken: 'demo-twilio' },
  stripe: { secretKey: 'sk_test_demo' },
  slack: { token: 'xoxb-demo' },
  openai: { apiKey: 'sk-demo-openai' },
  salesforce: demoApp('salesforce'),
  zoho: demoApp('zoho'),
  quickbooks: demoApp('quickbooks'),
  xero: demoApp('xero'),
  google: demoApp('google'),
};

export interface StartCloudsOptions {
  /** Default: a free one. */
  port?: number;
  /** Where the certificate authority is kept. */
  directory: string;
  /** More providers, or others for the same hosts: these come first. */
  providers?: CloudProvider[];
  /** HubSpot contact properties the account has beyond HubSpot's own. */
  hubspotProperties?: string[];
  credentials?: CloudCredentials;
  /** File to keep the received requests in, as JSON lines. They are replayed at the next start: the clouds remember. */
  record?: string;
}

export interface Clouds {
  /**
   * For `HTTPS_PROXY`; opened in a browser it shows what was received. `<proxyUrl>/<host>` is a provider over plain HTTP, for programs that are given
   * its address.
   */
  proxyUrl: string;
  /** For `NODE_EXTRA_CA_CERTS`. */
  caFile: string;
  /** What arrived, oldest first; of every host if none is named. Hosts that were refused are in it too. */
  received(host?: string): ReceivedRequest[];
  /** Forgets what arrived, what the providers hold, and the faults. */
  reset(): void;
  /** Holds requests to every host back. */
  gate: Gate;
  /** What the language model does next, turn by turn; see openai.ts. */
  planModel(turns: readonly ModelTurn[]): void;
  /** Makes the next requests to a host fail. */
  setFault(host: string, fault: Fault): void;
  stop(): Promise<void>;
}

/** Starts the proxy with every provider behind it. */
export async function startClouds(options: StartCloudsOptions): Promise<Clouds> {
  const { port = 0, directory, credentials = demoCredentials, hubspotProperties = [] } = options;
  const openai = createOpenAi(credentials.openai);
  const providers = [
    ...(options.providers ?? []),
    createHubSpot({ ...credentials.hubspot, properties: hubspotProperties }),
    createTwilio(credentials.twilio),
    createStripe(credentials.stripe),
    createSlack(credentials.slack),
    createSalesforce(credentials.salesforce),
    createZoho(credentials.zoho),
    createQuickBooks(credentials.quickbooks),
    createXero(credentials.xero),
    createSheets(credentials.google),
    openai,
  ];
  const byHost = new Map<string, CloudProvider>();
  for (const provider of providers) {
    for (const host of provider.hosts) if (!byHost.has(host)) byHost.set(host, provider);
  }

  const record = new RequestRecord(options.record);
  const faults = new Faults();
  const gate = new Gate();
  replay(record.of(), byHost);
  const authority = certificateAuthority(directory);

  async function serve(host: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    // What the demo tells a stand-in is no request to a cloud: no gate and no fault is meant for it.
    const toldByDemo = request.path.startsWith('/demo/');
    if (!toldByDemo && !(await gate.pass())) {
      incoming.socket.destroy();
      return;
    }
    const provider = byHost.get(host);
    const fault = toldByDemo ? undefined : faults.take(host);
    const answer = ((): CloudResponse | undefined => {
      if (!provider) return { status: 421, body: { message: `No stand-in for ${host}` } };
      if (fault && 'status' in fault) return provider.failure(fault.status);
      if (fault?.reset === 'before') return undefined;
      return provider.unauthorized(request) ?? provider.handle(request);
    })();
    const lost = fault && 'reset' in fault;
    record.add({
      ...describe(host, incoming.url ?? request.path, request),
      status: lost ? 0 : (answer?.status ?? 0),
      response: answer?.body,
      ...(fault ? { note: faultNote(fault) } : {}),
    });
    if (lost || !answer) {
      incoming.socket.destroy();
      return;
    }
    outgoing.writeHead(answer.status, {
      ...(answer.body === undefined ? {} : { 'content-type': 'application/json;charset=utf-8' }),
      ...answer.headers,
    });
    outgoing.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  }

  const proxy = await startProxy({
    port,
    certificate: serverCertificate(authority, [...byHost.keys()]),
    hosts: new Set(byHost.keys()),
    onRequest: (host, request, response) => {
      serve(host, request, response).catch(() => request.socket.destroy());
    },
    onRefused: (host, method, path) => {
      const at = new Date().toISOString();
      const note = 'refused: no stand-in for this host';
      record.add({ at, host, method, path, headers: {}, body: undefined, rawBody: '', status: 0, note });
    },
    onPage: (request, response) => {
      const host = /^\/([^/?]+)\//.exec(request.url ?? '')?.[1] ?? '';
      if (!byHost.has(host)) {
        renderPage({ request, response, providers, received: record.of() });
        return;
      }
      request.url = request.url?.slice(host.length + 1);
      serve(host, request, response).catch(() => request.socket.destroy());
    },
  });

  return {
    proxyUrl: proxy.url,
    caFile: authority.file,
    received: (host) => record.of(host),
    reset() {
      record.clear();
      faults.clear();
      for (const provider of providers) provider.reset();
    },
    gate,
    planModel: (turns) => openai.plan(turns),
    setFault: (host, fault) => faults.set(host, fault),
    stop: () => proxy.close(),
  };
}

/** Gives the providers back what they held: the requests that had an effect, in order, as they came. */
function replay(requests: ReceivedRequest[], byHost: Map<string, CloudProvider>): void {
  for (const { at, host, method, path, headers, rawBody, status, note } of requests) {
    const tookEffect =
      status >= 200 && status < 300 ? note === undefined : note === faultNote({ reset: 'after', times: 1 });
    if (!tookEffect) continue;
    const url = new URL(path, `https://${host}`);
    byHost.get(host)?.handle({
      method,
      path: url.pathname,
      query: url.searchParams,
      headers,
      body: rawBody,
      at: new Date(at),
    });
  }
}

function faultNote(fault: Fault): string {
  return 'status' in fault ? `fault: status ${fault.status}` : `fault: reset ${fault.reset} the request took effect`;
}

function describe(host: string, path: string, request: CloudRequest): Omit<ReceivedRequest, 'status'> {
  return {
    at: request.at.toISOString(),
    host,
    method: request.method,
    path,
    headers: withoutSecrets(request.headers),
    body: decodeBody(request.headers['content-type'], request.body),
    rawBody: request.body,
  };
}

async function readRequest(incoming: IncomingMessage): Promise<CloudRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = new URL(incoming.url ?? '/', 'https://host');
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
    body: Buffer.concat(chunks).toString('utf8'),
    at: new Date(),
  };
}
