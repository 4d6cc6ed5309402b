import fc from 'fast-check';
import { merge, same } from './merge';

const row = (id: string, value: string): object => ({ id, name: id, value });

it('takes what only the template changed and keeps what only the operator changed', () => {
  const installed = { nodes: [{ id: '1', name: 'Settings', rows: [row('company', 'Cedar TV'), row('days', '1')] }] };
  const operator = { nodes: [{ id: '1', name: 'Settings', rows: [row('company', 'Nile TV'), row('days', '1')] }] };
  const template = { nodes: [{ id: '1', name: 'Settings', rows: [row('company', 'Cedar TV'), row('days', '3')] }] };
  const { value, changes } = merge(installed, operator, template, 'theirs');
  expect(value).toEqual({
    nodes: [{ id: '1', name: 'Settings', rows: [row('company', 'Nile TV'), row('days', '3')] }],
  });
  expect(changes.map(({ path, by }) => [path, by])).toEqual([
    ['nodes › Settings › rows › company › value', 'operator'],
    ['nodes › Settings › rows › days › value', 'template'],
  ]);
});

it('goes by preference where both changed the same', () => {
  expect(merge('a', 'b', 'c', 'ours')).toMatchObject({ value: 'b', changes: [{ by: 'both' }] });
  expect(merge('a', 'b', 'c', 'theirs').value).toBe('c');
});

it('keeps nodes the operator added and does not bring back those they deleted', () => {
  const nodes = (...ids: string[]) => ids.map((id) => ({ id, name: id }));
  expect(merge(nodes('a', 'b'), nodes('a', 'mine'), nodes('a', 'b', 'new'), 'ours').value).toEqual(
    nodes('a', 'mine', 'new'),
  );
});

it('removes what the template dropped, unless the operator changed it', () => {
  const installed = { a: { x: 1 }, b: { x: 1 } };
  expect(merge<object>(installed, { a: { x: 1 }, b: { x: 2 } }, {}, 'ours').value).toEqual({ b: { x: 2 } });
});

const json = fc.jsonValue({ maxDepth: 3 });

it('changes nothing when the template did not change, whatever the operator did', () => {
  fc.assert(
    fc.property(json, json, (installed, operator) =>
      same(merge(installed, operator, installed, 'theirs').value, operator),
    ),
  );
});

it('gives the new template to who edited nothing', () => {
  fc.assert(
    fc.property(json, json, (installed, template) =>
      same(merge(installed, installed, template, 'ours').value, template),
    ),
  );
});
