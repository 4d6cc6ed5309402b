/**
 * What the demo sells, as an operator writes it into the daemon's configuration: prices of the demo's Stripe account, packages of the demo panel (their ids
 * are the order of `demo/panel/seeds/demo.ts`), and what is done about payments that fail.
 */
const plan = (name: string, price: string, packageId: number, months: number, amount: number, more = ''): string =>
  `    - { name: ${name}, prices: [${price}], panel: main, packageId: ${String(packageId)}, duration: { amount: ${String(months)}, unit: months }, amount: ${String(amount)}, currency: USD${more} }`;

export const demoBilling: readonly string[] = [
  'billing:',
  '  plans:',
  plan('standard-monthly', 'price_monthly', 1, 1, 1299),
  plan('standard-yearly', 'price_yearly', 4, 12, 12_999),
  plan('family-monthly', 'price_family', 5, 1, 1899, ', connections: 4, bouquets: [1, 2, 3, 4, 6, 7]'),
  plan('premium-monthly', 'price_premium', 5, 1, 2499, ', connections: 5'),
  '  dunning:',
  '    - name: default',
  '      steps:',
  '        - { after: 0, action: remind, channel: email, template: first-reminder }',
  '        - { after: 3d, action: remind, channel: sms, template: second-reminder }',
  '        - { after: 7d, action: suspend, channel: email }',
  '        - { after: 30d, action: terminate, channel: email }',
];
