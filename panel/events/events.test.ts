import { eventDescriptions, isEventType, lineStatus, sampleEvent } from '../index';

const types = eventDescriptions.map((description) => [description.type, description] as const);

it('types are unique and known', () => {
  expect(new Set(eventDescriptions.map(({ type }) => type)).size).toBe(eventDescriptions.length);
  for (const { type } of eventDescriptions) expect(isEventType(type)).toBe(true);
  for (const type of ['line.exploded', '', 'constructor']) expect(isEventType(type)).toBe(false);
});

describe.each(types)('%s', (type, { label, description, group }) => {
  it('is subject.happened, with a Title Case label and a description without a full stop', () => {
    expect(type).toMatch(/^[a-z]+\.[a-z]+(_[a-z]+)*$/);
    expect(label).toMatch(/^[A-Z][a-z]*( [A-Z][a-z]*)*$/);
    expect(label.toLowerCase()).toBe(type.replace(/[._]/g, ' '));
    expect(description).toMatch(/^[A-Z].{10,}[^.]$/);
  });

  it('has a sample that looks like the real thing, marked as a sample', () => {
    const event = sampleEvent(type);
    expect(event).toMatchObject({ id: 'evt_sample', sequence: 0, type });
    expect(event.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(event.panel).toBe(group === 'line' || group === 'panel' ? 'main' : null);
    expect(JSON.parse(JSON.stringify(event))).toEqual(event);
    const { line, billing, message, before, after } = event.data;
    if (group === 'line') expect(line).toBeDefined();
    else if (group === 'billing') expect(billing).toBeDefined();
    else expect(message).toBeTruthy();
    if (line !== undefined) expect(line.status).toBe(lineStatus(line, statusTime(type, event.time)));
    expect(Object.keys(after ?? {})).toEqual(expect.arrayContaining(Object.keys(before ?? {})));
    for (const [name, value] of Object.entries(after ?? {})) expect(line).toHaveProperty(name, value);
  });

  it('shows no password', () => {
    expect(JSON.stringify(sampleEvent(type))).not.toMatch(/"password"/);
  });
});

/** An expiry that has passed lies before the event. */
function statusTime(type: string, time: string): number {
  return type === 'line.expired' ? Date.parse('2030-01-01T00:00:00Z') : Date.parse(time);
}
