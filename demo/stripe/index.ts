export { subscribeEvents, type Customer, type Purchase, type StripeEvent } from './events';
export { postStripeEvent, type Posted } from './post';
export { signStripe } from './sign';
