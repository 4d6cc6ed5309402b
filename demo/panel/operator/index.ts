/** The page an operator changes rows with by hand, and its JSON routes. */
export { OperatorPage } from './operator';
