export { authorizeNetApi } from './authorize-net';
export { btcpayApi } from './btcpay';
export { squareApi } from './square';
export { stripeApi } from './stripe';
