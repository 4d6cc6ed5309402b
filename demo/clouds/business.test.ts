import type { CloudProvider, CloudRequest, CloudResponse } from './provider';
import { demoCredentials, quickBooksCompany, demoSpreadsheet, xeroTenant } from '.';
import { createHubSpot } from './hubspot';
import { createOpenAi } from './openai';
import { createQuickBooks } from './quickbooks';
import { createSalesforce } from './salesforce';
import { createSheets } from './sheets';
import { createStripe } from './stripe';
import { createXero } from './xero';
import { createZoho } from './zoho';

/** The stand-ins for CRM, accounting and the rest refuse what the real ones refuse. Requests as n8n's nodes send them. */

interface Sent {
  body?: unknown;
  form?: Record<string, string>;
  headers?: Record<string, string>;
}

function caller(provider: CloudProvider, authorization: string) {
  return (method: string, url: string, { body, form, headers = {} }: Sent = {}): CloudResponse => {
    const { pathname, searchParams } = new URL(url, 'https://host');
    const request: CloudRequest = {
      ...{
        method,
        path: pathname,
        query: searchParams,
        headers: { authorization, ...headers },
        at: new Date('2031-01-28T12:00:00Z'),
      },
      body: form ? new URLSearchParams(form).toString() : body === undefined ? '' : JSON.stringify(body),
    };
    return provider.unauthorized(request) ?? provider.handle(request);
  };
}

const bearer = ({ accessToken }: { accessToken: string }): string => `Bearer ${accessToken}`;

