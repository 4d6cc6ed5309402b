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

type Entity = Record<string, unknown> & { Id: string; SyncToken: string };

/** Entity in the URL → its name in answers. */
const entities: Record<string, string> = {
  customer: 'Customer',
  invoice: 'Invoice',
  payment: 'Payment',
  item: 'Item',
  creditmemo: 'CreditMemo',
};

/** The company the demo's app is connected to. */
export const quickBooksCompany = '9130347';

/** What every company has: something to sell. */
const items = [{ Id: '1', Name: 'IPTV subscription', Type: 'Service', Active: true, SyncToken: '0' }];

/** QuickBooks Online's accounting API (v3) as n8n's QuickBooks node uses it. A `requestid` makes a repeated request return the first answer, as at Intuit. */
export function createQuickBooks(app: OAuthApp): CloudProvider {
  const store = new Map<string, Entity[]>();
  const answered = new Map<string, CloudResponse>();
  const all = (entity: string): Entity[] => (entity === 'item' ? items : (store.get(entity) ?? []));
  const find = (entity: string, id: unknown): Entity | undefined => all(entity).find((one) => one.Id === asText(id));
  const ok = (entity: string, value: Entity, at: Date): CloudResponse => ({
    status: 200,
    body: { [entities[entity] ?? entity]: value, time: at.toISOString() },
  });
  const refOf = (value: unknown): unknown => (value as { value?: unknown } | undefined)?.value;

  function problem(entity: string, body: Record<string, unknown>): CloudResponse | undefined {
    if (entity === 'customer') {
      const name = body['DisplayName'];
      if (!name)
        return fault('2020', 'Required param missing, need to supply the required value for the API', 'DisplayName');
      if (all('customer').some((one) => asText(one['DisplayName']).toLowerCase() === asText(name).toLowerCase()))
        return fault('6240', 'Duplicate Name Exists Error', `The name supplied already exists. : ${asText(name)}`);
      return undefined;
    }
    if (!find('customer', refOf(body['CustomerRef'])))
      return fault(
        '2500',
        'Invalid Reference Id',
        `Invalid Reference Id : Names element id ${asText(refOf(body['CustomerRef']))} not found`,
      );
    if (entity === 'payment')
      return typeof body['TotalAmt'] === 'number'
        ? paymentProblem(body)
        : fault('2020', 'Required param missing, need to supply the required value for the API', 'TotalAmt');
    const lines = body['Line'] as Array<Record<string, unknown>> | undefined;
    if (!Array.isArray(lines) || lines.length === 0)
      return fault('2020', 'Required param missing, need to supply the required value for the API', 'Line');
    for (const line of lines) {
      if (typeof line['Amount'] !== 'number') return fault('2090', 'Invalid Number', 'Amount');
      const { ItemRef: item } = (line['SalesItemLineDetail'] ?? {}) as { ItemRef?: unknown };
      if (line['DetailType'] === 'SalesItemLineDetail' && !find('item', refOf(item)))
        return fault(
          '2500',
          'Invalid Reference Id',
          `Invalid Reference Id : Item element id ${asText(refOf(item))} not found`,
        );
    }
    const number = body['DocNumber'];
    if (number && all(entity).some((one) => one['DocNumber'] === number))
      return fault(
        '6140',
        'Duplicate Document Number Error',
        `You must specify a different number. This number has already been used. DocNumber=${asText(number)}`,
      );
    return undefined;
  }

  function paymentProblem(body: Record<string, unknown>): CloudResponse | undefined {
    for (const { LinkedTxn: linked = [] } of (body['Line'] ?? []) as Array<{
      LinkedTxn?: Array<{ TxnId: string; TxnType: string }>;
    }>) {
      const lost = linked.find(({ TxnId, TxnType }) => TxnType === 'Invoice' && !find('invoice', TxnId));
      if (lost)
        return fault('2500', 'Invalid Reference Id', `Invalid Reference Id : Txn element id ${lost.TxnId} not found`);
    }
    return undefined;
  }

  function save(request: CloudRequest, { entity = '' }: Record<string, string>): CloudResponse {
    const body = jsonObject(request);
    if (!body) return fault('2010', 'Request has invalid or unsupported property', 'body');
    const id = body['Id'];
    if (id !== undefined) {
      const found = find(entity, id);
      if (!found) return fault('610', 'Object Not Found', `Object Not Found : ${asText(id)}`);
      if (body['SyncToken'] !== found.SyncToken)
        return fault(
          '5010',
          'Stale Object Error',
          'Stale Object Error : You and someone else were working on this at the same time.',
        );
      Object.assign(found, body, { SyncToken: String(Number(found.SyncToken) + 1) });
      return ok(entity, found, request.at);
    }
    const wrong = problem(entity, body);
    if (wrong) return wrong;
    const total = ((body['Line'] ?? []) as Array<{ Amount?: number }>).reduce((sum, { Amount = 0 }) => sum + Amount, 0);
    const made: Entity = {
      ...{ Id: String(all(entity).length + 101), SyncToken: '0', domain: 'QBO', sparse: false },
      ...(entity === 'invoice' ? { TotalAmt: total, Balance: total } : {}),
      ...body,
      MetaData: { CreateTime: request.at.toISOString(), LastUpdatedTime: request.at.toISOString() },
    };
    store.set(entity, [...all(entity), made]);
    if (entity === 'payment') settle(body);
    return ok(entity, made, request.at);
  }

  /** A payment reduces what is open of the invoices it is for. */
  function settle(payment: Record<string, unknown>): void {
    for (const { Amount = 0, LinkedTxn = [] } of (payment['Line'] ?? []) as Array<{
      Amount?: number;
      LinkedTxn?: Array<{ TxnId: string }>;
    }>) {
      for (const { TxnId } of LinkedTxn) {
        const invoice = find('invoice', TxnId);
        if (invoice) invoice['Balance'] = Number(invoice['Balance']) - Amount;
      }
    }
  }

  function query({ query: search, at }: CloudRequest): CloudResponse {
    const text = search.get('query') ?? '';
    const match =
      /^select\s+(?<what>.+?)\s+from\s+(?<entity>\w+)(?:\s+where\s+(?<where>.+?))?(?:\s+maxresults\s+\d+)?(?:\s+startposition\s+\d+)?(?:\s+maxresults\s+\d+)?\s*$/is.exec(
        text,
      );
    const { what = '', entity = '', where = '' } = match?.groups ?? {};
    const name = entities[entity.toLowerCase()];
    if (!match || !name) return fault('4000', 'Error parsing query', `QueryParserError: ${text}`);
    const conditions =
      where === ''
        ? []
        : where.split(/\s+and\s+/i).map((part) => /^\s*([\w.]+)\s*(=|like)\s*'((?:[^'\\]|\\.)*)'\s*$/i.exec(part));
    if (conditions.some((condition) => condition === null))
      return fault('4000', 'Error parsing query', `QueryParserError: ${where}`);
    const found = all(entity.toLowerCase()).filter((one) =>
      conditions.every((condition) => {
        const [, field = '', operator = '', value = ''] = condition ?? [];
        const held = one[field];
        const has = asText((held as { Address?: string } | undefined)?.Address ?? held);
        const wanted = value.replace(/\\(.)/g, '$1');
        return operator === '=' ? has === wanted : has.includes(wanted.replaceAll('%', ''));
      }),
    );
    if (/^count\(\*\)$/i.test(what.trim()))
      return { status: 200, body: { QueryResponse: { totalCount: found.length }, time: at.toISOString() } };
    return {
      status: 200,
      body: {
        QueryResponse: found.length > 0 ? { [name]: found, startPosition: 1, maxResults: found.length } : {},
        time: at.toISOString(),
      },
    };
  }

  const company = `^/v3/company/${quickBooksCompany}`;
  const routes: Route[] = [
    [
      'POST',
      /^\/oauth2\/v1\/tokens\/bearer$/,
      (request) => tokenAnswer(app, request, { x_refresh_token_expires_in: 8726400 }),
    ],
    ['GET', new RegExp(`${company}/query$`), query],
    [
      'POST',
      new RegExp(`${company}/(?<entity>customer|invoice|payment|creditmemo)$`),
      (request, groups) => {
        const id = request.query.get('requestid');
        const before = id === null ? undefined : answered.get(id);
        if (before) return before;
        const answer = save(request, groups);
        if (id !== null && answer.status === 200) answered.set(id, answer);
        return answer;
      },
    ],
    [
      'POST',
      new RegExp(`${company}/invoice/(?<id>\\d+)/send$`),
      (request, { id }) => {
        const found = find('invoice', id);
        if (!found) return fault('610', 'Object Not Found', 'Object Not Found');
        return ok('invoice', Object.assign(found, { EmailStatus: 'EmailSent' }), request.at);
      },
    ],
    [
      'GET',
      new RegExp(`${company}/(?<entity>customer|invoice|payment|creditmemo|item)/(?<id>\\d+)$`),
      (request, { entity = '', id }) => {
        const found = find(entity, id);
        return found
          ? ok(entity, found, request.at)
          : fault(
              '610',
              'Object Not Found',
              'Object Not Found : Something you are trying to use has been made inactive.',
            );
      },
    ],
  ];

  return {
    name: 'QuickBooks Online',
    hosts: ['quickbooks.api.intuit.com', 'sandbox-quickbooks.api.intuit.com', 'oauth.platform.intuit.com'],
    unauthorized: (request) =>
      request.path.startsWith('/oauth2/') || bearerToken(request) === app.accessToken
        ? undefined
        : {
            status: 401,
            body: {
              fault: {
                error: [
                  {
                    message: 'message=AuthenticationFailed; errorCode=003200; statusCode=401',
                    detail: 'Token expired',
                    code: '3200',
                  },
                ],
                type: 'AUTHENTICATION',
              },
            },
          },
    handle: (request) =>
      route(
        routes,
        request,
        fault('3100', 'Permission Denied Error', 'Permission Denied Error : no such company or entity', 403),
      ),
    failure: (status) =>
      status === 429
        ? fault('003001', 'message=ThrottleExceeded', 'The request limit was reached.', 429)
        : fault(
            '10000',
            'An application error has occurred while processing your request',
            'System Failure Error',
            status,
          ),
    tables: () =>
      [...store].map(([entity, list]) => ({
        title: `QuickBooks: ${entities[entity] ?? entity}`,
        columns: ['Id', 'number or name', 'amount', 'open'],
        rows: list.map((one) => [
          one.Id,
          ...['DocNumber', 'TotalAmt', 'Balance'].map((field) =>
            asText(one[field] ?? (field === 'DocNumber' ? one['DisplayName'] : '') ?? ''),
          ),
        ]),
      })),
    reset() {
      store.clear();
      answered.clear();
    },
  };
}

function fault(code: string, message: string, detail: string, status = 400): CloudResponse {
  return { status, body: { Fault: { Error: [{ Message: message, Detail: detail, code }], type: 'ValidationFault' } } };
}
