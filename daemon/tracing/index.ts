export { openTracing } from './open';
