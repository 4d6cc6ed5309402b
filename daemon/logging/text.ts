/** Fields that are the same in every line, or stand elsewhere in it. */
const leftOut: ReadonlySet<string> = new Set([
  '@timestamp',
  'log.level',
  'log.logger',
  'message',
  'error',
  'ecs.version',
  'service.name',
  'service.version',
  'event.dataset',
]);

/** A line of the log for people: `2027-01-01T00:00:00.000Z WARN  commands: command failed panel=main code=rejected`, and an error's stack below it. */
export function asText(line: string): string {
  const fields = JSON.parse(line) as Record<string, unknown>;
  const { '@timestamp': time, 'log.level': level, 'log.logger': part, message = '' } = fields as Record<string, string>;
  const rest = Object.entries(fields).flatMap(([name, value]) =>
    leftOut.has(name) ? [] : [`${name.replace(/^xtream_ui\./, '')}=${shown(value)}`],
  );
  const logger = part === undefined ? [] : [`${part}:`];
  const words = [time, level?.toUpperCase().padEnd(5), ...logger, message, ...rest];
  const { stack_trace: stack } = (fields['error'] ?? {}) as { stack_trace?: string };
  return `${words.join(' ')}\n${stack === undefined ? '' : `${stack.replaceAll(/^/gm, '    ')}\n`}`;
}

/** As it is where it is one word; else with the quotes and escapes of JSON. */
function shown(value: unknown): string {
  return typeof value === 'string' && /^[^\s"\\=]+$/.test(value) ? value : JSON.stringify(value);
}
