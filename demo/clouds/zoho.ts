import { tokenAnswer, type OAuthApp } from './oauth';
import {
  asText,
  jsonObject,
  route,
  type CloudProvider,
  type CloudRequest,
  type CloudResponse,
  type Route,
} from './provider';

type ZohoRecord = Record<string, unknown> & { id: string };

/** Module → what must be there, and by which field an upsert finds what is there already (Zoho's system-defined duplicate checks). */
const modules: Record<string, { name: string; required: string[]; unique?: string }> = {
  accounts: { name: 'Accounts', required: ['Account_Name'], unique: 'Account_Name' },
  contacts: { name: 'Contacts', required: ['Last_Name'], unique: 'Email' },
  deals: { name: 'Deals', required: ['Deal_Name', 'Stage'], unique: 'Deal_Name' },
  leads: { name: 'Leads', required: ['Last_Name', 'Company'], unique: 'Email' },
  invoices: { name: 'Invoices', required: ['Subject'], unique: 'Subject' },
};

/** Fields besides Zoho's own that the demo account has. Writing any other is ignored by Zoho; it is refused here, because a field that vanishes is a mistake. */
const customFields = [
  'IPTV_Username',
  'IPTV_Expires',
  'IPTV_Plan',
  'IPTV_Status',
  'Xtream_Customer',
  'Xtream_Subscription',
];
const ownFields = [
  ...[
    'Account_Name',
    'Account_Number',
    'Account_Type',
    'Amount',
    'Assistant',
    'Billing_Country',
    'Billing_City',
    'Closing_Date',
  ],
  ...[
    'Company',
    'Contact_Name',
    'Currency',
    'Date_of_Birth',
    'Deal_Name',
    'Department',
    'Description',
    'Due_Date',
    'Email',
  ],
  ...[
    'Email_Opt_Out',
    'First_Name',
    'Full_Name',
    'Industry',
    'Invoice_Date',
    'Last_Name',
    'Lead_Conversion_Time',
    'Lead_Source',
  ],
  ...[
    'Lead_Status',
    'Mailing_City',
    'Mailing_Country',
    'Mailing_State',
    'Mailing_Street',
    'Mailing_Zip',
    'Mobile',
    'Next_Step',
  ],
  ...[
    'Owner',
    'Phone',
    'Probability',
    'Product_Details',
    'Salutation',
    'Secondary_Email',
    'Skype_ID',
    'Stage',
    'Status',
    'Subject',
  ],
  ...['Title', 'Twitter', 'Type', 'Website', 'Country', 'City'],
];

/** The API host the token answer names. */
export const zohoApiDomain = 'https://www.zohoapis.com';

