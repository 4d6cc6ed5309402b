/**
 * What of Stripe's objects the stand-in knows: id prefix, parameters that must be there, and the fields Stripe adds. From Stripe's API reference.
 * Parameters are dotted: `line_items.0.price`.
 */
export interface StripeKind {
  object: string;
  prefix: string;
  /** One of each list must be there. */
  required: string[][];
  /** References that must exist: parameter → collection. */
  references?: Record<string, string>;
  /** Fields of the new object. @param id of it @param fields the parameters */
  add?: (id: string, fields: Record<string, unknown>) => Record<string, unknown>;
}

/** What can be made through the API: collection in the URL → what is in it. */
export const stripeKinds: Record<string, StripeKind> = {
  customers: { object: 'customer', prefix: 'cus_', required: [] },
  webhook_endpoints: {
    object: 'webhook_endpoint',
    prefix: 'we_',
    required: [['url'], ['enabled_events']],
    add: () => ({ status: 'enabled' }),
  },
  products: { object: 'product', prefix: 'prod_', required: [['name']], add: () => ({ active: true }) },
  prices: {
    object: 'price',
    prefix: 'price_',
    required: [['currency'], ['unit_amount', 'unit_amount_decimal'], ['product', 'product_data']],
    add: () => ({ active: true }),
  },
  payment_links: {
    object: 'payment_link',
    prefix: 'plink_',
    required: [['line_items']],
    add: (id) => ({ active: true, url: `https://buy.stripe.com/test_${id.slice(-10)}` }),
  },
  'checkout/sessions': {
    object: 'checkout.session',
    prefix: 'cs_test_',
    required: [['mode'], ['line_items', 'setup_intent_data'], ['success_url', 'return_url']],
    references: { customer: 'customers' },
    add: (id) => ({ status: 'open', payment_status: 'unpaid', url: `https://checkout.stripe.com/c/pay/${id}` }),
  },
  'billing_portal/sessions': {
    object: 'billing_portal.session',
    prefix: 'bps_',
    required: [['customer']],
    add: (id) => ({ url: `https://billing.stripe.com/p/session/test_${id.slice(-10)}` }),
  },
  coupons: {
    object: 'coupon',
    prefix: '',
    required: [['percent_off', 'amount_off'], ['duration']],
    add: () => ({ valid: true, times_redeemed: 0 }),
  },
  promotion_codes: {
    object: 'promotion_code',
    prefix: 'promo_',
    required: [['coupon', 'promotion']],
    references: { coupon: 'coupons', customer: 'customers' },
    add: (id, { code }) => ({ active: true, times_redeemed: 0, code: code ?? id.slice(-8).toUpperCase() }),
  },
};

/** Prices and objects the demo's account has from the start: templates name them. */
export const stripePrices = ['price_monthly', 'price_yearly', 'price_family', 'price_premium'];
