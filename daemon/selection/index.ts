export { boundedRegExp, compileBounded, isTrue, type Bounded } from './bounded';
export { compileFilter, type Filter } from './filter';
export {
  checkSelection,
  matchAll,
  matcherOf,
  selectionColumns,
  selectionOf,
  selectStored,
  type EventHead,
  type FilterProblem,
  type Matcher,
  type Selected,
  type Selection,
  type SelectionColumns,
} from './selection';
export { checkName, sequenceOf, type LogPlace, type LogStart } from './start';
