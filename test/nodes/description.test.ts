import {
  NodeHelpers,
  type IDataObject,
  type INode,
  type INodeProperties,
  type INodePropertyOptions,
} from 'n8n-workflow';
import {
  adapterSamples,
  adaptersWith,
  eventDescriptions,
  eventGroups,
  operations,
  resources,
  type AdapterName,
  type CatalogueOperation,
  type Parameter,
} from '../../panel';
import { businessOperations, businessResources } from '../../nodes/XtreamUi/business';
import { listedBy } from '../../nodes/XtreamUi/description/fitted';
import { XtreamUi } from '../../nodes/XtreamUi/XtreamUi.node';
import { XtreamUiTrigger } from '../../nodes/XtreamUiTrigger/XtreamUiTrigger.node';

/** What the editor offers, compared with the catalogues it is made from. */

const { description } = new XtreamUi();
const trigger = new XtreamUiTrigger().description;
/** What may be at the other end of each way in. */
const waysIn: ReadonlyArray<[authentication: string, adapters: AdapterName[]]> = [
  ['panel', ['xui', 'xcvm']],
  ['player', ['player']],
  ['r22f', ['r22f']],
  ['reseller', ['reseller']],
  ['daemon', ['xui', 'xcvm', 'r22f', 'r22f+database', 'reseller', 'player']],
];

const offeredAt = (adapters: readonly AdapterName[], { adapters: able }: CatalogueOperation): AdapterName[] =>
  able.filter((name) => adapters.includes(name));
/** Every way in with every operation that is there. */
const everyOffer = waysIn.flatMap(([authentication, adapters]) =>
  operations.flatMap((operation): Array<[string, string, CatalogueOperation, AdapterName[]]> => {
    const able = offeredAt(adapters, operation);
    return able.length === 0 ? [] : [[authentication, operation.id, operation, able]];
  }),
);
const isThere = (adapters: readonly AdapterName[], { needs }: Pick<Parameter, 'needs'>): boolean =>
  needs === undefined || adaptersWith([needs]).some((name) => adapters.includes(name));

/** Whether the choice that shows a parameter is there itself. */
const isChoosable = (adapters: readonly AdapterName[], { parameters }: CatalogueOperation, { showWhen }: Parameter) =>
  Object.entries(showWhen ?? {}).every(([other, value]) => {
    const option = parameters[other]?.options?.find((each) => each.value === value);
    return option !== undefined && isThere(adapters, option);
  });

/** The fields the editor shows for these parameters. */
function shown(parameters: IDataObject): INodeProperties[] {
  const node = { typeVersion: 1 } as INode;
  const complete = NodeHelpers.getNodeParameters(
    description.properties,
    parameters as never,
    true,
    false,
    node,
    description,
  );
  return description.properties.filter((field) =>
    NodeHelpers.displayParameter(complete ?? {}, field, node, description),
  );
}

const shownFor = (authentication: string, { resource, name }: CatalogueOperation, more: IDataObject = {}) =>
  shown({ authentication, resource, operation: name, ...more });
/** The options of a field that the editor shows: it leaves out those whose conditions do not hold. */
const optionsShown = (field: INodeProperties | undefined, parameters: IDataObject) =>
  optionsOf(field).filter((option) =>
    NodeHelpers.displayParameter(parameters as never, option, { typeVersion: 1 }, description),
  );
const namesOf = (fields: INodeProperties[]) => fields.map(({ name }) => name);
const optionsOf = (field: INodeProperties | undefined) => (field?.options ?? []) as INodePropertyOptions[];
const collectionOf = (fields: INodeProperties[], name: string) =>
  (fields.find((field) => field.name === name)?.options ?? []) as INodeProperties[];

