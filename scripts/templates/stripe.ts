import { step, tries, type Step } from './step';

/**
 * A POST to Stripe's API, which n8n's Stripe node has no operation for.
 * @param fields by Stripe's names, e.g. `line_items[0][price]`; begin a value with `=` to make it an expression
 * @param key of the write, with or without `=`: with the same one Stripe makes nothing again
 */
export function stripePost(name: string, path: string, fields: Record<string, string>, key: string): Step {
  return step(
    'n8n-nodes-base.httpRequest',
    name,
    {
      method: 'POST',
      url: `https://api.stripe.com/v1/${path}`,
      authentication: 'predefinedCredentialType',
      nodeCredentialType: 'stripeApi',
      sendHeaders: true,
      headerParameters: {
        parameters: [
          { name: 'Idempotency-Key', value: key },
          // Newer versions take a coupon of a promotion code otherwise.
          { name: 'Stripe-Version', value: '2025-04-30.basil' },
        ],
      },
      sendBody: true,
      contentType: 'form-urlencoded',
      bodyParameters: { parameters: Object.entries(fields).map(([field, value]) => ({ name: field, value })) },
      options: {},
    },
    tries,
  );
}
