import { createHash } from 'node:crypto';
import { tokenAnswer, type OAuthApp } from './oauth';
import {
  asText,
  bearerToken,
  jsonObject,
  route,
  type CloudProvider,
  type CloudRequest,
  type CloudResponse,
  type Route,
} from './provider';

type Thing = Record<string, unknown>;

/** The organization the demo's app is connected to. */
export const xeroTenant = '3b1d6e30-7d3c-4a6d-8c47-000000000001';

const accounts = [
  { Code: '200', Name: 'Sales', Type: 'REVENUE', Status: 'ACTIVE', EnablePaymentsToAccount: false },
  { Code: '090', Name: 'Stripe', Type: 'BANK', Status: 'ACTIVE', EnablePaymentsToAccount: true },
  { Code: '880', Name: 'Payments received', Type: 'CURRENT', Status: 'ACTIVE', EnablePaymentsToAccount: true },
];

/** Xero's accounting API (2.0) as n8n's Xero node uses it, and payments, which it does not know. `Idempotency-Key` is honoured, as at Xero. */
export function createXero(app: OAuthApp): CloudProvider {
  let contacts: Thing[] = [];
  let invoices: Thing[] = [];
  let payments: Thing[] = [];
  const answered = new Map<string, CloudResponse>();
  // From the content, so that a replay gives the same one.
  const newId = (...parts: unknown[]): string => {
    const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
    return hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
  };
  /** A list in the body, or the body as the only one. */
  const listed = (request: CloudRequest, name: string): Thing[] => {
    const body = jsonObject(request) ?? {};
    return Array.isArray(body[name]) ? (body[name] as Thing[]) : [body];
  };

  function saveContacts(request: CloudRequest): CloudResponse {
    const saved: Thing[] = [];
    for (const given of listed(request, 'Contacts')) {
      const found = contacts.find((one) =>
        given['ContactID']
          ? one['ContactID'] === given['ContactID']
          : given['ContactNumber'] && one['ContactNumber'] === given['ContactNumber'],
      );
      if (!found && !given['Name']) return invalid('Contacts', given, 'The contact name must be specified.');
      const same = contacts.find((one) => one !== found && given['Name'] && one['Name'] === given['Name']);
      // Posting a contact with the name of another updates that one.
      const target = found ?? same;
      if (target) saved.push(Object.assign(target, given));
      else {
        const made = { ContactID: newId('contact', contacts.length, given), ContactStatus: 'ACTIVE', ...given };
        contacts.push(made);
        saved.push(made);
      }
    }
    return answer('Contacts', saved, request);
  }

  function saveInvoices(request: CloudRequest, { id }: Record<string, string>): CloudResponse {
    const saved: Thing[] = [];
    for (const given of listed(request, 'Invoices')) {
      const number = given['InvoiceNumber'];
      const wantedId = id ?? given['InvoiceID'];
      const found = invoices.find((one) =>
        wantedId ? one['InvoiceID'] === wantedId : number !== undefined && one['InvoiceNumber'] === number,
      );
      if (wantedId && !found) return notFound();
      const { ContactID, Name } = (given['Contact'] ?? {}) as { ContactID?: string; Name?: string };
      const contact = contacts.find((one) => (ContactID ? one['ContactID'] === ContactID : one['Name'] === Name));
      const lines = given['LineItems'] as Thing[] | undefined;
      if (!found) {
        if (!['ACCREC', 'ACCPAY'].includes(asText(given['Type'])))
          return invalid('Invoices', given, 'Invoice type must be either ACCREC or ACCPAY.');
        if (!contact && !Name)
          return invalid('Invoices', given, 'A Contact must be specified for this type of transaction');
        if (!Array.isArray(lines) || lines.length === 0)
          return invalid('Invoices', given, 'One or more line items must be specified');
      } else if (['PAID', 'VOIDED'].includes(asText(found['Status'])) && lines) {
        return invalid(
          'Invoices',
          given,
          'This document cannot be edited as it has a payment or credit note allocated to it.',
        );
      }
      const unknown = lines?.find(
        (line) => line['AccountCode'] && !accounts.some(({ Code }) => Code === line['AccountCode']),
      );
      if (unknown)
        return invalid(
          'Invoices',
          given,
          `Account code '${asText(unknown['AccountCode'])}' is not a valid code for this document.`,
        );
      if (given['Status'] === 'AUTHORISED' && !found?.['DueDate'] && !given['DueDate'])
        return invalid('Invoices', given, 'Invoice due date cannot be empty');
      const total = (lines ?? []).reduce(
        (sum, line) =>
          sum + Number(line['LineAmount'] ?? Number(line['Quantity'] ?? 1) * Number(line['UnitAmount'] ?? 0)),
        0,
      );
      const amounts = lines ? { Total: total, AmountDue: total - Number(found?.['AmountPaid'] ?? 0) } : {};
      if (found) saved.push(Object.assign(found, given, amounts));
      else {
        const count = invoices.length + 1;
        const made = {
          InvoiceID: newId('invoice', count, given),
          InvoiceNumber: `INV-${String(count).padStart(4, '0')}`,
          Status: 'DRAFT',
          AmountPaid: 0,
          ...given,
          ...amounts,
          Contact: contact ?? given['Contact'],
        };
        invoices.push(made);
        saved.push(made);
      }
    }
    return answer('Invoices', saved, request);
  }

  function savePayments(request: CloudRequest): CloudResponse {
    const saved: Thing[] = [];
    for (const given of listed(request, 'Payments')) {
      const { InvoiceID, InvoiceNumber } = (given['Invoice'] ?? {}) as { InvoiceID?: string; InvoiceNumber?: string };
      const invoice = invoices.find((one) =>
        InvoiceID ? one['InvoiceID'] === InvoiceID : one['InvoiceNumber'] === InvoiceNumber,
      );
      const { Code } = (given['Account'] ?? {}) as { Code?: string };
      if (!invoice) return invalid('Payments', given, 'Invoice could not be found');
      if (!accounts.some((account) => account.Code === Code && account.EnablePaymentsToAccount))
        return invalid('Payments', given, 'Account is not a valid payment account');
      if (invoice['Status'] !== 'AUTHORISED')
        return invalid('Payments', given, 'Invoice is not of valid status for payments');
      if (Number(given['Amount']) > Number(invoice['AmountDue']))
        return invalid('Payments', given, 'Payment amount exceeds the amount outstanding on this document');
      const made = { PaymentID: newId('payment', payments.length, given), Status: 'AUTHORISED', ...given };
      payments.push(made);
      const due = Number(invoice['AmountDue']) - Number(given['Amount']);
      Object.assign(invoice, {
        AmountDue: due,
        AmountPaid: Number(invoice['AmountPaid']) + Number(given['Amount']),
        ...(due === 0 ? { Status: 'PAID' } : {}),
      });
      saved.push(made);
    }
    return answer('Payments', saved, request);
  }

  /** `where=EmailAddress=="a@b"`, `InvoiceNumbers=INV-1`, `searchTerm=`; page 2 and later are empty. */
  const list =
    (name: string, all: () => Thing[]): Route[2] =>
    (request) => {
      const [, field = '', value = ''] = /^(\w+)\s*==\s*"(.*)"$/.exec(request.query.get('where') ?? '') ?? [];
      const numbers = request.query.get('InvoiceNumbers')?.split(',');
      const term = request.query.get('searchTerm')?.toLowerCase();
      const found =
        Number(request.query.get('page') ?? 1) > 1
          ? []
          : all()
              .filter((one) => field === '' || one[field] === value)
              .filter((one) => numbers === undefined || numbers.includes(asText(one['InvoiceNumber'])))
              .filter((one) => term === undefined || JSON.stringify(one).toLowerCase().includes(term));
      return answer(name, found, request);
    };
  const one =
    (name: string, key: string, all: () => Thing[]): Route[2] =>
    (request, { id }) => {
      const found = all().find((each) => each[key] === id || each['InvoiceNumber'] === id);
      return found ? answer(name, [found], request) : notFound();
    };
  const api = '^/api\\.xro/2\\.0';
  const once =
    (handler: Route[2]): Route[2] =>
    (request, groups) => {
      const key = request.headers['idempotency-key'];
      const before = key === undefined ? undefined : answered.get(key);
      if (before) return before;
      const made = handler(request, groups);
      if (key !== undefined && made.status === 200) answered.set(key, made);
      return made;
    };
  const routes: Route[] = [
    ['POST', /^\/connect\/token$/, (request) => tokenAnswer(app, request)],
    [
      'GET',
      /^\/connections$/,
      () => ({
        status: 200,
        body: [{ id: newId('connection'), tenantId: xeroTenant, tenantType: 'ORGANISATION', tenantName: 'Cedar TV' }],
      }),
    ],
    ['GET', new RegExp(`${api}/Contacts$`, 'i'), list('Contacts', () => contacts)],
    ['GET', new RegExp(`${api}/Contacts/(?<id>[^/]+)$`, 'i'), one('Contacts', 'ContactID', () => contacts)],
    ['POST', new RegExp(`${api}/Contacts(/[^/]+)?$`, 'i'), once(saveContacts)],
    ['GET', new RegExp(`${api}/Invoices$`, 'i'), list('Invoices', () => invoices)],
    ['GET', new RegExp(`${api}/Invoices/(?<id>[^/]+)$`, 'i'), one('Invoices', 'InvoiceID', () => invoices)],
    ['POST', new RegExp(`${api}/Invoices(/(?<id>[^/]+))?$`, 'i'), once(saveInvoices)],
    ['PUT', new RegExp(`${api}/Payments$`, 'i'), once(savePayments)],
    ['POST', new RegExp(`${api}/Payments$`, 'i'), once(savePayments)],
    ['GET', new RegExp(`${api}/Payments$`, 'i'), list('Payments', () => payments)],
    ['GET', new RegExp(`${api}/Accounts$`, 'i'), list('Accounts', () => accounts)],
    [
      'GET',
      new RegExp(`${api}/(Items|BrandingThemes|Currencies|TrackingCategories)$`, 'i'),
      (request) => answer(request.path.split('/').at(-1) ?? '', [], request),
    ],
  ];

  return {
    name: 'Xero',
    hosts: ['api.xero.com', 'identity.xero.com'],
    unauthorized(request) {
      if (request.path === '/connect/token') return undefined;
      if (bearerToken(request) !== app.accessToken)
        return {
          status: 401,
          body: { Type: null, Title: 'Unauthorized', Status: 401, Detail: 'TokenExpired', Instance: newId('instance') },
        };
      if (request.path === '/connections' || request.headers['xero-tenant-id'] === xeroTenant) return undefined;
      return {
        status: 403,
        body: {
          Type: null,
          Title: 'Forbidden',
          Status: 403,
          Detail: 'AuthenticationUnsuccessful',
          Instance: newId('instance'),
        },
      };
    },
    handle: (request) => route(routes, request, notFound()),
    failure: (status) => ({
      status,
      ...(status === 429 ? { headers: { 'retry-after': '1', 'x-rate-limit-problem': 'minute' } } : {}),
      body: { Title: 'An error occurred in Xero', Status: status, Detail: 'Try again.' },
    }),
    tables: () => [
      {
        title: 'Xero invoices',
        columns: ['number', 'status', 'total', 'due'],
        rows: invoices.map((each) =>
          ['InvoiceNumber', 'Status', 'Total', 'AmountDue'].map((field) => asText(each[field])),
        ),
      },
      {
        title: 'Xero contacts',
        columns: ['name', 'e-mail'],
        rows: contacts.map((each) => ['Name', 'EmailAddress'].map((field) => asText(each[field] ?? ''))),
      },
    ],
    reset() {
      contacts = [];
      invoices = [];
      payments = [];
      answered.clear();
    },
  };

  function answer(name: string, values: unknown[], { at }: CloudRequest): CloudResponse {
    return {
      status: 200,
      body: { Id: newId(name, at), Status: 'OK', ProviderName: 'Demo', DateTimeUTC: at.toISOString(), [name]: values },
    };
  }
}

function invalid(name: string, given: Thing, message: string): CloudResponse {
  return {
    status: 400,
    body: {
      ErrorNumber: 10,
      Type: 'ValidationException',
      Message: 'A validation exception occurred',
      Elements: [{ ...given, ValidationErrors: [{ Message: message }] }],
      kind: name,
    },
  };
}

function notFound(): CloudResponse {
  return {
    status: 404,
    body: { Title: 'NotFound', Status: 404, Detail: 'The resource you are looking for does not exist.' },
  };
}
