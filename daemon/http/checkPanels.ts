import { Problem } from '../problem';
import type { Services } from './services';

/** What is to tell of a panel that is not there would wait for ever. @throws Problem 422 `invalid-parameter` */
export async function checkPanels({ panels }: Pick<Services, 'panels'>, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const known = (await panels.views()).map((view) => view.panel);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new Problem(422, 'invalid-parameter', `panels: there is no panel ${JSON.stringify(unknown)}.`, {
    field: 'panels',
    hint: `There are: ${known.join(', ')}.`,
  });
}
