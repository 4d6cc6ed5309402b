import { readFile } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { CliError } from './io';

/** Files people hand to commands. */

/** @throws CliError where it cannot be read */
export async function readText(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new CliError(`${file} cannot be read (${code}).`);
  }
}

/**
 * Named things in a YAML (or JSON) file: a list, or a list under one of `keys` as in the daemon's configuration.
 *
 * @param schema of one thing
 * @throws CliError naming each that is wrong, and what to write
 */
export async function readThings<T>(file: string, keys: readonly string[], schema: z.ZodType<T>): Promise<T[]> {
  const document = parseDocument(await readText(file), { prettyErrors: true });
  const [fault] = document.errors;
  if (fault !== undefined) throw new CliError(`${file} is not YAML: ${fault.message}`);
  const things = listIn(document.toJS() as unknown, keys);
  if (things === null) throw new CliError(`${file} holds no list; write a list, or one under ${keys.join(' or ')}.`);
  const problems: string[] = [];
  const parsed = things.flatMap((thing, index) => {
    const result = schema.safeParse(thing);
    if (result.success) return [result.data];
    const { name } = (thing ?? {}) as { name?: unknown };
    const which = typeof name === 'string' ? name : `entry ${String(index + 1)}`;
    problems.push(...result.error.issues.map((issue) => `${file}: ${which}: ${inWords(issue)}`));
    return [];
  });
  if (problems.length > 0) throw new CliError(problems.join('\n'));
  return parsed;
}

function listIn(content: unknown, keys: readonly string[]): unknown[] | null {
  if (Array.isArray(content)) return content as unknown[];
  if (typeof content !== 'object' || content === null) return null;
  const { billing, ...rest } = content as Record<string, unknown>;
  for (const key of keys) if (key in rest) return listIn(rest[key], []);
  return billing === undefined ? null : listIn(billing, keys);
}

function inWords(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  const message = issue.code === 'unrecognized_keys' ? `there is no setting ${issue.keys.join(', ')}` : issue.message;
  return path === '' ? message : `${path}: ${message}`;
}

/** A line of a CSV file. */
export interface CsvRow {
  /** Counted from 1. */
  line: number;
  fields: string[];
}

/** Fields separated by commas or semicolons, whichever the first line has more of; without line breaks inside fields. Empty lines are left out. */
export function readCsv(text: string): CsvRow[] {
  const lines = text.split(/\r?\n/);
  const first = lines.find((line) => line.trim() !== '') ?? '';
  const separator = first.split(';').length > first.split(',').length ? ';' : ',';
  return lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    const fields = line.split(separator).map((field) =>
      field
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .trim(),
    );
    return [{ line: index + 1, fields }];
  });
}
