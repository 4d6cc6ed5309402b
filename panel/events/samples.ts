import type { BillingData, Event, EventData, LineState } from './event';
import { eventDescriptions, type EventType, type Origin } from './catalogue';

/** What each event looks like, with invented but believable content: shown before the first real one has happened. */

const line: LineState = {
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

const billing: BillingData = {
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

const changed = (before: Record<string, unknown>, after: Record<string, unknown>): EventData => ({
  line: { ...line, ...after },
  before,
  after,
});

const serverAlert = (state: 'fired' | 'resolved'): EventData => {
  const isDown = state === 'fired';
  const title = `[Cedar TV] ${isDown ? '' : 'Resolved: '}A server is down (1)`;
  return {
    code: isDown ? 'server-offline' : 'server-online',
    message: `The server LB-2 of the panel main ${isDown ? 'is down' : 'is up again'}.`,
    server: { id: '2', name: 'LB-2' },
    alert: { rule: 'server_down', state, title, text: '- LB-2', items: [{ subject: '2', label: 'LB-2' }] },
  };
};

const samples: Readonly<Record<EventType, EventData>> = {
  'line.created': { line },
  'line.updated': changed({ maxConnections: 1 }, { maxConnections: 2 }),
  'line.deleted': { line },
  'line.renewed': changed({ expiresAt: '2026-12-31T12:00:00Z' }, { expiresAt: '2027-01-31T12:00:00Z' }),
  'line.shortened': changed({ expiresAt: '2027-12-31T12:00:00Z' }, { expiresAt: '2027-01-31T12:00:00Z' }),
  'line.expiring': { line: { ...line, expiresAt: '2027-01-31T12:00:00Z' }, daysLeft: 3 },
  'line.expired': { line: { ...line, status: 'expired' } },
  'line.suspended': changed({ enabled: true }, { enabled: false, status: 'disabled' }),
  'line.resumed': changed({ enabled: false }, { enabled: true }),
  'line.banned': changed({ banned: false }, { banned: true, status: 'banned' }),
  'line.unbanned': changed({ banned: true }, { banned: false }),
  'line.password_changed': { line },
  'line.owner_changed': changed({ ownerId: '1' }, { ownerId: '2' }),
  'line.trial_started': { line: { ...line, trial: true } },
  'line.trial_converted': changed({ trial: true }, { trial: false }),
  'panel.unreachable': {
    code: 'unreachable',
    message: 'The panel cannot be reached: connection refused.',
    hint: 'Check that the panel runs.',
  },
  'panel.reachable': { code: 'reachable', message: 'The panel answers again, after 12 minutes.' },
  'panel.answering_wrongly': {
    code: 'bad-answer',
    message: 'The panel answered get_lines with an empty body.',
    hint: 'Look at the panel’s PHP log.',
  },
  'panel.mass_change_held': {
    code: 'mass-change',
    message: '312 of 400 lines vanished at once.',
    hint: 'Look at the panel, then confirm or reject.',
    held: { vanished: 312, known: 400 },
  },
  'panel.alert': {
    code: 'cpu',
    message: '[Cedar TV] CPU use is high (1): - LB-2: 97 %',
    alert: {
      rule: 'cpu',
      state: 'fired',
      title: '[Cedar TV] CPU use is high (1)',
      text: '- LB-2: 97 %',
      items: [{ subject: '2', label: 'LB-2: 97 %' }],
    },
  },
  'server.offline': serverAlert('fired'),
  'server.online': serverAlert('resolved'),
  'checkout.completed': {
    billing: {
      ...billing,
      providerEventType: 'checkout.session.completed',
      invoice: { ...billing.invoice, number: null },
    },
  },
  'payment.succeeded': { billing },
  'payment.failed': {
    billing: {
      ...billing,
      key: null,
      providerEventType: 'invoice.payment_failed',
      failureReason: 'Your card was declined.',
      nextAttemptAt: '2027-02-03T12:00:00Z',
      firstPayment: false,
    },
  },
  'subscription.created': {
    billing: { ...billing, key: null, providerEventType: 'customer.subscription.created', firstPayment: null },
  },
  'subscription.updated': {
    billing: { ...billing, key: null, providerEventType: 'customer.subscription.updated', firstPayment: null },
  },
  'subscription.past_due': {
    billing: {
      ...billing,
      key: null,
      providerEventType: 'customer.subscription.updated',
      firstPayment: null,
      subscription: { ...billing.subscription, status: 'past_due' },
    },
  },
  'subscription.cancelled': {
    billing: {
      ...billing,
      key: null,
      providerEventType: 'customer.subscription.deleted',
      firstPayment: null,
      subscription: { ...billing.subscription, status: 'canceled' },
    },
  },
  'command.failed': {
    command: { key: 'stripe:in_1Sample', operation: 'line.create' },
    code: 'exists',
    message: 'The username nadia.haddad is taken.',
    hint: 'Choose another username.',
  },
  'event.parked': {
    parked: {
      feed: 'provision',
      event: 'evt_01JSAMPLE0000000000000000',
      attempts: 5,
      reason: 'The workflow ended with an error.',
    },
    message: 'The feed provision gave up on an event after 5 attempts.',
  },
};

const origins: Readonly<Record<string, Origin>> = {
  line: 'panel',
  panel: 'daemon',
  billing: 'billing',
  daemon: 'daemon',
};

const toldByPanels: ReadonlySet<EventType> = new Set<EventType>(['panel.alert', 'server.offline', 'server.online']);

/** A realistic event of this type, marked by its id as a sample. Never in any log. */
export function sampleEvent(type: EventType): Event {
  const group = eventDescriptions.find((description) => description.type === type)?.group ?? 'daemon';
  const subjects = {
    line: 'line:main/1042',
    panel: 'panel:main',
    billing: 'subscription:stripe/sub_1Sample',
    daemon: `daemon:${type}`,
  };
  return {
    id: 'evt_sample',
    sequence: 0,
    type,
    panel: group === 'line' || group === 'panel' ? 'main' : null,
    subject: type.startsWith('server.') ? 'server:main/2' : subjects[group],
    time: '2027-01-28T12:00:00Z',
    origin: toldByPanels.has(type)
      ? 'panel'
      : type === 'line.expiring' || type === 'line.expired'
        ? 'clock'
        : (origins[group] ?? 'daemon'),
    data: samples[type],
  };
}
