import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument, visit, type Document, type Node } from 'yaml';
import { z } from 'zod';
import { Mapping, MappingError } from '../billing';
import { api, type ApiSettings } from './api';
import { configSchema, type Config } from './schema';

/** One thing wrong with a configuration, for a person: where, what, and what to write instead. */
export interface ConfigProblem {
  line: number;
  column: number;
  /** e.g. `panels[0].apiKey`; empty for the file as a whole. */
  path: string;
  message: string;
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(
    readonly file: string,
    readonly problems: readonly ConfigProblem[],
  ) {
    super(
      problems
        .map(
          ({ line, column, path, message }) =>
            `${file}:${String(line)}:${String(column)}: ${path === '' ? '' : `${path}: `}${message}`,
        )
        .join('\n'),
    );
  }
}

type Path = ReadonlyArray<string | number>;

/** Finds the place of a path in the file; what is missing is placed at its nearest parent. */
function placeOf(
  document: Document.Parsed,
  counter: LineCounter,
  path: Path,
  atKey = false,
): { line: number; column: number } {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : (document.getIn(path.slice(0, length), true) as Node | undefined);
    const keyOffset = atKey && length === path.length ? keyPlace(document, path) : undefined;
    const offset = keyOffset ?? node?.range?.[0];
    if (offset !== undefined) {
      const { line, col } = counter.linePos(offset);
      return { line, column: col };
    }
  }
  return { line: 1, column: 1 };
}

function keyPlace(document: Document.Parsed, path: Path): number | undefined {
  let found: number | undefined;
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  visit(document, {
    Map(_, map) {
      if (map !== parent) return undefined;
      const pair = map.items.find((item) => isScalar(item.key) && item.key.value === path.at(-1));
      found = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
      return visit.BREAK;
    },
  });
  return found;
}

function written(path: Path): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${String(part)}]` : index === 0 ? part : `.${part}`))
    .join('');
}

/** Puts `${NAME}` and `${file:PATH}` in, scalar by scalar, so that places stay known and no secret can break the YAML. */
function fillIn(
  document: Document.Parsed,
  counter: LineCounter,
  file: string,
  environment: NodeJS.ProcessEnv,
): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string') return;
      node.value = node.value.replace(/\$\{([^}]*)\}/g, (_, reference: string) => {
        const { line, col } = counter.linePos(node.range?.[0] ?? 0);
        const problem = (message: string): string => {
          problems.push({ line, column: col, path: '', message });
          return '';
        };
        if (reference.startsWith('file:')) {
          const secretFile = resolve(dirname(file), reference.slice('file:'.length));
          try {
            return readFileSync(secretFile, 'utf8').trim();
          } catch {
            return problem(
              `the secret file ${secretFile} cannot be read; make it, readable by the user that runs the daemon`,
            );
          }
        }
        const value = environment[reference];
        if (value === undefined || value === '') {
          return problem(
            `the environment variable ${reference} is not set; set it before starting, e.g. export ${reference}=…`,
          );
        }
        return value;
      });
    },
  });
  return problems;
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a section with settings of its own',
};

function explain(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') {
    const wanted = kinds[issue.expected] ?? issue.expected;
    if (issue.input === undefined) return `is missing; write ${wanted}`;
    // The schema's own words, where it has some, say more than a type does.
    return issue.message.startsWith('Invalid input') ? `must be ${wanted}` : issue.message;
  }
  if (issue.code === 'too_small' && issue.origin !== 'string' && issue.origin !== 'array') {
    return `must be at least ${String(issue.minimum)}`;
  }
  if (issue.code === 'too_big') return `must be at most ${String(issue.maximum)}`;
  return issue.message;
}

/** @throws ConfigError when references to other parts (`*name`) do not resolve, or to far too much */
function valueOf(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    const message = `this is not a configuration: ${(error as Error).message}; write the parts out, without & and *`;
    throw new ConfigError(file, [{ line: 1, column: 1, path: '', message }]);
  }
}

/**
 * Reads a configuration.
 * @throws ConfigError naming file, line and what to write
 */
export function loadConfig(file: string, environment: NodeJS.ProcessEnv = process.env): Config {
  const source = parse(file);
  const config = checked(source, configSchema, environment);
  return { ...config, data: resolve(dirname(file), config.data), inbox: withMappings(source, config.inbox) };
}

/**
 * Reads where the API listens, for who speaks to it. The other secrets of the configuration need not be there.
 * @throws ConfigError naming file, line and what to write
 */
export function loadApiSettings(file: string, environment: NodeJS.ProcessEnv = process.env): ApiSettings {
  const source = parse(file);
  const { contents } = source.document;
  if (isMap(contents)) contents.items = contents.items.filter((item) => isScalar(item.key) && item.key.value === 'api');
  return checked(source, z.strictObject({ api }), environment).api;
}

/** Files are named from where the configuration lies, and must hold what they are named for. @throws ConfigError */
function withMappings({ file, document, counter }: Source, inbox: Config['inbox']): Config['inbox'] {
  const problems: ConfigProblem[] = [];
  const sources = inbox.map((source, index) => {
    const { mapping } = source;
    if (mapping === undefined) return source;
    const placed = 'file' in mapping ? { file: resolve(dirname(file), mapping.file) } : mapping;
    try {
      new Mapping(placed);
    } catch (error) {
      if (!(error instanceof MappingError)) throw error;
      const path = ['inbox', index, 'mapping'];
      problems.push({ ...placeOf(document, counter, path), path: written(path), message: error.message });
    }
    return { ...source, mapping: placed };
  });
  if (problems.length > 0) throw new ConfigError(file, problems);
  return sources;
}

interface Source {
  file: string;
  document: Document.Parsed;
  counter: LineCounter;
}

function parse(file: string): Source {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new ConfigError(file, [
      { line: 1, column: 1, path: '', message: `the file cannot be read (${code}); give its path with --config FILE` },
    ]);
  }
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new ConfigError(
      file,
      document.errors.map((error) => {
        const { line, col } = counter.linePos(error.pos[0]);
        return { line, column: col, path: '', message: `this is not YAML: ${error.message}` };
      }),
    );
  }
  return { file, document, counter };
}

function checked<T extends z.ZodType>(
  { file, document, counter }: Source,
  schema: T,
  environment: NodeJS.ProcessEnv,
): z.output<T> {
  const missing = fillIn(document, counter, file, environment);
  if (missing.length > 0) throw new ConfigError(file, missing);
  const parsed = schema.safeParse(valueOf(document, file), { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    file,
    parsed.error.issues.flatMap((issue): ConfigProblem[] => {
      const path = issue.path.filter((part) => typeof part !== 'symbol');
      if (issue.code !== 'unrecognized_keys') {
        return [{ ...placeOf(document, counter, path), path: written(path), message: explain(issue) }];
      }
      return issue.keys.map((key) => ({
        ...placeOf(document, counter, [...path, key], true),
        path: written([...path, key]),
        message: 'there is no such setting; look for a slip of the pen, or remove it',
      }));
    }),
  );
}
