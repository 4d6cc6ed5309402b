import { expression } from './expressions';
import { tries, type Step } from './step';
import { is, onlyIf, onPanel, xtream } from './steps';

/**
 * The lines of an e-mail address: a search, and a filter behind it, since the panel finds parts of words, too. The address must stand as a word of its own in
 * contact or notes. Both output an item without an id where there is none.
 * @param panel code of the panel's name
 * @param email code of the address, in small letters
 * @param and code of what must be true besides. @default nothing
 */
export function linesOf(panel: string, email: string, and?: string): { search: Step; theirs: Step } {
  const search = xtream('Find lines', 'line', 'getMany', {
    returnAll: true,
    panel: onPanel(panel),
    filters: { search: expression(email) },
    simplify: false,
  });
  Object.assign(search.more, { ...tries, alwaysOutputData: true });
  const words = `[$json.contact, $json.adminNotes, $json.resellerNotes].join(' ').toLowerCase().split(/[^a-z0-9@._+-]+/)`;
  const theirs = onlyIf('Really theirs', [
    is.true(`!!$json.id && ${words}.includes(${email})${and === undefined ? '' : ` && ${and}`}`),
  ]);
  theirs.more['alwaysOutputData'] = true;
  return { search, theirs };
}
