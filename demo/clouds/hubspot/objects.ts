import { asText, jsonObject, type CloudRequest, type CloudResponse, type Route } from '../provider';
import { error, PORTAL_ID } from './answers';
import { readOnlyProperties } from './properties';
import { search } from './search';
import { v3Properties } from './validate';
import type { Contact } from './contacts';

/** What is known of deals and tickets: HubSpot's default properties that can be written, and which must be there. */
const kinds = {
  deals: {
    required: ['dealstage'],
    properties: [
      ...[
        'dealname',
        'dealstage',
        'pipeline',
        'amount',
        'closedate',
        'description',
        'dealtype',
        'hubspot_owner_id',
        'hs_priority',
      ],
    ],
    choices: {
      dealstage: [
        'appointmentscheduled',
        'qualifiedtobuy',
        'presentationscheduled',
        'decisionmakerboughtin',
        'contractsent',
        'closedwon',
        'closedlost',
      ],
      pipeline: ['default'],
      dealtype: ['newbusiness', 'existingbusiness'],
    },
  },
  tickets: {
    required: ['hs_pipeline_stage'],
    properties: [
      ...[
        'subject',
        'content',
        'hs_pipeline',
        'hs_pipeline_stage',
        'hs_ticket_priority',
        'hs_ticket_category',
        'hs_resolution',
      ],
      ...['source_type', 'hubspot_owner_id', 'closed_date', 'createdate'],
    ],
    choices: {
      hs_pipeline: ['0'],
      hs_pipeline_stage: ['1', '2', '3', '4'],
      hs_ticket_priority: ['LOW', 'MEDIUM', 'HIGH', 'URGENT'],
    },
  },
} as const satisfies Record<string, { required: string[]; properties: string[]; choices: Record<string, string[]> }>;

type Kind = keyof typeof kinds;

/** One deal or ticket. */
export interface HubSpotObject extends Contact {
  associations: unknown[];
}

/**
 * Deals and tickets: the v1 APIs n8n's node creates and changes them with, and v3's, which it searches with and HTTP Request nodes use.
 */
export class HubSpotObjects {
  private held: Record<Kind, HubSpotObject[]> = { deals: [], tickets: [] };
  private nextId = 900001;

  constructor(private readonly customProperties: readonly string[]) {}

  all(kind: Kind): readonly HubSpotObject[] {
    return this.held[kind];
  }

  clear(): void {
    this.held = { deals: [], tickets: [] };
    this.nextId = 900001;
  }

  routes(): Route[] {
    const pipelines = (stages: readonly string[], id: string): CloudResponse => ({
      status: 200,
      body: {
        results: [
          {
            id,
            pipelineId: id,
            label: 'Default',
            stages: stages.map((stage) => ({ id: stage, stageId: stage, label: stage })),
          },
        ],
      },
    });
    return [
      ['POST', /^\/deals\/v1\/deal\/?$/, (request) => this.createV1('deals', request)],
      ['PUT', /^\/deals\/v1\/deal\/(?<id>\d+)$/, (request, { id }) => this.changeV1('deals', request, id)],
      ['GET', /^\/deals\/v1\/deal\/(?<id>\d+)$/, (_request, { id }) => this.showV1('deals', id)],
      ['POST', /^\/crm-objects\/v1\/objects\/tickets\/?$/, (request) => this.createV1('tickets', request)],
      [
        'PUT',
        /^\/crm-objects\/v1\/objects\/tickets\/(?<id>\d+)$/,
        (request, { id }) => this.changeV1('tickets', request, id),
      ],
      ['GET', /^\/crm-objects\/v1\/objects\/tickets\/(?<id>\d+)$/, (_request, { id }) => this.showV1('tickets', id)],
      ['PUT', /^\/crm-associations\/v1\/associations\/create-batch$/, () => ({ status: 204 })],
      [
        'PUT',
        /^\/crm\/v[34]\/objects\/\w+\/\d+\/associations\/.+$/,
        () => ({ status: 200, body: { status: 'COMPLETE' } }),
      ],
      ['GET', /^\/crm-pipelines\/v1\/pipelines\/deals$/, () => pipelines(kinds.deals.choices.dealstage, 'default')],
      [
        'GET',
        /^\/crm-pipelines\/v1\/pipelines\/tickets$/,
        () => pipelines(kinds.tickets.choices.hs_pipeline_stage, '0'),
      ],
      [
        'GET',
        /^\/crm\/v3\/pipelines\/(?<kind>deals|tickets)$/,
        (_request, { kind }) =>
          kind === 'deals'
            ? pipelines(kinds.deals.choices.dealstage, 'default')
            : pipelines(kinds.tickets.choices.hs_pipeline_stage, '0'),
      ],
      [
        'POST',
        /^\/crm\/v3\/objects\/(?<kind>deals|tickets)$/,
        (request, { kind }) => this.createV3(kind as Kind, request),
      ],
      [
        'POST',
        /^\/crm\/v3\/objects\/(?<kind>deals|tickets)\/search$/,
        (request, { kind }) => search([...this.held[kind as Kind]].reverse(), jsonObject(request) ?? {}),
      ],
      [
        'GET',
        /^\/crm\/v3\/objects\/(?<kind>deals|tickets)\/(?<id>\d+)$/,
        (_request, { kind, id }) => this.showV3(kind as Kind, id),
      ],
      [
        'PATCH',
        /^\/crm\/v3\/objects\/(?<kind>deals|tickets)\/(?<id>\d+)$/,
        (request, { kind, id }) => this.changeV3(kind as Kind, request, id),
      ],
    ];
  }