describe('Salesforce', () => {
  const call = caller(createSalesforce(demoCredentials.salesforce), bearer(demoCredentials.salesforce));
  const base = '/services/data/v59.0';

  it('upserts by an external id: made once, then changed', () => {
    const path = `${base}/sobjects/account/Xtream_Customer__c/cus_1`;
    const made = call('PATCH', path, { body: { Name: 'Nadia Haddad' } });
    const changed = call('PATCH', path, { body: { Phone: '+96170123456' } });
    expect([made.status, changed.status]).toEqual([201, 200]);
    const found = call(
      'GET',
      `${base}/query?q=${encodeURIComponent("SELECT Id, Name, Phone FROM Account WHERE Xtream_Customer__c = 'cus_1'")}`,
    );
    expect(found.body).toMatchObject({ totalSize: 1, records: [{ Name: 'Nadia Haddad', Phone: '+96170123456' }] });
  });

  it('refuses fields it does not know, missing ones, and other tokens', () => {
    expect(call('POST', `${base}/sobjects/opportunity`, { body: { Name: 'IPTV', Stage: 'New' } })).toMatchObject({
      status: 400,
      body: [{ errorCode: 'INVALID_FIELD' }],
    });
    expect(call('POST', `${base}/sobjects/opportunity`, { body: { Name: 'IPTV' } })).toMatchObject({
      body: [{ errorCode: 'REQUIRED_FIELD_MISSING', fields: ['StageName', 'CloseDate'] }],
    });
    expect(call('GET', `${base}/sobjects`, { headers: { authorization: 'Bearer other' } }).status).toBe(401);
  });

  it('gives the access token for the refresh token only', () => {
    const { clientId, clientSecret, refreshToken, accessToken } = demoCredentials.salesforce;
    const headers = { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` };
    const token = (refresh_token: string) =>
      call('POST', '/services/oauth2/token', { headers, form: { grant_type: 'refresh_token', refresh_token } });
    expect(token(refreshToken)).toMatchObject({ status: 200, body: { access_token: accessToken } });
    expect(token('stolen')).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });
});

describe('Zoho CRM', () => {
  const call = caller(createZoho(demoCredentials.zoho), `Zoho-oauthtoken ${demoCredentials.zoho.accessToken}`);

  it('finds the contact of an upsert by its address', () => {
    const contact = { Last_Name: 'Haddad', Email: 'nadia@example.com' };
    const first = call('POST', '/crm/v2/contacts/upsert', { body: { data: [contact] } });
    const second = call('POST', '/crm/v2/contacts/upsert', { body: { data: [{ ...contact, Phone: '+961' }] } });
    expect(first.body).toMatchObject({ data: [{ action: 'insert', status: 'success' }] });
    expect(second.body).toMatchObject({ data: [{ action: 'update', status: 'success' }] });
  });

  it('tells of a missing field in the record’s own status', () => {
    expect(call('POST', '/crm/v2/deals', { body: { data: [{ Deal_Name: 'IPTV' }] } })).toMatchObject({
      status: 202,
      body: { data: [{ code: 'MANDATORY_NOT_FOUND', status: 'error' }] },
    });
  });
});

describe('QuickBooks Online', () => {
  const call = caller(createQuickBooks(demoCredentials.quickbooks), bearer(demoCredentials.quickbooks));
  const base = `/v3/company/${quickBooksCompany}`;
  const customer = (name: string) =>
    call('POST', `${base}/customer`, {
      body: { DisplayName: name, PrimaryEmailAddr: { Address: 'nadia@example.com' } },
    });
  const line = { Amount: 12.99, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: { ItemRef: { value: '1' } } };

  it('keeps names and invoice numbers unique, and finds a customer by address', () => {
    expect([customer('Nadia Haddad').status, customer('nadia haddad').status]).toEqual([200, 400]);
    const found = call(
      'GET',
      `${base}/query?query=${encodeURIComponent("SELECT * FROM customer WHERE PrimaryEmailAddr = 'nadia@example.com' MAXRESULTS 1")}`,
    );
    const [{ Id }] = (found.body as { QueryResponse: { Customer: [{ Id: string }] } }).QueryResponse.Customer;
    const invoice = { CustomerRef: { value: Id }, DocNumber: 'A1-0001', Line: [line] };
    expect(call('POST', `${base}/invoice`, { body: invoice })).toMatchObject({
      status: 200,
      body: { Invoice: { Balance: 12.99 } },
    });
    expect(call('POST', `${base}/invoice`, { body: invoice })).toMatchObject({
      status: 400,
      body: { Fault: { Error: [{ code: '6140' }] } },
    });
  });

  it('refuses an invoice for nobody, and answers a repeated requestid with the first answer', () => {
    expect(call('POST', `${base}/invoice`, { body: { CustomerRef: { value: '999' }, Line: [line] } }).status).toBe(400);
    const made = call('POST', `${base}/customer?requestid=one`, { body: { DisplayName: 'Sam' } });
    expect(call('POST', `${base}/customer?requestid=one`, { body: { DisplayName: 'Sam' } })).toEqual(made);
  });
});

describe('Xero', () => {
  const call = caller(createXero(demoCredentials.xero), bearer(demoCredentials.xero));
  const headers = { 'xero-tenant-id': xeroTenant };

  it('takes an invoice, then its payment, and no more than is due', () => {
    const contact = call('POST', '/api.xro/2.0/Contacts', { headers, body: { Contacts: [{ Name: 'Nadia Haddad' }] } });
    const [{ ContactID }] = (contact.body as { Contacts: [{ ContactID: string }] }).Contacts;
    const invoice = {
      Type: 'ACCREC',
      Contact: { ContactID },
      InvoiceNumber: 'A1-0001',
      Status: 'AUTHORISED',
      DueDate: '2031-01-28',
    };
    const lines = [{ Description: 'IPTV', Quantity: '1', UnitAmount: 12.99, AccountCode: '200' }];
    expect(call('POST', '/api.xro/2.0/Invoices', { headers, body: { ...invoice, LineItems: lines } }).status).toBe(200);
    const pay = (Amount: number) =>
      call('PUT', '/api.xro/2.0/Payments', {
        headers,
        body: { Invoice: { InvoiceNumber: 'A1-0001' }, Account: { Code: '090' }, Amount },
      });
    expect([pay(13).status, pay(12.99).status, pay(12.99).status]).toEqual([400, 200, 400]);
  });

  it('refuses another organization', () => {
    expect(call('GET', '/api.xro/2.0/Contacts', { headers: { 'xero-tenant-id': 'other' } }).status).toBe(403);
  });
});

describe('Google Sheets', () => {
  const call = caller(createSheets(demoCredentials.google), bearer(demoCredentials.google));
  const values = `/v4/spreadsheets/${demoSpreadsheet.id}/values`;

  it('appends below what is there, and reads it back', () => {
    call('PUT', `${values}/Sheet1!1:1?valueInputOption=RAW`, { body: { values: [['week', 'revenue']] } });
    call('POST', `${values}/Sheet1!2:2:append?valueInputOption=USER_ENTERED`, {
      body: { values: [['2031-W04', 1299]] },
    });
    expect(call('GET', `${values}/Sheet1!A1:B9`).body).toMatchObject({
      values: [
        ['week', 'revenue'],
        ['2031-W04', 1299],
      ],
    });
  });

  it('refuses a sheet it does not have', () => {
    expect(call('GET', `${values}/Nowhere!A1`)).toMatchObject({
      status: 400,
      body: { error: { status: 'INVALID_ARGUMENT' } },
    });
  });
});

describe('OpenAI', () => {
  const openai = createOpenAi(demoCredentials.openai);
  const call = caller(openai, `Bearer ${demoCredentials.openai.apiKey}`);
  const tools = [{ type: 'function', function: { name: 'Get_line', parameters: {} } }];
  const user = { role: 'user', content: 'When does my line end?' };

  it('calls the tool that is planned, then says what it answered', () => {
    openai.plan([{ call: { tool: /line/i, arguments: { username: 'nadia' } } }, { say: 'It ends {{tool}}.' }]);
    const first = call('POST', '/v1/chat/completions', { body: { model: 'gpt-5-mini', tools, messages: [user] } });
    const [{ message }] = (first.body as { choices: [{ message: { tool_calls: [{ id: string }] } }] }).choices;
    expect(message).toMatchObject({
      tool_calls: [{ function: { name: 'Get_line', arguments: '{"username":"nadia"}' } }],
    });
    const answer = { role: 'tool', tool_call_id: message.tool_calls[0].id, content: 'tomorrow' };
    const second = call('POST', '/v1/chat/completions', {
      body: {
        model: 'gpt-5-mini',
        tools,
        messages: [user, message, answer].map((each) => ({ role: 'assistant', ...each })),
      },
    });
    expect(second.body).toMatchObject({
      choices: [{ message: { content: 'It ends tomorrow.' }, finish_reason: 'stop' }],
    });
  });

  it('refuses a tool’s answer nobody asked for', () => {
    expect(
      call('POST', '/v1/chat/completions', {
        body: { model: 'm', messages: [{ role: 'tool', tool_call_id: 'x', content: '' }] },
      }).status,
    ).toBe(400);
  });
});

describe('Stripe', () => {
  const call = caller(createStripe(demoCredentials.stripe), `Bearer ${demoCredentials.stripe.secretKey}`);

  it('makes a pay link for a price it has, once for each idempotency key', () => {
    const form = { 'line_items[0][price]': 'price_monthly', 'line_items[0][quantity]': '1', 'metadata[line]': '42' };
    const headers = { 'idempotency-key': 'line-42' };
    const made = call('POST', '/v1/payment_links', { form, headers });
    expect(made).toMatchObject({
      status: 200,
      body: { metadata: { line: '42' }, url: expect.stringMatching(/^https:\/\/buy\.stripe\.com\//) },
    });
    expect(call('POST', '/v1/payment_links', { form, headers }).body).toEqual(made.body);
    expect(call('POST', '/v1/payment_links', { form: { ...form, 'metadata[line]': '43' }, headers }).status).toBe(400);
    expect(call('POST', '/v1/payment_links', { form: { 'line_items[0][price]': 'price_nowhere' } }).status).toBe(400);
  });

  it('makes a promotion code for a coupon it has', () => {
    call('POST', '/v1/coupons', { form: { id: 'BACK20', percent_off: '20', duration: 'once' } });
    expect(call('POST', '/v1/promotion_codes', { form: { coupon: 'BACK20', code: 'NADIA20' } })).toMatchObject({
      status: 200,
      body: { code: 'NADIA20', active: true },
    });
    expect(call('POST', '/v1/promotion_codes', { form: { coupon: 'NONE' } })).toMatchObject({
      status: 400,
      body: { error: { param: 'coupon' } },
    });
    expect(call('POST', '/v1/checkout/sessions', { form: { mode: 'subscription' } })).toMatchObject({
      status: 400,
      body: { error: { code: 'parameter_missing' } },
    });
  });
});

describe('HubSpot', () => {
  const call = caller(createHubSpot(demoCredentials.hubspot), `Bearer ${demoCredentials.hubspot.token}`);

  it('takes deals as n8n’s node sends them, and finds them by search', () => {
    const properties = [
      { name: 'dealstage', value: 'appointmentscheduled' },
      { name: 'dealname', value: 'IPTV trial of Nadia' },
    ];
    const made = call('POST', '/deals/v1/deal', { body: { properties, associations: {} } });
    expect(made).toMatchObject({ status: 200, body: { dealId: 900001 } });
    const filters = [{ propertyName: 'dealname', operator: 'EQ', value: 'IPTV trial of Nadia' }];
    expect(call('POST', '/crm/v3/objects/deals/search', { body: { filterGroups: [{ filters }] } }).body).toMatchObject({
      total: 1,
    });
    expect(call('POST', '/deals/v1/deal', { body: { properties: [{ name: 'dealstage', value: 'won' }] } }).status).toBe(
      400,
    );
  });

  it('puts contacts on a list it has', () => {
    call('POST', '/crm/v3/objects/contacts', { body: { properties: { email: 'nadia@example.com' } } });
    expect(
      call('POST', '/contacts/v1/lists/2/add', {
        body: { emails: ['nadia@example.com', 'nobody@example.com'], vids: [] },
      }),
    ).toMatchObject({ status: 200, body: { updated: [101], invalidEmails: ['nobody@example.com'] } });
    expect(call('POST', '/contacts/v1/lists/99/add', { body: { emails: [], vids: [101] } }).status).toBe(404);
  });
});
