import { fillPage, markdownTable } from '../page';
import { adaptersTelling, eventDescriptions } from './catalogue';
import { eventGroups, type EventDescription } from './description';
import { parts, type Part } from './parts';

/** The catalogue as tables in Markdown: docs/events.md holds them, and a test holds it to them. */

function panelsOf(description: EventDescription): string {
  const adapters = adaptersTelling(description);
  if (adapters === null) return '';
  return adapters.map((name) => `\`${name}\``).join(', ');
}

function dataOf({ data, optional = [] }: EventDescription): string {
  return [...data.map((part) => `\`${part}\``), ...optional.map((part) => `(\`${part}\`)`)].join(', ');
}

function eventTables(): string {
  const descriptions: readonly EventDescription[] = eventDescriptions;
  const sections = eventGroups.map(({ value, label }) => {
    const rows = descriptions
      .filter(({ group }) => group === value)
      .map((each) => [`\`${each.type}\``, each.description, dataOf(each), panelsOf(each)]);
    return `### ${label}\n\n${markdownTable(['type', 'raised when', '`data`', 'panels'], rows)}`;
  });
  return sections.join('\n\n');
}

function partTable(): string {
  const rows = (Object.keys(parts) as Part[]).map((name) => {
    const { description, properties } = parts[name] as { description?: string; properties?: object };
    const fields = Object.keys(properties ?? {}).map((field) => `\`${field}\``);
    return [`\`${name}\``, description ?? '', fields.join(', ')];
  });
  return markdownTable(['part', 'what it is', 'fields'], rows);
}

/** The page with its tables made anew. @throws Error when the page has no place for one */
export function eventsPage(page: string): string {
  return fillPage(page, { events: eventTables(), parts: partTable() });
}
