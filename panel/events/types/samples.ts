import type { BillingData, EventData, LineState } from '../event';

/** What the samples of several types share, with invented but believable content. */

export const line: LineState = {
  id: '1042',
  username: 'nadia.haddad',
  ownerId: '2',
  ownerName: 'reseller-beirut',
  expiresAt: '2027-01-31T12:00:00Z',
  enabled: true,
  banned: false,
  trial: false,
  restreamer: false,
  maxConnections: 2,
  adminNotes: null,
  resellerNotes: 'nadia@example.com',
  status: 'active',
};

export const changed = (
  before: Record<string, unknown>,
  after: Partial<LineState>,
  status: LineState['status'] = 'active',
): EventData => ({ line: { ...line, ...after, status }, before, after });

export const connection = {
  id: '90311',
  lineId: '1042',
  username: 'nadia.haddad',
  streamId: '17',
  streamName: 'Cedar News HD',
  serverId: '2',
  serverName: 'LB-2',
  ip: '192.0.2.10',
  userAgent: 'VLC/3.0.20',
  isp: 'Example Telecom',
  country: 'LB',
  startedAt: '2027-01-28T10:30:00Z',
} satisfies EventData['connection'];

export const billing: BillingData = {
  provider: 'stripe',
  providerEventId: 'evt_1Sample',
  providerEventType: 'invoice.paid',
  key: 'stripe:in_1Sample',
  customer: {
    id: 'cus_Sample',
    email: 'nadia@example.com',
    name: 'Nadia Haddad',
    phone: '+96170123456',
    country: 'LB',
    language: 'ar',
  },
  subscription: { id: 'sub_1Sample', status: 'active', cancelAtPeriodEnd: false },
  firstPayment: true,
  invoice: {
    id: 'in_1Sample',
    number: 'A1B2-0001',
    hostedUrl: 'https://invoice.example.com/i/sample',
    pdfUrl: 'https://invoice.example.com/i/sample.pdf',
  },
  priceId: 'price_monthly',
  productId: 'prod_standard',
  planName: 'Standard, monthly',
  quantity: 1,
  amount: 1299,
  tax: 0,
  currency: 'USD',
  periodStart: '2026-12-31T12:00:00Z',
  periodEnd: '2027-01-31T12:00:00Z',
  nextAttemptAt: null,
  failureReason: null,
  coupon: null,
  metadata: {},
  live: false,
};
