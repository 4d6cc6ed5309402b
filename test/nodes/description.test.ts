import {
  NodeHelpers,
  type IDataObject,
  type INode,
  type INodeProperties,
  type INodePropertyOptions,
} from 'n8n-workflow';
import { eventDescriptions, operations, resources, type Operation } from '../../panel';
import { XtreamUi } from '../../nodes/XtreamUi/XtreamUi.node';
import { XtreamUiTrigger } from '../../nodes/XtreamUiTrigger/XtreamUiTrigger.node';

/** What the editor offers, compared with the catalogues it is made from. */

const { description } = new XtreamUi();
const trigger = new XtreamUiTrigger().description;
const everyOperation = operations.map((operation): [string, Operation] => [operation.id, operation]);

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

const shownFor = ({ resource, name }: Operation, more: IDataObject = {}) =>
  shown({ resource, operation: name, ...more });
const namesOf = (fields: INodeProperties[]) => fields.map(({ name }) => name);
const optionsOf = (field: INodeProperties | undefined) => (field?.options ?? []) as INodePropertyOptions[];
const collectionOf = (fields: INodeProperties[], name: string) =>
  (fields.find((field) => field.name === name)?.options ?? []) as INodeProperties[];

describe('Xtream UI', () => {
  it('offers every resource and every operation, each with an action text', () => {
    expect(optionsOf(description.properties.find(({ name }) => name === 'resource')).map(({ value }) => value)).toEqual(
      resources.map(({ value }) => value),
    );
    const offered = resources.flatMap(({ value: resource }) => {
      const field = shown({ resource }).find(({ name }) => name === 'operation');
      return optionsOf(field).map(({ value, action }) => ({ id: `${resource}.${String(value)}`, action }));
    });
    const catalogue = operations.map(({ id, action }) => ({ id, action }));
    const byId = (left: { id: string }, right: { id: string }) => left.id.localeCompare(right.id);
    expect(offered.sort(byId)).toEqual(catalogue.sort(byId));
  });

  it.each(everyOperation)('%s: every parameter has its field, up front or to be added', (_id, operation) => {
    for (const [name, parameter] of Object.entries(operation.parameters)) {
      const fields = shownFor(operation, parameter.showWhen ?? {});
      const added = ['additionalFields', 'updateFields', 'filters'].flatMap((each) => collectionOf(fields, each));
      const sorted = namesOf(fields).includes('sort') ? ['sortBy', 'descending'] : [];
      const choices = namesOf(fields).includes(`${name}Choice`) ? [name] : [];
      expect([...namesOf(fields), ...namesOf(added), ...sorted, ...choices]).toContain(name);
    }
  });

  it.each(everyOperation)('%s: what is required is up front', (_id, operation) => {
    const required = Object.entries(operation.parameters).filter(([, { required: is, showWhen }]) => is && !showWhen);
    const fields = shownFor(operation);
    for (const [name] of required) expect(namesOf(fields)).toContain(name);
  });

  it.each(everyOperation.filter(([, operation]) => operation.access === 'read' && operation.many))(
    '%s: lists have Return All and a Limit of 50',
    (_id, operation) => {
      const limit = shownFor(operation).find(({ name }) => name === 'limit');
      expect(limit).toMatchObject({ default: 50, typeOptions: { minValue: 1 } });
      expect(namesOf(shownFor(operation, { returnAll: true }))).not.toContain('limit');
    },
  );

  it.each(everyOperation.filter(([, operation]) => operation.access === 'write'))(
    '%s: writes take an idempotency key, through the daemon only',
    (_id, operation) => {
      expect(
        collectionOf(shownFor(operation, { authentication: 'daemon' }), 'options').map(({ name }) => name),
      ).toEqual(['idempotencyKey']);
      expect(namesOf(shownFor(operation))).not.toContain('options');
    },
  );

  it('shows the fields of extending as they are needed', () => {
    const extend = operations.find(({ id }) => id === 'line.extend')!;
    expect(namesOf(shownFor(extend))).toEqual(expect.arrayContaining(['duration', 'durationUnit']));
    const toDate = namesOf(shownFor(extend, { extend: 'toDate' }));
    expect(toDate).toContain('until');
    expect(toDate).not.toContain('duration');
  });

  it('asks for a panel only through the daemon', () => {
    expect(namesOf(shown({}))).not.toContain('panel');
    expect(namesOf(shown({ authentication: 'daemon' }))).toContain('panel');
  });

  it('hides passwords of its output', () => {
    expect(description.sensitiveOutputFields).toEqual([
      'password',
      'm3uHlsUrl',
      'm3uMpegtsUrl',
      'playerApiUrl',
      'epgUrl',
    ]);
  });

  it('has no two fields of one name for the same operation', () => {
    for (const operation of operations) {
      const names = namesOf(shownFor(operation, { authentication: 'daemon' }));
      expect(new Set(names).size).toBe(names.length);
    }
  });
});

describe('Xtream UI Trigger', () => {
  it('offers every event and all of them', () => {
    const values = optionsOf(trigger.properties.find(({ name }) => name === 'events')).map(({ value }) => value);
    expect(values[0]).toBe('*');
    expect(values.slice(1).sort()).toEqual(eventDescriptions.map(({ type }) => type).sort());
  });
});
