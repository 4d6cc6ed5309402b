export { authorizeNetApi } from './authorize-net';
export { btcpayApi } from './btcpay';
export { chargebeeApi } from './chargebee';
export { paddleApi } from './paddle';
export { paypalApi } from './paypal';
export { recurlyApi } from './recurly';
export { squareApi } from './square';
export { stripeApi } from './stripe';
