export { duration } from '../duration';