  private find(kind: Kind, id = ''): HubSpotObject | undefined {
    return this.held[kind].find((one) => String(one.id) === id);
  }

  private problem(kind: Kind, values: Record<string, string>, complete: boolean): CloudResponse | undefined {
    const { required, properties, choices } = kinds[kind] as {
      required: readonly string[];
      properties: readonly string[];
      choices: Record<string, readonly string[] | undefined>;
    };
    const known = [...properties, ...this.customProperties];
    const unknown = Object.keys(values).find(
      (name) => !known.includes(name) || (readOnlyProperties.includes(name) && name !== 'createdate'),
    );
    if (unknown) return error(400, 'VALIDATION_ERROR', `Property "${unknown}" does not exist`);
    const missing = complete ? required.find((name) => !values[name]) : undefined;
    if (missing) return error(400, 'VALIDATION_ERROR', `Error creating: required property ${missing} is missing`);
    const wrong = Object.entries(values).find(
      ([name, value]) => value !== '' && choices[name]?.includes(value) === false,
    );
    if (wrong)
      return error(
        400,
        'VALIDATION_ERROR',
        `${wrong[1]} was not one of the allowed options: [${choices[wrong[0]]?.join(', ') ?? ''}]`,
      );
    if (values['amount'] && Number.isNaN(Number(values['amount'])))
      return error(400, 'VALIDATION_ERROR', `${values['amount']} was not a valid number.`);
    return undefined;
  }

  private make(kind: Kind, values: Record<string, string>, associations: unknown, at: Date): HubSpotObject {
    const id = this.nextId++;
    const made: HubSpotObject = {
      ...{ id, createdAt: at, updatedAt: at, associations: associations === undefined ? [] : [associations].flat() },
      properties: {
        ...values,
        createdate: at.toISOString(),
        hs_object_id: String(id),
        hs_lastmodifieddate: at.toISOString(),
      },
    };
    this.held[kind].push(made);
    return made;
  }

  private change(found: HubSpotObject, values: Record<string, string>, at: Date): void {
    Object.assign(found.properties, values, { hs_lastmodifieddate: at.toISOString() });
    found.updatedAt = at;
  }

  /** Deals send `{properties: [...], associations}`, tickets the list itself. */
  private readV1(request: CloudRequest): { values: Record<string, string>; associations: unknown } | undefined {
    let body: unknown;
    try {
      body = JSON.parse(request.body);
    } catch {
      return undefined;
    }
    const list = Array.isArray(body) ? (body as unknown[]) : (body as { properties?: unknown } | null)?.properties;
    if (!Array.isArray(list)) return undefined;
    const pairs = (list as Array<{ name?: unknown; value?: unknown }>).map(
      ({ name, value }) => [name, asText(value)] as const,
    );
    if (pairs.some(([name]) => typeof name !== 'string')) return undefined;
    return {
      values: Object.fromEntries(pairs) as Record<string, string>,
      associations: (body as { associations?: unknown }).associations,
    };
  }

  private createV1(kind: Kind, request: CloudRequest): CloudResponse {
    const read = this.readV1(request);
    if (!read) return error(400, 'VALIDATION_ERROR', 'Invalid input JSON: properties must be a list of {name, value}');
    const problem = this.problem(kind, read.values, true);
    if (problem) return problem;
    const made = this.make(kind, read.values, read.associations, request.at);
    return { status: 200, body: v1(kind, made) };
  }

  private changeV1(kind: Kind, request: CloudRequest, id?: string): CloudResponse {
    const found = this.find(kind, id);
    const read = this.readV1(request);
    if (!found) return missingObject();
    if (!read) return error(400, 'VALIDATION_ERROR', 'Invalid input JSON');
    const problem = this.problem(kind, read.values, false);
    if (problem) return problem;
    this.change(found, read.values, request.at);
    return { status: 200, body: v1(kind, found) };
  }

  private showV1(kind: Kind, id?: string): CloudResponse {
    const found = this.find(kind, id);
    return found ? { status: 200, body: v1(kind, found) } : missingObject();
  }

  private createV3(kind: Kind, request: CloudRequest): CloudResponse {
    const body = jsonObject(request);
    const values = v3Properties(body);
    if (!values) return error(400, 'VALIDATION_ERROR', 'Invalid input JSON: properties must be an object');
    const problem = this.problem(kind, values, true);
    return problem ?? { status: 201, body: v3(this.make(kind, values, body?.['associations'], request.at)) };
  }

  private changeV3(kind: Kind, request: CloudRequest, id?: string): CloudResponse {
    const found = this.find(kind, id);
    const values = v3Properties(jsonObject(request));
    if (!found) return missingObject();
    if (!values) return error(400, 'VALIDATION_ERROR', 'Invalid input JSON');
    const problem = this.problem(kind, values, false);
    if (problem) return problem;
    this.change(found, values, request.at);
    return { status: 200, body: v3(found) };
  }

  private showV3(kind: Kind, id?: string): CloudResponse {
    const found = this.find(kind, id);
    return found ? { status: 200, body: v3(found) } : missingObject();
  }
}

const missingObject = (): CloudResponse => error(404, 'OBJECT_NOT_FOUND', 'Object not found');

function v1(kind: Kind, { id, properties, associations }: HubSpotObject): object {
  const values = Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, { value, versions: [] }]));
  const common = { portalId: PORTAL_ID, isDeleted: false, properties: values };
  return kind === 'deals'
    ? { ...common, dealId: id, associations: associations[0] ?? {} }
    : { ...common, objectType: 'TICKET', objectId: id };
}

function v3({ id, properties, createdAt, updatedAt }: HubSpotObject): object {
  return {
    id: String(id),
    properties,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    archived: false,
  };
}
