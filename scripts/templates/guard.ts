import type { Section } from './layout';
import type { Link } from './links';
import type { Step } from './step';
import { answered } from './steps';

/**
 * A step that always outputs something (a search that may find nothing) says at its regular output that there is nothing also when it failed, and n8n
 * goes on there as well as at the error output: a search that fails would read as "there is none". So its error goes out at the regular output, and a
 * question right after it leads it to where the error output was meant to lead.
 */
export function guarded(
  canvas: ReadonlyArray<readonly Section[]>,
  links: readonly Link[],
): { canvas: Section[][]; links: Link[]; lenient: ReadonlySet<Step> } {
  const caught = links.filter(({ output }) => output === 'error').map(({ from }) => from);
  const guards = new Map(
    caught
      .filter(({ more }) => more['alwaysOutputData'] === true)
      .map((from) => [from, answered(from, '($json?.error ?? null) === null')]),
  );
  return {
    canvas: canvas.map((band) => band.map((section) => ({ ...section, rows: withGuards(section.rows, guards) }))),
    links: [
      ...[...guards].map(([from, to]): Link => ({ from, output: 0, kind: 'main', to, input: 0 })),
      ...links.map((link): Link => {
        const guard = link.kind === 'main' ? guards.get(link.from) : undefined;
        return guard === undefined ? link : { ...link, from: guard, output: link.output === 'error' ? 1 : 0 };
      }),
    ],
    lenient: new Set(guards.keys()),
  };
}

/** Each guard in a column of its own right after its step; other rows leave that place free. */
function withGuards(rows: Section['rows'], guards: ReadonlyMap<Step, Step>): Array<Array<Step | null>> {
  const width = Math.max(...rows.map((row) => row.length));
  const inColumn = (column: number): boolean =>
    rows.some((row) => {
      const step = row[column];
      return step !== null && step !== undefined && guards.has(step);
    });
  return rows.map((row) =>
    Array.from({ length: width }, (_, column) => column).flatMap((column) => {
      if (column >= row.length) return [];
      const step = row[column] ?? null;
      const guard = step === null ? undefined : guards.get(step);
      return inColumn(column) ? [step, guard ?? null] : [step];
    }),
  );
}
