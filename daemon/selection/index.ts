export { compileFilter, type Filter } from './filter';
export {
  checkSelection,
  matchAll,
  matcherOf,
  selectionColumns,
  selectionOf,
  selectNext,
  selectStored,
  type EventHead,
  type FilterProblem,
  type Matcher,
  type Selected,
  type Selection,
  type SelectionColumns,
} from './selection';
