import type { DemoPanel, PanelSeed } from '../panel';

/** What is done to the panel before each look, and which lines a look should then tell of. */

export interface Step {
  /** As the result names it. */
  run: string;
  /** @returns ids of the lines that are other than at the last look */
  change: (panel: DemoPanel) => number[];
}

const day = 86_400;

/** Lines that neither expire nor are used meanwhile: only the steps change anything. @param now unix seconds */
export function seedOf(count: number, now: number): PanelSeed {
  return {
    lines: Array.from({ length: count }, (_, index) => ({
      username: `customer${String(index + 1)}`,
      password: `pw${String(index * 7919 + 1)}`,
      exp_date: now + 400 * day + (index % 5000) * 3600,
      reseller_notes: `customer${String(index + 1)}@example.com`,
      max_connections: (index % 3) + 1,
    })),
  };
}

const none: Step['change'] = () => [];

/** One line in a hundred: half of them expire a month later, or, `back`, as before; the others get other notes, or those they had. */
function onePercent({ back }: { back: boolean }): Step['change'] {
  return ({ state }) => {
    const lines = state.lines.all().filter(({ id }) => id % 100 === 1);
    for (const [index, line] of lines.entries()) {
      if (index % 2 === 0) line.exp_date = (line.exp_date ?? 0) + (back ? -30 : 30) * day;
      else line.reseller_notes = `customer${String(line.id)}@example.${back ? 'com' : 'org'}`;
    }
    state.changed();
    return lines.map(({ id }) => id);
  };
}

/** One line in a thousand. */
const deletion: Step['change'] = ({ state }) => {
  const ids = state.lines.all().flatMap(({ id }) => (id % 1000 === 500 ? [id] : []));
  for (const id of ids) state.lines.delete(id);
  state.changed();
  return ids;
};

export const steps: readonly Step[] = [
  { run: 'baseline', change: none },
  { run: 'no-change', change: none },
  { run: '1-percent', change: onePercent({ back: false }) },
  { run: 'changed-back', change: onePercent({ back: true }) },
  { run: 'deleted', change: deletion },
];