describe('Xtream UI', () => {
  it.each(waysIn)(
    '%s: offers the resources and operations that are there, each with its action text',
    (authentication, adapters) => {
      const there = [
        ...operations.filter((operation) => offeredAt(adapters, operation).length > 0),
        ...(authentication === 'daemon' ? businessOperations : []),
      ];
      const field = shown({ authentication }).find(({ name }) => name === 'resource');
      const offered = optionsShown(field, { authentication }).map(({ value }) => value as string);
      const labels = optionsShown(field, { authentication }).map(({ name }) => name);
      expect(labels).toEqual([...labels].sort((left, right) => left.localeCompare(right)));
      expect([...offered].sort()).toEqual([...new Set(there.map(({ resource }) => resource))].sort());
      const actions = offered.flatMap((resource) => {
        const field = shown({ authentication, resource }).find(({ name }) => name === 'operation');
        expect(optionsOf(field).map(({ value }) => value)).toContain(field?.default);
        return optionsOf(field).map(({ value, action }) => `${resource}.${String(value)}: ${action ?? ''}`);
      });
      expect(actions.sort()).toEqual(there.map(({ id, action }) => `${id}: ${action}`).sort());
    },
  );

  it('offers in n8n’s node picker each operation of a panel once', () => {
    const first = resources.map(({ value }) =>
      description.properties.find(({ name, displayOptions }) => {
        return name === 'operation' && displayOptions?.show?.['resource']?.includes(value);
      }),
    );
    expect(description.properties.filter(({ name }) => name === 'resource')).toHaveLength(1);
    const there = operations.filter((operation) => offeredAt(['xui', 'xcvm'], operation).length > 0);
    const picked = first.filter((field) => field?.displayOptions?.show?.['authentication']?.[0] === 'panel');
    expect(picked.flatMap(optionsOf)).toHaveLength(there.length);
  });

  it.each(everyOffer)(
    '%s %s: every parameter that is there has its field, and no other',
    (authentication, _id, operation, able) => {
      for (const [name, parameter] of Object.entries(operation.parameters)) {
        const fields = shownFor(authentication, operation, parameter.showWhen ?? {});
        const added = ['additionalFields', 'updateFields', 'filters'].flatMap((each) => collectionOf(fields, each));
        const sorted = namesOf(fields).includes('sort') ? ['sortBy', 'descending'] : [];
        const all = [...namesOf(fields), ...namesOf(added), ...sorted];
        const has = [name, `${name}Choice`, `${name}Username`].some((each) => all.includes(each));
        expect([name, has]).toEqual([name, isThere(able, parameter) && isChoosable(able, operation, parameter)]);
      }
    },
  );

  it.each(everyOffer)('%s %s: a choice has the options that are there', (authentication, _id, operation, able) => {
    const chosen = Object.entries(operation.parameters).filter(
      ([name, { options }]) => options && !/^(sortBy)$/.test(name),
    );
    for (const [name, parameter] of chosen.filter(([, parameter]) => isThere(able, parameter))) {
      const fields = shownFor(authentication, operation, parameter.showWhen ?? {});
      const added = ['additionalFields', 'updateFields', 'filters'].flatMap((each) => collectionOf(fields, each));
      const field = [...fields, ...added].find((each) => each.name === name);
      const there = (parameter.options ?? []).filter((option) => isThere(able, option)).map(({ value }) => value);
      expect(
        optionsOf(field)
          .map(({ value }) => value)
          .sort(),
      ).toEqual(there.sort());
      if (field?.type === 'options') expect(there).toContain(field.default);
    }
  });

  it.each(everyOffer)('%s %s: what is required is up front', (authentication, _id, operation, able) => {
    const required = Object.entries(operation.parameters).filter(
      ([, parameter]) => parameter.required && !parameter.showWhen && isThere(able, parameter),
    );
    const names = namesOf(shownFor(authentication, operation));
    for (const [name] of required) expect(names.some((each) => each === name || each === `${name}Username`)).toBe(true);
  });

  it.each(everyOffer.filter(([, , { parameters }]) => parameters['line']?.required))(
    '%s %s: a line is asked for as the panel knows it',
    (authentication, _id, operation, able) => {
      const byPassword = able.every((name) => adapterSamples[name].needsAccess === true);
      const names = namesOf(shownFor(authentication, operation));
      expect(names.filter((name) => /^line(Username|Password)?$/.test(name))).toEqual(
        byPassword ? ['lineUsername', 'linePassword'] : ['line'],
      );
    },
  );

  it.each(everyOffer)(
    '%s %s: a list to choose from is offered where the panel can give it',
    (authentication, _id, operation) => {
      const adapters = new Map(waysIn).get(authentication) ?? [];
      const fields = shownFor(authentication, operation);
      const added = ['additionalFields', 'updateFields', 'filters'].flatMap((each) => collectionOf(fields, each));
      const methods = [...fields, ...added]
        .flatMap(({ modes, typeOptions }) => [
          ...(modes ?? []).map((mode) => mode.typeOptions?.searchListMethod),
          typeOptions?.loadOptionsMethod,
        ])
        .filter((method) => method !== undefined && method !== 'searchPanels');
      for (const method of methods) {
        const list = operations.find(({ id }) => id === listedBy[method ?? '']);
        expect([method, list && offeredAt(adapters, list).length > 0]).toEqual([method, true]);
      }
    },
  );

  it.each(everyOffer.filter(([, , operation]) => operation.access === 'read' && operation.many))(
    '%s %s: lists have Return All and a Limit of 50',
    (authentication, _id, operation) => {
      const limit = shownFor(authentication, operation).find(({ name }) => name === 'limit');
      expect(limit).toMatchObject({ default: 50, typeOptions: { minValue: 1 } });
      expect(namesOf(shownFor(authentication, operation, { returnAll: true }))).not.toContain('limit');
    },
  );

  it.each(everyOffer)(
    '%s %s: writes take an idempotency key, through the daemon only',
    (authentication, _id, operation) => {
      const options = namesOf(collectionOf(shownFor(authentication, operation), 'options'));
      const keyed = authentication === 'daemon' && operation.access === 'write';
      expect(options.includes('idempotencyKey')).toBe(keyed);
    },
  );

  it('takes a line’s password through the daemon where one of its panels may need it', () => {
    const optionsFor = (id: string) =>
      namesOf(
        collectionOf(
          shownFor(
            'daemon',
            operations.find((each) => each.id === id)!,
          ),
          'options',
        ),
      );
    expect(optionsFor('line.get')).toEqual(['linePassword']);
    expect(optionsFor('line.ban')).toEqual(['idempotencyKey', 'linePassword']);
    expect(optionsFor('line.delete')).toEqual(['idempotencyKey']);
  });

  it('names things on an R22F panel as it can be asked for them', () => {
    const device = shownFor(
      'r22f',
      operations.find(({ id }) => id === 'mag.get')!,
    ).find(({ name }) => name === 'device');
    expect(device).toMatchObject({ modes: [{ name: 'mac' }], default: { mode: 'mac' } });
    const create = shownFor(
      'r22f',
      operations.find(({ id }) => id === 'line.create')!,
    );
    expect(optionsOf(create.find(({ name }) => name === 'expiresAtChoice')).map(({ value }) => value)).toEqual([
      'date',
      'never',
    ]);
    const bouquets = collectionOf(create, 'additionalFields').find(({ name }) => name === 'bouquetIds');
    expect(bouquets).toMatchObject({ type: 'string', displayName: 'Bouquet IDs' });
  });

  it.each(everyOffer.filter(([, , { name }]) => name === 'delete'))(
    '%s %s: a deletion warns, and names what to do instead where there is something',
    (authentication, _id, operation) => {
      const notice = shownFor(authentication, operation).find(({ type }) => type === 'notice');
      const adapters = new Map(waysIn).get(authentication) ?? [];
      const disable = operations.find(({ id }) => id === `${operation.resource}.disable`);
      const instead = disable !== undefined && offeredAt(adapters, disable).length > 0;
      expect(notice?.displayName).toMatch(
        instead ? /cannot be brought back\. Disable it instead/ : /cannot be brought back\.$/,
      );
    },
  );

  it('shows nothing of an operation that the newly chosen way in does not have', () => {
    const extend = operations.find(({ id }) => id === 'line.extend')!;
    expect(namesOf(shownFor('player', extend))).toEqual(['authentication', 'resource', 'operation']);
  });

  it('shows the fields of extending as they are needed', () => {
    const extend = operations.find(({ id }) => id === 'line.extend')!;
    expect(namesOf(shownFor('panel', extend))).toEqual(expect.arrayContaining(['duration', 'durationUnit']));
    const toDate = namesOf(shownFor('panel', extend, { extend: 'toDate' }));
    expect(toDate).toContain('until');
    expect(toDate).not.toContain('duration');
  });

  it('asks for a panel only through the daemon', () => {
    for (const [authentication] of waysIn) {
      expect(namesOf(shown({ authentication })).includes('panel')).toBe(authentication === 'daemon');
    }
  });

  it('has a credential and its test for each way in', () => {
    expect(
      description.credentials?.map(({ displayOptions }) => displayOptions?.show?.['authentication']?.[0]).sort(),
    ).toEqual(waysIn.map(([authentication]) => authentication).sort());
    for (const { name, testedBy } of description.credentials ?? []) expect(testedBy).toBe(`${name}Test`);
  });

  it('hides passwords of its output', () => {
    expect(description.sensitiveOutputFields).toEqual([
      'password',
      'm3uHlsUrl',
      'm3uMpegtsUrl',
      'playerApiUrl',
      'epgUrl',
      'linkUrl',
    ]);
  });

  it.each(everyOffer)('%s %s: has no two fields of one name', (authentication, _id, operation) => {
    const names = namesOf(shownFor(authentication, operation));
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the business', () => {
  const shownOf = ({ resource, name }: (typeof businessOperations)[number], more: IDataObject = {}) =>
    shown({ authentication: 'daemon', resource, operation: name, ...more });
  const each = businessOperations.map((operation) => [operation.id, operation] as const);

  it.each(each)('%s: every parameter has its field once', (_id, operation) => {
    for (const [name, { showWhen = {} }] of Object.entries(operation.parameters)) {
      const fields = shownOf(operation, showWhen);
      const added = ['additionalFields', 'updateFields', 'filters'].flatMap((at) => collectionOf(fields, at));
      expect([...namesOf(fields), ...namesOf(added)].filter((found) => found === name)).toEqual([name]);
    }
    const names = namesOf(shownOf(operation));
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(each)('%s: what is required is up front', (_id, operation) => {
    for (const [name, { required, showWhen = {} }] of Object.entries(operation.parameters)) {
      if (required === true) expect(namesOf(shownOf(operation, showWhen))).toContain(name);
    }
  });

  it.each(each)('%s: reads as n8n’s guidelines want it', (_id, operation) => {
    expect(operation.action).toMatch(/^[A-Z][^.]*$/);
    expect(operation.action).not.toMatch(/\b(a|an|the)\b/);
    for (const parameter of Object.values(operation.parameters)) {
      expect(parameter.label).toMatch(/^[A-Z]/);
      if (parameter.placeholder !== undefined) expect(parameter.placeholder).toMatch(/^e\.g\. /);
      if (parameter.kind === 'switch') expect(parameter.description).toMatch(/^Whether /);
      const labels = (parameter.options ?? []).map(({ label }) => label);
      expect(labels).toEqual([...labels].sort((left, right) => left.localeCompare(right)));
    }
  });

  it('is offered with the daemon only, and has no panel but where one is needed', () => {
    for (const { value: resource } of businessResources) {
      expect(namesOf(shown({ authentication: 'panel', resource, operation: 'getMany' }))).toEqual([
        'authentication',
        'resource',
      ]);
      expect(namesOf(shown({ authentication: 'daemon', resource, operation: 'getMany' }))).not.toContain('panel');
    }
    const names = namesOf(shown({ authentication: 'daemon', resource: 'subscription', operation: 'linkLine' }));
    expect(names).toEqual(['authentication', 'resource', 'operation', 'subscription', 'panel', 'line']);
  });

  it('has lists of which every one is there', () => {
    const methods = new XtreamUi().methods.listSearch ?? {};
    for (const [, operation] of each) {
      const fields = shownOf(operation);
      const added = ['additionalFields', 'updateFields', 'filters'].flatMap((at) => collectionOf(fields, at));
      for (const { modes = [] } of [...fields, ...added]) {
        for (const { typeOptions } of modes) {
          if (typeOptions?.searchListMethod) expect(Object.keys(methods)).toContain(typeOptions.searchListMethod);
        }
      }
    }
  });
});

describe('Xtream UI Trigger', () => {
  it('offers every event, those of rules, and all of them', () => {
    const values = optionsOf(trigger.properties.find(({ name }) => name === 'events')).map(({ value }) => value);
    expect(values[0]).toBe('*');
    expect(values.filter((value) => !/^(\*|group:\w+)$/.test(String(value))).sort()).toEqual(
      ['custom', ...eventDescriptions.map(({ type }) => type)].sort(),
    );
  });

  it('offers the events of a group at once, before the single ones', () => {
    const values = optionsOf(trigger.properties.find(({ name }) => name === 'events')).map(({ value }) => value);
    const groups = values.slice(1, 1 + eventGroups.length);
    expect(groups.sort()).toEqual(eventGroups.map(({ value }) => `group:${value}`).sort());
  });
});
