import { tokenAnswer, type OAuthApp } from '../oauth';
import {
  asText,
  bearerToken,
  jsonObject,
  route,
  type CloudProvider,
  type CloudRequest,
  type CloudResponse,
  type Route,
} from '../provider';
import { customFields, objects, systemFields } from './fields';
import { holds, parseSoql } from './soql';

type SalesforceRecord = Record<string, unknown> & { Id: string };

/** The organization's own host, which the token answer names. */
export const instanceUrl = 'https://cedar-tv.my.salesforce.com';

/** Salesforce's REST API as n8n's Salesforce node uses it: objects, upserts by external id, queries. */
export function createSalesforce(app: OAuthApp): CloudProvider {
  const records = new Map<string, SalesforceRecord[]>();
  const nameOf = (given = ''): string | undefined =>
    Object.keys(objects).find((name) => name.toLowerCase() === given.toLowerCase());
  const all = (object: string): SalesforceRecord[] => records.get(object) ?? [];
  const known = (object: string): string[] => [
    ...(objects[object]?.fields ?? []),
    ...customFields.externalIds,
    ...customFields.others,
  ];

  /** The body with fields in their proper case, or what Salesforce finds wrong with it. */
  function read(object: string, request: CloudRequest, complete: boolean): Record<string, unknown> | CloudResponse {
    const body = jsonObject(request);
    if (!body) return error(400, 'JSON_PARSER_ERROR', 'Unexpected character');
    const fields = known(object);
    const values: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(body)) {
      const field = fields.find((each) => each.toLowerCase() === name.toLowerCase());
      if (systemFields.includes(name))
        return error(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', `Unable to create/update fields: ${name}.`, [name]);
      if (!field) return error(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${object}`);
      if (field === 'Email' && value !== null && !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(asText(value)))
        return error(400, 'INVALID_EMAIL_ADDRESS', `Email: invalid email address: ${asText(value)}`, ['Email']);
      if (/(Date|Expires__c)$/.test(field) && typeof value === 'string' && !/^\d{4}-\d\d-\d\d/.test(value))
        return error(400, 'JSON_PARSER_ERROR', `Cannot deserialize instance of date from VALUE_STRING value ${value}`);
      values[field] = value;
    }
    const missing = complete ? (objects[object]?.required ?? []).filter((field) => !values[field]) : [];
    if (missing.length > 0)
      return error(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing.join(', ')}]`, missing);
    return values;
  }

  function insert(object: string, values: Record<string, unknown>, at: Date): SalesforceRecord {
    const number = String(all(object).length + 1).padStart(12, '0');
    const stamp = at.toISOString().replace('Z', '+0000');
    const record = {
      Id: `${objects[object]?.prefix ?? ''}${number}AAA`,
      ...values,
      CreatedDate: stamp,
      LastModifiedDate: stamp,
    };
    records.set(object, [...all(object), record]);
    return record;
  }

  function change(record: SalesforceRecord, values: Record<string, unknown>, at: Date): void {
    Object.assign(record, values, { LastModifiedDate: at.toISOString().replace('Z', '+0000') });
  }

  const show = (object: string, { ...record }: SalesforceRecord): object => ({
    attributes: { type: object, url: `/services/data/v59.0/sobjects/${object}/${record.Id}` },
    ...record,
  });
  const isAnswer = (value: object): value is CloudResponse => 'status' in value && typeof value.status === 'number';
  const noObject = (): CloudResponse => error(404, 'NOT_FOUND', 'The requested resource does not exist');
  const about =
    (use: (object: string, request: CloudRequest, groups: Record<string, string>) => CloudResponse): Route[2] =>
    (request, groups) => {
      const object = nameOf(groups['object']);
      return object === undefined ? noObject() : use(object, request, groups);
    };

  const create = about((object, request) => {
    const values = read(object, request, true);
    if (isAnswer(values)) return values;
    const taken = customFields.externalIds.find(
      (field) => values[field] && all(object).some((one) => one[field] === values[field]),
    );
    if (taken)
      return error(400, 'DUPLICATE_VALUE', `duplicate value found: ${taken} duplicates value on record`, [taken]);
    return { status: 201, body: { id: insert(object, values, request.at).Id, success: true, errors: [] } };
  });

  const upsert = about((object, request, { field = '', value = '' }) => {
    const external = customFields.externalIds.find((name) => name.toLowerCase() === field.toLowerCase());
    if (!external)
      return error(404, 'NOT_FOUND', 'Provided external ID field does not exist or is not accessible: ' + field);
    const found = all(object).find((one) => one[external] === value);
    const values = read(object, request, found === undefined);
    if (isAnswer(values)) return values;
    if (found) {
      change(found, values, request.at);
      return { status: 200, body: { id: found.Id, success: true, errors: [], created: false } };
    }
    const made = insert(object, { ...values, [external]: value }, request.at);
    return { status: 201, body: { id: made.Id, success: true, errors: [], created: true } };
  });

  const update = about((object, request, { id = '' }) => {
    const found = all(object).find((one) => one.Id === id);
    if (!found) return noObject();
    const values = read(object, request, false);
    if (isAnswer(values)) return values;
    change(found, values, request.at);
    return { status: 204 };
  });

  function query(request: CloudRequest): CloudResponse {
    const parsed = parseSoql(request.query.get('q') ?? '');
    const object = nameOf(parsed?.object);
    if (!parsed) return error(400, 'MALFORMED_QUERY', `unexpected token in: ${request.query.get('q') ?? ''}`);
    if (parsed.object === 'User') return { status: 200, body: { totalSize: 0, done: true, records: [] } };
    if (object === undefined) return error(400, 'INVALID_TYPE', `sObject type '${parsed.object}' is not supported.`);
    const fields = [...known(object), ...systemFields].map((name) => name.toLowerCase());
    const asked = [...parsed.fields, ...parsed.where.map(({ field }) => field)];
    const unknown = asked.find((name) => !fields.includes(name.toLowerCase()));
    if (unknown) return error(400, 'INVALID_FIELD', `No such column '${unknown}' on entity '${object}'.`);
    const { orderBy } = parsed;
    const found = all(object).filter((record) => holds(record, parsed));
    if (orderBy)
      found.sort(
        (a, b) => asText(a[orderBy.field]).localeCompare(asText(b[orderBy.field])) * (orderBy.descending ? -1 : 1),
      );
    const shown = found.slice(0, parsed.limit ?? 2000).map((record) => {
      const picked = Object.fromEntries(parsed.fields.map((field) => [field, record[field] ?? null]));
      return show(object, picked as SalesforceRecord);
    });
    return { status: 200, body: { totalSize: shown.length, done: true, records: shown } };
  }

  const describe = about((object) => ({
    status: 200,
    body: {
      name: object,
      fields: known(object).map((name) => ({
        ...{
          name,
          label: name.replaceAll('_', ' '),
          type: 'string',
          updateable: true,
          createable: true,
          picklistValues: [],
        },
        ...{
          custom: name.endsWith('__c'),
          externalId: customFields.externalIds.includes(name),
          idLookup: customFields.externalIds.includes(name),
        },
      })),
    },
  }));

  const base = '^/services/data/v\\d+\\.0';
  const routes: Route[] = [
    ['POST', /^\/services\/oauth2\/token$/, (request) => tokenAnswer(app, request, { instance_url: instanceUrl })],
    ['GET', new RegExp(`${base}/query/?$`), query],
    [
      'GET',
      new RegExp(`${base}/sobjects/?$`),
      () => ({
        status: 200,
        body: { sobjects: Object.keys(objects).map((name) => ({ name, label: name, custom: false })) },
      }),
    ],
    ['GET', new RegExp(`${base}/sobjects/(?<object>\\w+)/describe$`), describe],
    ['POST', new RegExp(`${base}/sobjects/(?<object>\\w+)/?$`), create],
    ['PATCH', new RegExp(`${base}/sobjects/(?<object>\\w+)/(?<id>[0-9A-Za-z]{18})$`), update],
    ['PATCH', new RegExp(`${base}/sobjects/(?<object>\\w+)/(?<field>\\w+)/(?<value>[^/]+)$`), upsert],
    [
      'GET',
      new RegExp(`${base}/sobjects/(?<object>\\w+)/(?<id>[0-9A-Za-z]{18})$`),
      about((object, _request, { id }) => {
        const found = all(object).find((one) => one.Id === id);
        return found ? { status: 200, body: show(object, found) } : noObject();
      }),
    ],
    [
      'DELETE',
      new RegExp(`${base}/sobjects/(?<object>\\w+)/(?<id>[0-9A-Za-z]{18})$`),
      about((object, _request, { id }) => {
        const left = all(object).filter((one) => one.Id !== id);
        if (left.length === all(object).length) return noObject();
        records.set(object, left);
        return { status: 204 };
      }),
    ],
  ];

  return {
    name: 'Salesforce',
    hosts: ['login.salesforce.com', 'test.salesforce.com', new URL(instanceUrl).hostname],
    unauthorized: (request) =>
      request.path === '/services/oauth2/token' || bearerToken(request) === app.accessToken
        ? undefined
        : error(401, 'INVALID_SESSION_ID', 'Session expired or invalid'),
    handle: (request) => route(routes, request, noObject()),
    failure: (status) =>
      status === 429
        ? error(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')
        : error(status, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred.'),
    tables: () =>
      [...records].map(([object, list]) => ({
        title: `Salesforce: ${object}`,
        columns: ['Id', 'values'],
        rows: list.map(({ Id, ...values }) => [Id, JSON.stringify(values)]),
      })),
    reset: () => records.clear(),
  };
}

function error(status: number, errorCode: string, message: string, fields: string[] = []): CloudResponse {
  return { status, body: [{ message, errorCode, fields }] };
}
