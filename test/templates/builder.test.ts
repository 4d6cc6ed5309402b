import { asText, build } from '../../scripts/templates';
import { library } from '../../scripts/templates/library';
import { templates } from './templates';

/** What is shipped is what the authors wrote: `npm run templates` has been run, and nobody edited its output. */
it.each(library.map((template) => [template.file, template] as const))(
  'workflows/%s.json is what the builder makes',
  (file, template) => {
    const shipped = templates().find((each) => each.file === file);
    expect(shipped?.text).toBe(asText(build(template)));
  },
);

it('builds a template with the same ids each time, and other ones for another template', () => {
  const [template] = library;
  if (template === undefined) throw new Error('The library is empty.');
  const ids = (file: string): string[] => build({ ...template, file }).nodes.map(({ id }) => id);
  expect(ids('one')).toEqual(ids('one'));
  expect(ids('one').filter((id) => ids('other').includes(id))).toEqual([]);
});
