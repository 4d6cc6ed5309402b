export { isStoreFault, Store, type Migration, type Tables, type Write } from './store';
