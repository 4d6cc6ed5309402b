export { createStripe } from './provider';
export { holdAtStripe } from './hold';
