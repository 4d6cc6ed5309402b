export { stripeApi } from './stripe';
