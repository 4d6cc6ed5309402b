export { Overview, type CustomerOverview } from './overview';
