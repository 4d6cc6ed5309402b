import {
  bearerToken,
  jsonObject,
  route,
  type CloudProvider,
  type CloudRequest,
  type CloudResponse,
  type Route,
} from '../provider';
import { error, PORTAL_ID, profile, record } from './answers';
import { Contacts, type Contact } from './contacts';
import { HubSpotLists } from './lists';
import { HubSpotObjects } from './objects';
import { describeProperty, readOnlyProperties, writableProperties } from './properties';
import { search } from './search';
import { isEmail, propertyProblem, v1Properties, v3Properties } from './validate';

export interface HubSpotOptions {
  /** The service key (private app token) requests must carry. */
  token: string;
  /** Contact properties the account has beyond HubSpot's own. */
  properties?: string[];
}

/**
 * HubSpot's contacts (deals, tickets and lists: objects.ts, lists.ts): the v1 API, which n8n's HubSpot node uses to create, get and delete, and the v3 API, which it uses
 * to search and which an HTTP Request node would use.
 */
export function createHubSpot({ token, properties: customProperties = [] }: HubSpotOptions): CloudProvider {
  const contacts = new Contacts();
  const objects = new HubSpotObjects(customProperties);
  const lists = new HubSpotLists(contacts);
  const known = new Set([...writableProperties, ...readOnlyProperties, ...customProperties]);
  const ok = (body: unknown, status = 200): CloudResponse => ({ status, body });
  const badShape = (expected: string) => error(400, 'VALIDATION_ERROR', `Invalid input JSON: ${expected}`);
  const noContact = () => error(404, 'OBJECT_NOT_FOUND', 'contact does not exist');
  const exists = ({ id }: Contact) =>
    error(409, 'CONFLICT', `Contact already exists. Existing ID: ${id}`, { error: 'CONTACT_EXISTS' });
  const byId = (id = '') => contacts.get(Number(id));

  function createOrUpdate(request: CloudRequest, { email = '' }: Record<string, string>): CloudResponse {
    const values = v1Properties(jsonObject(request));
    if (!values) return badShape('properties must be a list of {property, value}');
    if (!isEmail(email)) return propertyProblem({ email }, known) ?? badShape('email');
    const problem = propertyProblem(values, known);
    if (problem) return problem;
    const contact = contacts.withEmail(email);
    const other = values.email ? contacts.withEmail(values.email) : undefined;
    if (other && other !== contact) return exists(other);
    const saved = contact
      ? contacts.update(contact, values, request.at)
      : contacts.create({ email, ...values }, request.at);
    return ok({ vid: saved.id, isNew: !contact });
  }

  function create(
    request: CloudRequest,
    read: typeof v1Properties,
    shape: string,
    show: (contact: Contact) => CloudResponse,
  ) {
    const values = read(jsonObject(request));
    if (!values) return badShape(shape);
    const problem = propertyProblem(values, known);
    if (problem) return problem;
    const existing = values.email ? contacts.withEmail(values.email) : undefined;
    return existing ? exists(existing) : show(contacts.create(values, request.at));
  }

  function update(request: CloudRequest, contact: Contact | undefined): CloudResponse {
    if (!contact) return noContact();
    const values = v3Properties(jsonObject(request));
    if (!values) return badShape('properties must be an object');
    const problem = propertyProblem(values, known);
    if (problem) return problem;
    const other = values.email ? contacts.withEmail(values.email) : undefined;
    if (other && other !== contact) return exists(other);
    return ok(record(contacts.update(contact, values, request.at)));
  }

  const idOrEmail = (request: CloudRequest, id: string) =>
    request.query.get('idProperty') === 'email' ? contacts.withEmail(id) : byId(id);
  const asked = (request: CloudRequest) => request.query.getAll('properties').flatMap((names) => names.split(','));
  const list = (request: CloudRequest) => {
    const count = Number(request.query.get('count') ?? 20);
    const offset = Number(request.query.get('vidOffset') ?? 0);
    const page = contacts.all().slice(offset, offset + count);
    const next = offset + page.length;
    return ok({ contacts: page.map(profile), 'has-more': next < contacts.all().length, 'vid-offset': next });
  };

  const routes: Route[] = [
    ...objects.routes(),
    ...lists.routes(),
    [
      'GET',
      /^\/account-info\/v3\/details$/,
      () => ok({ portalId: PORTAL_ID, accountType: 'DEVELOPER_TEST', timeZone: 'UTC' }),
    ],
    ['POST', /^\/contacts\/v1\/contact\/createOrUpdate\/email\/(?<email>[^/]+)\/?$/, createOrUpdate],
    [
      'POST',
      /^\/contacts\/v1\/contact\/?$/,
      (request) =>
        create(request, v1Properties, 'properties must be a list of {property, value}', (contact) =>
          ok(profile(contact)),
        ),
    ],
    [
      'GET',
      /^\/contacts\/v1\/contact\/vid\/(?<id>\d+)\/profile$/,
      (_request, { id }) => {
        const contact = byId(id);
        return contact ? ok(profile(contact)) : noContact();
      },
    ],
    [
      'GET',
      /^\/contacts\/v1\/contact\/email\/(?<email>[^/]+)\/profile$/,
      (_request, { email = '' }) => {
        const contact = contacts.withEmail(email);
        return contact ? ok(profile(contact)) : noContact();
      },
    ],
    [
      'DELETE',
      /^\/contacts\/v1\/contact\/vid\/(?<id>\d+)$/,
      (_request, { id }) =>
        contacts.delete(Number(id)) ? ok({ vid: Number(id), deleted: true, reason: 'OK' }) : noContact(),
    ],
    ['GET', /^\/contacts\/v1\/lists\/(all\/contacts\/all|recently_updated\/contacts\/recent)$/, list],
    [
      'POST',
      /^\/crm\/v3\/objects\/contacts\/search$/,
      (request) => {
        const body = jsonObject(request);
        return body ? search(contacts.all(), body) : badShape('not an object');
      },
    ],
    [
      'POST',
      /^\/crm\/v3\/objects\/contacts$/,
      (request) => create(request, v3Properties, 'properties must be an object', (contact) => ok(record(contact), 201)),
    ],
    [
      'POST',
      /^\/crm\/v3\/objects\/contacts\/gdpr-delete$/,
      (request) => {
        const { idProperty, objectId } = jsonObject(request) ?? {};
        if (typeof objectId !== 'string') return badShape('objectId must be a text');
        // HubSpot answers the same to a contact it does not have: the address is put on its list of those it may not take again.
        const contact = idProperty === 'email' ? contacts.withEmail(objectId) : byId(objectId);
        if (contact) contacts.delete(contact.id);
        return { status: 204 };
      },
    ],
    [
      'GET',
      /^\/crm\/v3\/objects\/contacts\/(?<id>[^/]+)$/,
      (request, { id = '' }) => {
        const contact = idOrEmail(request, id);
        const names = asked(request);
        return contact ? ok(record(contact, names.length > 0 ? names : undefined)) : noContact();
      },
    ],
    [
      'PATCH',
      /^\/crm\/v3\/objects\/contacts\/(?<id>[^/]+)$/,
      (request, { id = '' }) => update(request, idOrEmail(request, id)),
    ],
    ['GET', /^\/crm\/v3\/properties\/contacts$/, () => ok({ results: [...known].sort().map(describeProperty) })],
    ['GET', /^\/crm\/v3\/owners\/?$/, () => ok({ results: [] })],
  ];

  return {
    name: 'HubSpot',
    hosts: ['api.hubapi.com'],
    unauthorized: (request) =>
      bearerToken(request) === token
        ? undefined
        : error(
            401,
            'INVALID_AUTHENTICATION',
            'Authentication credentials not found. This API supports OAuth 2.0 authentication.',
          ),
    handle: (request) =>
      route(
        routes,
        request,
        error(404, 'OBJECT_NOT_FOUND', `No route for ${request.method} ${request.path} in this stand-in`),
      ),
    failure: (status) =>
      status === 429
        ? error(429, 'RATE_LIMITS', 'You have reached your secondly limit.', { policyName: 'SECONDLY' })
        : error(status, 'INTERNAL_ERROR', 'internal error'),
    tables: () => [
      {
        title: 'HubSpot contacts',
        columns: ['id', 'e-mail', 'name', 'phone', 'stage', 'other properties'],
        rows: contacts.all().map(({ id, properties }) => {
          const { email = '', firstname = '', lastname = '', phone = '', lifecyclestage = '', ...rest } = properties;
          const others = Object.entries(rest).filter(([name]) => !readOnlyProperties.includes(name));
          const other = others.map(([name, value]) => `${name}: ${value}`).join('\n');
          return [String(id), email, `${firstname} ${lastname}`.trim(), phone, lifecyclestage, other];
        }),
      },
      ...(['deals', 'tickets'] as const).map((kind) => ({
        title: `HubSpot ${kind}`,
        columns: ['id', 'properties'],
        rows: objects.all(kind).map(({ id, properties }) => [String(id), JSON.stringify(properties)]),
      })),
    ],
    reset() {
      contacts.clear();
      objects.clear();
      lists.clear();
    },
  };
}
