import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Socket } from 'node:net';
import { demoCredentials, startClouds, type Clouds } from '.';

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

interface Call {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** An HTTPS request through the proxy, trusting nothing but its certificate authority. */
async function call(clouds: Clouds, url: string, { method = 'GET', headers = {}, body }: Call = {}): Promise<Answer> {
  const { hostname, port } = new URL(clouds.proxyUrl);
  const target = new URL(url);
  const socket = await new Promise<Socket>((resolve, reject) => {
    const connect = httpRequest({ host: hostname, port, method: 'CONNECT', path: `${target.hostname}:443` });
    connect.on('connect', (response, tunnel) => {
      if (response.statusCode === 200) resolve(tunnel);
      else reject(new Error(`CONNECT ${String(response.statusCode)}`));
    });
    connect.on('error', reject);
    connect.end();
  });
  const ca = await readFile(clouds.caFile);
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      {
        host: target.hostname,
        path: target.pathname + target.search,
        method,
        headers,
        ca,
        agent: false,
        socket,
      } as object,
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({
            status: response.statusCode ?? 0,
            body: (text ? JSON.parse(text) : {}) as Record<string, unknown>,
          });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

const HUBSPOT = 'https://api.hubapi.com';
const TWILIO = `https://api.twilio.com/2010-04-01/Accounts/${demoCredentials.twilio.accountSid}`;

const hubspot = (body?: object): Call => ({
  method: body ? 'POST' : 'GET',
  headers: { authorization: `Bearer ${demoCredentials.hubspot.token}`, 'content-type': 'application/json' },
  body: body && JSON.stringify(body),
});

const twilio = (form: Record<string, string>): Call => {
  const { accountSid, authToken } = demoCredentials.twilio;
  return {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams(form).toString(),
  };
};

// Certificates take their time on a busy machine.
jest.setTimeout(30_000);

describe('the cloud stand-ins', () => {
  let folder: string;
  let clouds: Clouds;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clouds-'));
    clouds = await startClouds({ directory: folder, hubspotProperties: ['iptv_username'] });
  });

  afterAll(async () => {
    await clouds.stop();
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(() => clouds.reset());

  const upsert = (email: string, properties: Record<string, unknown>) =>
    call(
      clouds,
      `${HUBSPOT}/contacts/v1/contact/createOrUpdate/email/${encodeURIComponent(email)}`,
      hubspot({ properties: Object.entries(properties).map(([property, value]) => ({ property, value })) }),
    );

  describe('proxy', () => {
    it('refuses a host nobody stands in for, and records it', async () => {
      await expect(call(clouds, 'https://example.com/')).rejects.toThrow('CONNECT 403');
      expect(clouds.received('example.com')).toMatchObject([
        { status: 0, note: expect.stringContaining('refused') as string },
      ]);
    });

    it('refuses plain HTTP through it', async () => {
      const { hostname, port } = new URL(clouds.proxyUrl);
      const status = await new Promise((resolve, reject) => {
        const request = httpRequest({ host: hostname, port, path: 'http://example.com/private' });
        request.on('response', (response) => resolve(response.statusCode));
        request.on('error', reject);
        request.end();
      });
      expect(status).toBe(403);
      expect(clouds.received('example.com')).toMatchObject([{ path: '/private', status: 0 }]);
    });

    it('records a request without its credentials', async () => {
      await upsert('layla@example.com', { firstname: 'ليلى' });
      const [request] = clouds.received('api.hubapi.com');
      expect(request).toMatchObject({
        method: 'POST',
        status: 200,
        body: { properties: [{ property: 'firstname', value: 'ليلى' }] },
      });
      expect(JSON.stringify(request)).not.toContain(demoCredentials.hubspot.token);
    });

    it('shows what was received on its page, escaped', async () => {
      await upsert('layla@example.com', { firstname: '<b>ليلى</b>' });
      const page = await (await fetch(clouds.proxyUrl)).text();
      expect(page).toContain('&lt;b&gt;ليلى&lt;/b&gt;');
      expect(page).toContain('dir="auto"');
    });

    it('keeps its certificate authority over a restart', async () => {
      const before = await readFile(clouds.caFile, 'utf8');
      await clouds.stop();
      clouds = await startClouds({ directory: folder, hubspotProperties: ['iptv_username'] });
      expect(await readFile(clouds.caFile, 'utf8')).toBe(before);
    });
  });

  describe('faults', () => {
    it('answer with the status asked for, as often as asked', async () => {
      clouds.setFault('api.hubapi.com', { status: 429, times: 2 });
      expect(await upsert('a@example.com', {})).toMatchObject({ status: 429, body: { category: 'RATE_LIMITS' } });
      expect((await upsert('a@example.com', {})).status).toBe(429);
      expect(await upsert('a@example.com', {})).toMatchObject({ status: 200, body: { isNew: true } });
    });

    it('lose a request before it takes effect', async () => {
      clouds.setFault('api.hubapi.com', { reset: 'before', times: 1 });
      await expect(upsert('a@example.com', {})).rejects.toThrow();
      expect((await upsert('a@example.com', {})).body).toMatchObject({ isNew: true });
    });

    it('lose the answer to a request that took effect', async () => {
      clouds.setFault('api.hubapi.com', { reset: 'after', times: 1 });
      await expect(upsert('a@example.com', {})).rejects.toThrow();
      expect((await upsert('a@example.com', {})).body).toMatchObject({ isNew: false });
    });
  });

  describe('a record on disk', () => {
    it('gives the providers back what they held', async () => {
      const options = { directory: folder, record: join(folder, 'received.jsonl') };
      let kept = await startClouds(options);
      const email = `${HUBSPOT}/contacts/v1/contact/createOrUpdate/email/kept@example.com`;
      await call(kept, email, hubspot({ properties: [{ property: 'firstname', value: 'Kept' }] }));
      await kept.stop();

      kept = await startClouds(options);
      expect(kept.received()).toHaveLength(1);
      expect((await call(kept, email, hubspot({ properties: [] }))).body).toEqual({ vid: 101, isNew: false });
      await kept.stop();
    });
  });

  describe('HubSpot', () => {
    it('creates a contact and then updates it, whatever the case of its address', async () => {
      const made = await upsert('Layla@Example.com', { firstname: 'Layla' });
      const { vid } = made.body as { vid: number };
      expect(made).toEqual({ status: 200, body: { vid, isNew: true } });
      expect(await upsert('layla@example.com', { iptv_username: 'layla1' })).toEqual({
        status: 200,
        body: { vid, isNew: false },
      });
      const { body } = await call(clouds, `${HUBSPOT}/contacts/v1/contact/vid/${String(vid)}/profile`, hubspot());
      expect(body).toMatchObject({
        vid,
        properties: {
          email: { value: 'layla@example.com' },
          firstname: { value: 'Layla' },
          iptv_username: { value: 'layla1' },
        },
      });
    });

    it.each([
      ['an unknown property', { favourite_colour: 'red' }, 'PROPERTY_DOESNT_EXIST'],
      ['a read-only property', { hs_object_id: '7' }, 'READ_ONLY_VALUE'],
      ['a value outside a choice', { lifecyclestage: 'Customer' }, 'INVALID_OPTION'],
    ])('refuses %s', async (_what, properties, code) => {
      const { status, body } = await upsert('a@example.com', properties);
      expect(status).toBe(400);
      expect(body).toMatchObject({
        status: 'error',
        category: 'VALIDATION_ERROR',
        validationResults: [{ error: code }],
      });
    });

    it('refuses an address that is none', async () => {
      expect((await upsert('not-an-address', {})).body).toMatchObject({
        validationResults: [{ error: 'INVALID_EMAIL' }],
      });
    });

    it('refuses a body of another shape', async () => {
      const url = `${HUBSPOT}/contacts/v1/contact/createOrUpdate/email/a@example.com`;
      expect(await call(clouds, url, hubspot({ properties: { firstname: 'A' } }))).toMatchObject({ status: 400 });
    });

    it('refuses a wrong token', async () => {
      const wrong = { headers: { authorization: 'Bearer wrong' } };
      const answer = await call(clouds, `${HUBSPOT}/account-info/v3/details`, wrong);
      expect(answer).toMatchObject({ status: 401, body: { category: 'INVALID_AUTHENTICATION' } });
    });

    it('finds contacts by a property, page by page', async () => {
      for (const name of ['a', 'b', 'c']) await upsert(`${name}@example.com`, { firstname: name, company: 'TV' });
      await upsert('d@example.com', { firstname: 'd', company: 'Radio' });
      const query = {
        filterGroups: [{ filters: [{ propertyName: 'company', operator: 'EQ', value: 'TV' }] }],
        sorts: [{ propertyName: 'firstname', direction: 'ASCENDING' }],
        properties: ['firstname'],
        limit: 2,
      };
      const first = await call(clouds, `${HUBSPOT}/crm/v3/objects/contacts/search`, hubspot(query));
      expect(first.body).toMatchObject({
        total: 3,
        results: [{ properties: { firstname: 'a' } }, { properties: { firstname: 'b' } }],
        paging: { next: { after: '2' } },
      });
      const second = await call(clouds, `${HUBSPOT}/crm/v3/objects/contacts/search`, hubspot({ ...query, after: '2' }));
      expect(second.body).toMatchObject({ results: [{ properties: { firstname: 'c' } }] });
      expect(second.body.paging).toBeUndefined();
    });

    it('has one contact for one address', async () => {
      const create = () =>
        call(clouds, `${HUBSPOT}/crm/v3/objects/contacts`, hubspot({ properties: { email: 'a@example.com' } }));
      expect((await create()).status).toBe(201);
      expect(await create()).toMatchObject({ status: 409, body: { error: 'CONTACT_EXISTS' } });
    });
  });

  describe('Twilio', () => {
    const sms = { To: '+96555512345', From: '+15005550006', Body: 'Hello' };

    it('queues a message', async () => {
      const { status, body } = await call(clouds, `${TWILIO}/Messages.json`, twilio(sms));
      expect(status).toBe(201);
      expect(body).toMatchObject({ to: sms.To, from: sms.From, body: 'Hello', status: 'queued', num_segments: '1' });
      expect(body.sid).toMatch(/^SM[0-9a-f]{32}$/);
    });

    it.each([
      ['GSM text of one part', 'x'.repeat(160), '1'],
      ['GSM text of two parts', 'x'.repeat(161), '2'],
      ['characters that take two septets', '€'.repeat(81), '2'],
      ['Arabic of one part', 'م'.repeat(70), '1'],
      ['Arabic of two parts', 'م'.repeat(71), '2'],
    ])('counts the parts of %s', async (_what, Body, expected) => {
      const { body } = await call(clouds, `${TWILIO}/Messages.json`, twilio({ ...sms, Body }));
      expect(body.num_segments).toBe(expected);
    });

    it.each([
      ['no recipient', { ...sms, To: '' }, 21604],
      ['no sender', { ...sms, From: '' }, 21603],
      ['no text', { ...sms, Body: '' }, 21602],
      ['a national number', { ...sms, To: '055512345' }, 21211],
      ['a sender that is neither number nor name', { ...sms, From: '12' }, 21212],
      ['too long a text', { ...sms, Body: 'x'.repeat(1601) }, 21617],
    ])('refuses %s', async (_what, form, code) => {
      expect(await call(clouds, `${TWILIO}/Messages.json`, twilio(form))).toMatchObject({
        status: 400,
        body: { code, status: 400 },
      });
    });

    it('refuses wrong credentials', async () => {
      const call1 = { ...twilio(sms), headers: { authorization: 'Basic d3Jvbmc6d3Jvbmc=' } };
      expect(await call(clouds, `${TWILIO}/Messages.json`, call1)).toMatchObject({
        status: 401,
        body: { code: 20003 },
      });
    });
  });

  describe('Stripe', () => {
    const stripe = (form?: Record<string, string>): Call => ({
      method: form ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${demoCredentials.stripe.secretKey}` },
      body: form && new URLSearchParams(form).toString(),
    });

    it('keeps customers and finds them by address', async () => {
      const made = await call(
        clouds,
        'https://api.stripe.com/v1/customers',
        stripe({ email: 'a@example.com', 'metadata[line]': '7' }),
      );
      expect(made.body).toMatchObject({ object: 'customer', email: 'a@example.com', metadata: { line: '7' } });
      const found = await call(clouds, 'https://api.stripe.com/v1/customers?email=a@example.com', stripe());
      expect(found.body).toMatchObject({ object: 'list', has_more: false, data: [{ id: made.body.id }] });
    });

    it('shows a webhook endpoint its secret once', async () => {
      const form = { url: 'https://example.com/hook', 'enabled_events[0]': '*' };
      const { body } = await call(clouds, 'https://api.stripe.com/v1/webhook_endpoints', stripe(form));
      expect(body).toMatchObject({
        status: 'enabled',
        enabled_events: ['*'],
        secret: expect.stringMatching(/^whsec_/) as string,
      });
      const again = await call(clouds, `https://api.stripe.com/v1/webhook_endpoints/${String(body.id)}`, stripe());
      expect(again.body.secret).toBeUndefined();
    });

    it('answers as Stripe for what does not exist', async () => {
      const answer = await call(clouds, 'https://api.stripe.com/v1/customers/cus_none', stripe());
      expect(answer).toMatchObject({ status: 404, body: { error: { code: 'resource_missing' } } });
    });
  });

  describe('Slack', () => {
    it('posts a message, and says ok: false where Slack does', async () => {
      const post = (body: object): Call => ({
        method: 'POST',
        headers: { authorization: `Bearer ${demoCredentials.slack.token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const url = 'https://slack.com/api/chat.postMessage';
      expect((await call(clouds, url, post({ channel: '#ops', text: 'down' }))).body).toMatchObject({ ok: true });
      expect((await call(clouds, url, post({ channel: '#ops' }))).body).toEqual({ ok: false, error: 'no_text' });
    });
  });
});
