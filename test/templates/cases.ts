import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from './world';

/** What a case file may say of its template. Each is a test of its own; the first two are the table's columns. */
export interface Paths {
  /** The world, once it has started: within tests and hooks only. */
  the(): World;
  /** The template does what it is for. */
  main(title: string, run: () => Promise<void>): void;
  /** Something fails, and somebody hears of it. */
  failure(title: string, run: () => Promise<void>): void;
  /** Any other behaviour. */
  also(title: string, run: () => Promise<void>): void;
  /** Said instead of a path that cannot be had here, with the reason. */
  cannot(path: 'main' | 'failure' | 'restart', reason: string): void;
  /**
   * n8n is killed in mid-run, for all templates at once. With every template published and clouds, mail and Elasticsearch held back, `begin` brings about a run that
   * comes to where it waits for one of them; after n8n's restart `check` looks that what was to happen happened, once. Other templates act on the same
   * events: look only at this one's effects.
   */
  restart(title: string, phases: { begin: () => Promise<void>; check: () => Promise<void> }): void;
}

/** What `test/templates/cases/<template>.ts` exports as `cases`. Beside these calls it may use beforeAll and the like; clouds and mails are cleared before each test. */
export type Cases = (paths: Paths) => void;

const folder = join(__dirname, 'cases');

/** The case files, by template. */
export function caseFiles(): string[] {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith('.ts'))
        .map((file) => file.replace(/\.ts$/, ''))
        .sort()
    : [];
}

export function loadCases(file: string): Cases {
  // Tests are named before any of them runs, so there is no waiting here.
  const { cases } = jest.requireActual<{ cases: Cases }>(join(folder, `${file}.ts`));
  return cases;
}
