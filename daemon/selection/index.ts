export { compileFilter, type Filter } from './filter';
export {
  checkSelection,
  matchAll,
  matcherOf,
  selectionColumns,
  selectionOf,
  selectNext,
  type FilterProblem,
  type Matcher,
  type Selected,
  type Selection,
  type SelectionColumns,
} from './selection';