/** Zoho CRM's API v2 as n8n's Zoho CRM node uses it. What Zoho refuses of a record it answers with 202 and `status: error`, as n8n's node expects. */
export function createZoho(app: OAuthApp): CloudProvider {
  const records = new Map<string, ZohoRecord[]>();
  let nextId = 5725767000000100001n;
  const all = (module: string): ZohoRecord[] => records.get(module) ?? [];

  const answer = (outcome: object, status = 200): CloudResponse => ({ status, body: { data: [outcome] } });
  const refuse = (code: string, message: string, details: object): CloudResponse =>
    answer({ code, details, message, status: 'error' }, 202);
  const saved = (record: ZohoRecord, message: string, more: object = {}, status = 200): CloudResponse => {
    const time = record['Modified_Time'];
    return answer(
      {
        code: 'SUCCESS',
        ...more,
        details: { id: record.id, Modified_Time: time, Created_Time: record['Created_Time'] },
        message,
        status: 'success',
      },
      status,
    );
  };

  function read(module: string, request: CloudRequest, complete: boolean): Record<string, unknown> | CloudResponse {
    const [values] = (jsonObject(request)?.['data'] ?? []) as Array<Record<string, unknown> | undefined>;
    if (typeof values !== 'object')
      return {
        status: 400,
        body: { code: 'INVALID_DATA', details: { api_name: 'data' }, message: 'body', status: 'error' },
      };
    const unknown = Object.keys(values).find((name) => !ownFields.includes(name) && !customFields.includes(name));
    if (unknown) return refuse('INVALID_DATA', `the field ${unknown} does not exist`, { api_name: unknown });
    const missing = complete ? modules[module]?.required.find((name) => !values[name]) : undefined;
    if (missing) return refuse('MANDATORY_NOT_FOUND', 'required field not found', { api_name: missing });
    const { Email: email } = values;
    if (email && !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(asText(email)))
      return refuse('INVALID_DATA', 'invalid data', { expected_data_type: 'email', api_name: 'Email' });
    return values;
  }

  function insert(module: string, values: Record<string, unknown>, at: Date): ZohoRecord {
    const record = { id: String(nextId++), ...values, Created_Time: at.toISOString(), Modified_Time: at.toISOString() };
    records.set(module, [...all(module), record]);
    return record;
  }

  const isAnswer = (value: object): value is CloudResponse => 'status' in value && 'body' in value;
  const about =
    (use: (module: string, request: CloudRequest, groups: Record<string, string>) => CloudResponse): Route[2] =>
    (request, groups) => {
      const module = (groups['module'] ?? '').toLowerCase();
      if (!modules[module])
        return {
          status: 400,
          body: {
            code: 'INVALID_MODULE',
            details: {},
            message: 'the module name given seems to be invalid',
            status: 'error',
          },
        };
      return use(module, request, groups);
    };
  const twin = (module: string, values: Record<string, unknown>): ZohoRecord | undefined => {
    const unique = modules[module]?.unique;
    return unique === undefined || !values[unique]
      ? undefined
      : all(module).find((one) => asText(one[unique]).toLowerCase() === asText(values[unique]).toLowerCase());
  };

  const routes: Route[] = [
    ['POST', /^\/oauth\/v2\/token$/, (request) => tokenAnswer(app, request, { api_domain: zohoApiDomain })],
    [
      'GET',
      /^\/crm\/v2\/settings\/fields$/,
      () => ({
        status: 200,
        body: {
          fields: [...ownFields, ...customFields].map((name) => ({
            api_name: name,
            field_label: name,
            data_type: 'text',
            custom_field: customFields.includes(name),
            system_mandatory: false,
            read_only: false,
            pick_list_values: [],
          })),
        },
      }),
    ],
    [
      'POST',
      /^\/crm\/v2\/(?<module>\w+)\/upsert$/,
      about((module, request) => {
        const values = read(module, request, false);
        if (isAnswer(values)) return values;
        const found = twin(module, values);
        const duplicate_field = modules[module]?.unique ?? null;
        if (found) {
          Object.assign(found, values, { Modified_Time: request.at.toISOString() });
          return saved(found, 'record updated', { duplicate_field, action: 'update' });
        }
        const whole = read(module, request, true);
        if (isAnswer(whole)) return whole;
        return saved(insert(module, whole, request.at), 'record added', { duplicate_field: null, action: 'insert' });
      }),
    ],
    [
      'GET',
      /^\/crm\/v2\/(?<module>\w+)\/search$/,
      about((module, { query }) => {
        const email = query.get('email');
        const [, field = '', value = ''] = /^\(?(\w+):equals:(.*?)\)?$/.exec(query.get('criteria') ?? '') ?? [];
        const found = all(module).filter((one) =>
          email === null ? asText(one[field]) === value : one['Email'] === email,
        );
        return found.length === 0
          ? { status: 204 }
          : { status: 200, body: { data: found, info: { more_records: false } } };
      }),
    ],
    [
      'POST',
      /^\/crm\/v2\/(?<module>\w+)$/,
      about((module, request) => {
        const values = read(module, request, true);
        if (isAnswer(values)) return values;
        const found = module === 'contacts' || module === 'leads' ? twin(module, values) : undefined;
        if (found)
          return refuse('DUPLICATE_DATA', 'duplicate data', { api_name: modules[module]?.unique, id: found.id });
        return saved(insert(module, values, request.at), 'record added', {}, 201);
      }),
    ],
    [
      'GET',
      /^\/crm\/v2\/(?<module>\w+)$/,
      about((module) =>
        all(module).length === 0
          ? { status: 204 }
          : { status: 200, body: { data: all(module), info: { more_records: false, count: all(module).length } } },
      ),
    ],
    [
      'GET',
      /^\/crm\/v2\/(?<module>\w+)\/(?<id>\d+)$/,
      about((module, _request, { id }) => {
        const found = all(module).find((one) => one.id === id);
        return found ? { status: 200, body: { data: [found] } } : { status: 204 };
      }),
    ],
    [
      'PUT',
      /^\/crm\/v2\/(?<module>\w+)\/(?<id>\d+)$/,
      about((module, request, { id = '' }) => {
        const found = all(module).find((one) => one.id === id);
        if (!found) return refuse('INVALID_DATA', 'the id given seems to be invalid', { id });
        const values = read(module, request, false);
        if (isAnswer(values)) return values;
        Object.assign(found, values, { Modified_Time: request.at.toISOString() });
        return saved(found, 'record updated');
      }),
    ],
  ];

  return {
    name: 'Zoho CRM',
    hosts: ['accounts.zoho.com', 'www.zohoapis.com'],
    unauthorized(request) {
      const [, token] = /^(?:Zoho-oauthtoken|Bearer) (.+)$/.exec(request.headers.authorization ?? '') ?? [];
      if (request.path === '/oauth/v2/token' || token === app.accessToken) return undefined;
      return {
        status: 401,
        body: { code: 'INVALID_TOKEN', details: {}, message: 'invalid oauth token', status: 'error' },
      };
    },
    handle: (request) =>
      route(routes, request, {
        status: 404,
        body: {
          code: 'INVALID_URL_PATTERN',
          details: {},
          message: 'Please check if the URL trying to access is a correct one',
          status: 'error',
        },
      }),
    failure: (status) => ({
      status,
      body: {
        code: status === 429 ? 'TOO_MANY_REQUESTS' : 'INTERNAL_ERROR',
        details: {},
        message: 'Internal Server Error',
        status: 'error',
      },
    }),
    tables: () =>
      [...records].map(([module, list]) => ({
        title: `Zoho CRM: ${modules[module]?.name ?? module}`,
        columns: ['id', 'values'],
        rows: list.map(({ id, ...values }) => [id, JSON.stringify(values)]),
      })),
    reset() {
      records.clear();
      nextId = 5725767000000100001n;
    },
  };
}
