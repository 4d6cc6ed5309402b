import {
  adaptersTelling,
  eventDescription,
  eventDescriptions,
  eventGroups,
  eventSchema,
  isEventType,
  lineStatus,
  sampleEvent,
} from '../index';

const types = eventDescriptions.map((description) => [description.type, description] as const);

it('types are unique and known', () => {
  expect(new Set(eventDescriptions.map(({ type }) => type)).size).toBe(eventDescriptions.length);
  for (const { type } of eventDescriptions) expect(isEventType(type)).toBe(true);
  for (const type of ['line.exploded', '', 'constructor']) expect(isEventType(type)).toBe(false);
});

it('every group has types', () => {
  for (const { value } of eventGroups) expect(eventDescriptions.map(({ group }) => group)).toContain(value);
});

describe.each(types)('%s', (type, { label, description }) => {
  it('is subject.happened, with a Title Case label and a description without a full stop', () => {
    expect(type).toMatch(/^[a-z]+\.[a-z]+(_[a-z]+)*$/);
    expect(label).toMatch(/^[A-Z][a-z]*( [A-Z][a-z]*)*$/);
    expect(label.toLowerCase()).toBe(type.replace(/[._]/g, ' '));
    expect(description).toMatch(/^[A-Z].{10,}[^.]$/);
  });

  it('has a sample that looks like the real thing, marked as a sample', () => {
    const event = sampleEvent(type);
    expect(event).toMatchObject({ id: 'evt_sample', sequence: 0, type });
    expect(JSON.parse(JSON.stringify(event))).toEqual(event);
    const { line, before, after } = event.data;
    if (line !== undefined) expect(line.status).toBe(lineStatus(line, Date.parse(event.time)));
    expect(Object.keys(after ?? {}).sort()).toEqual(Object.keys(before ?? {}).sort());
    if (line !== undefined)
      for (const [name, value] of Object.entries(after ?? {})) expect(line).toHaveProperty(name, value);
  });

  it('concerns a panel exactly where a panel can tell of it', () => {
    const { group } = eventDescription(type);
    const adapters = adaptersTelling(eventDescription(type));
    if (group === 'billing') expect(sampleEvent(type).panel).toBeNull();
    if (group !== 'billing' && group !== 'daemon') expect(sampleEvent(type).panel).toBe('main');
    if (adapters !== null) expect(adapters).not.toEqual([]);
  });

  it('shows no password', () => {
    expect(JSON.stringify([sampleEvent(type), eventSchema(type)])).not.toMatch(/"password"/);
  });
});
