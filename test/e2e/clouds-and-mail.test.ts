import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoCredentials, startClouds, type Clouds } from '../../demo/clouds';
import { startMailSink, type MailSink } from '../../demo/mail';
import { attachCredentials, startN8n, type CredentialRef, type N8nProcess, type WorkflowJson } from '../../n8n';

jest.setTimeout(600_000);

/** Webhook → HubSpot contact → SMS → mail, with n8n's own nodes as an operator would place them. */
const workflow: WorkflowJson = {
  id: 'welcomeACustomer',
  name: 'Welcome a customer',
  nodes: [
    {
      id: '0b7f53f1-0000-4000-8000-000000000001',
      name: 'Webhook',
      type: 'n8n-nodes-base.webhook',
      typeVersion: 2.1,
      position: [0, 0],
      webhookId: '0b7f53f1-0000-4000-8000-0000000000aa',
      parameters: { path: 'welcome', httpMethod: 'POST', responseMode: 'lastNode' },
    },
    {
      id: '0b7f53f1-0000-4000-8000-000000000002',
      name: 'Contact',
      type: 'n8n-nodes-base.hubspot',
      typeVersion: 2.2,
      position: [220, 0],
      parameters: {
        authentication: 'appToken',
        resource: 'contact',
        operation: 'upsert',
        email: '={{ $json.body.email }}',
        additionalFields: { firstName: '={{ $json.body.name }}', lifeCycleStage: 'customer' },
        options: {},
      },
    },
    {
      id: '0b7f53f1-0000-4000-8000-000000000003',
      name: 'SMS',
      type: 'n8n-nodes-base.twilio',
      typeVersion: 1,
      position: [440, 0],
      parameters: {
        from: '+15005550006',
        to: "={{ $('Webhook').item.json.body.phone }}",
        message: "=أهلا {{ $('Webhook').item.json.body.name }}",
        options: {},
      },
    },
    {
      id: '0b7f53f1-0000-4000-8000-000000000004',
      name: 'Mail',
      type: 'n8n-nodes-base.emailSend',
      typeVersion: 2.1,
      position: [660, 0],
      parameters: {
        fromEmail: 'tv@example.com',
        toEmail: "={{ $('Webhook').item.json.body.email }}",
        subject: 'أهلا بك',
        emailFormat: 'both',
        text: 'اشتراكك جاهز',
        html: '<p dir="rtl">اشتراكك جاهز</p>',
        options: { appendAttribution: false },
      },
    },
  ],
  connections: {
    Webhook: { main: [[{ node: 'Contact', type: 'main', index: 0 }]] },
    Contact: { main: [[{ node: 'SMS', type: 'main', index: 0 }]] },
    SMS: { main: [[{ node: 'Mail', type: 'main', index: 0 }]] },
  },
  settings: { executionOrder: 'v1' },
};

describe("n8n's own nodes against the stand-ins", () => {
  let folder: string;
  let clouds: Clouds;
  let mail: MailSink;
  let n8n: N8nProcess;
  let credentials: { hubspot: CredentialRef; twilio: CredentialRef; smtp: CredentialRef };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clouds-and-mail-'));
    clouds = await startClouds({ directory: join(folder, 'clouds') });
    mail = await startMailSink();
    n8n = await startN8n({
      userFolder: join(folder, 'user'),
      proxy: { url: clouds.proxyUrl, caFile: clouds.caFile },
    });
    await n8n.client.setupOwnerOrLogin({ email: 'operator@example.com', password: 'Correct-Horse-1' });
    const { hubspot, twilio } = demoCredentials;
    credentials = {
      hubspot: await n8n.client.upsertCredential('HubSpot', 'hubspotAppToken', { appToken: hubspot.token }),
      twilio: await n8n.client.upsertCredential('Twilio', 'twilioApi', { authType: 'authToken', ...twilio }),
      smtp: await n8n.client.upsertCredential('SMTP', 'smtp', {
        host: '127.0.0.1',
        port: mail.smtpPort,
        secure: false,
        disableStartTls: true,
        user: 'anyone',
        password: 'anything',
      }),
    };
    const complete = attachCredentials(workflow, {
      'n8n-nodes-base.hubspot': [credentials.hubspot],
      'n8n-nodes-base.twilio': [credentials.twilio],
      'n8n-nodes-base.emailSend': [credentials.smtp],
    });
    const { id } = await n8n.client.importWorkflow(complete);
    await n8n.client.activate(id);
  });

  afterAll(async () => {
    await n8n.stop();
    await Promise.all([clouds.stop(), mail.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  const unexpectedHosts = new Set<string>();

  afterEach(() => {
    for (const { host, note } of clouds.received()) if (note?.startsWith('refused')) unexpectedHosts.add(host);
    clouds.reset();
    mail.clear();
  });

  const welcome = (customer: object) =>
    fetch(`${n8n.url}/webhook/welcome`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'Layla@example.com', name: 'ليلى', phone: '+96555512345', ...customer }),
    });

  it('reach HubSpot, Twilio and the mail server', async () => {
    expect((await welcome({})).status).toBe(200);

    const [upsert, profile] = clouds.received('api.hubapi.com');
    expect(upsert).toMatchObject({
      method: 'POST',
      path: '/contacts/v1/contact/createOrUpdate/email/Layla@example.com',
      body: {
        properties: expect.arrayContaining([
          { property: 'firstname', value: 'ليلى' },
          { property: 'lifecyclestage', value: 'customer' },
        ]) as unknown,
      },
      status: 200,
      response: { isNew: true },
    });
    expect(profile).toMatchObject({ method: 'GET', status: 200 });

    expect(clouds.received('api.twilio.com')).toMatchObject([
      { status: 201, body: { To: '+96555512345', From: '+15005550006', Body: 'أهلا ليلى' } },
    ]);

    const arrived = await mail.waitFor(({ to }) => to.includes('Layla@example.com'));
    expect(arrived).toMatchObject({ subject: 'أهلا بك', from: 'tv@example.com' });
    expect(arrived.text.trim()).toBe('اشتراكك جاهز');
    expect(arrived.html).toContain('dir="rtl"');
  });

  it('fail as they would at the provider when the request is wrong', async () => {
    expect((await welcome({ phone: '0555 12345' })).status).toBe(500);
    expect(clouds.received('api.twilio.com')).toMatchObject([{ status: 400, response: { code: 21211 } }]);
    expect(mail.messages()).toEqual([]);
  });

  it('fail when the provider does', async () => {
    clouds.setFault('api.hubapi.com', { status: 503, times: 1 });
    expect((await welcome({})).status).toBe(500);
    expect(clouds.received('api.twilio.com')).toEqual([]);
  });

  it('test their credentials', async () => {
    expect(await n8n.client.testCredential(credentials.hubspot)).toMatchObject({ status: 'OK' });
    expect(await n8n.client.testCredential(credentials.twilio)).toMatchObject({ status: 'OK' });
    expect(await n8n.client.testCredential(credentials.smtp)).toMatchObject({ status: 'OK' });
    const wrong = { name: 'Wrong', type: 'hubspotAppToken', data: { appToken: 'pat-wrong' } };
    expect(await n8n.client.testCredential(wrong)).toMatchObject({ status: 'Error' });
  });

  it('asked no host that nothing stands in for, and neither did n8n while it started', () => {
    expect([...unexpectedHosts]).toEqual([]);
  });
});
