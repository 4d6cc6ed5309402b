import { call, part } from '../api.js';
import { card, day, facts, h, link, name, state, table, time } from '../html.js';
import type { Customer, Matter, Payment, Subscription } from '../ledger.js';
import { t, word } from '../texts.js';
import { replace } from '../view.js';
import { customerForm, linksForm } from './customerForm.js';
import { eventTable, type LoggedEvent } from './events.js';
import { linkLine, unlinkButton } from './linkLine.js';
import { matterNotices, paymentTable, subscriptionTable, type Kind } from './shown.js';

interface Overview extends Customer {
  subscriptions: Array<Omit<Subscription, 'customer'>>;
  payments: Payment[];
  lines: Line[];
  devices: Device[];
  connections: Connection[];
  history: LoggedEvent[];
  tickets: Ticket[];
  attention: Matter[];
}

interface Line {
  panel: string;
  subscription: string;
  id: string;
  username: string | null;
  status: string;
  expiresAt?: string | null;
  maxConnections?: number;
  packageId?: string | null;
}

interface Device {
  panel: string;
  id: string;
  kind: string;
  mac: string;
  model: string | null;
}

interface Connection {
  panel: string;
  streamName?: string | null;
  ip?: string | null;
  country?: string | null;
  isp?: string | null;
  userAgent?: string | null;
  startedAt?: string | null;
}

interface Ticket {
  panel: string;
  title: string;
  open: boolean;
  lastReply: { at: string | null } | null;
}

const lineKinds: Readonly<Record<string, Kind>> = {
  active: 'good',
  expired: 'warn',
  disabled: 'warn',
  banned: 'bad',
  gone: 'bad',
};

/** All there is of a customer. */
export async function customerPage(into: HTMLElement, id: string): Promise<void> {
  const redraw = (): Promise<void> => customerPage(into, id);
  const overview = await call<Overview>('GET', `/v1/customers/${part(id)}`);
  const { email, phone, country, language, links } = overview;
  const elsewhere = Object.entries(links);
  replace(
    into,
    h('p', {}, link(['customers'], t('allCustomers'))),
    ...matterNotices(overview.attention),
    h(
      'section',
      { class: 'card' },
      h('header', {}, h('h2', {}, name(overview.name ?? email ?? id))),
      facts([
        [t('email'), email === null ? null : name(email)],
        [t('phone'), phone === null ? null : name(phone)],
        [t('country'), country === null ? null : name(country)],
        [t('spokenLanguage'), language === null ? null : name(language)],
        [
          t('elsewhere'),
          elsewhere.length === 0
            ? null
            : h('span', {}, ...elsewhere.map(([system, each]) => h('div', {}, h('code', {}, `${system}: ${each}`)))),
        ],
        ['#', h('code', {}, id)],
      ]),
      customerForm(overview, into, redraw),
      linksForm(overview, into, redraw),
    ),
    card(t('subscriptions'), subscriptionTable(overview.subscriptions, t('noSubscriptions'), null)),
    card(t('payments'), paymentTable(overview.payments)),
    card(t('lines'), lineTable(overview.lines, into, redraw), linkLine(overview.subscriptions, into, redraw)),
    card(
      t('devices'),
      table(
        [t('device'), t('mac'), t('model'), t('panel')],
        overview.devices.map(({ kind, mac, model, panel }) => [
          name(word(kind)),
          h('code', {}, mac),
          model === null ? null : name(model),
          name(panel),
        ]),
        t('none'),
      ),
    ),
    card(t('watchingNow'), connectionTable(overview.connections)),
    ...(overview.tickets.length === 0 ? [] : [ticketCard(overview.tickets)]),
    card(t('history'), eventTable(overview.history)),
  );
}

function lineTable(lines: readonly Line[], into: HTMLElement, redraw: () => Promise<void>): HTMLElement {
  return table(
    [t('username'), t('status'), t('expires'), t('package'), t('connections'), t('subscription'), ''],
    lines.map((line) => [
      h('span', {}, name(line.username ?? line.id), h('div', { class: 'soft' }, name(`${line.panel}/${line.id}`))),
      state(word(line.status, 'line'), lineKinds[line.status] ?? 'soft'),
      line.expiresAt === null ? t('never') : day(line.expiresAt),
      line.packageId === null || line.packageId === undefined ? null : name(line.packageId),
      line.maxConnections ?? null,
      link(['subscriptions', line.subscription], name(line.subscription)),
      unlinkButton({ subscription: line.subscription, panel: line.panel, line: line.id }, into, redraw),
    ]),
    t('noLines'),
  );
}

function connectionTable(connections: readonly Connection[]): HTMLElement {
  return table(
    [t('stream'), t('since'), t('ip'), t('country'), t('provider'), t('player')],
    connections.map(({ streamName, startedAt, ip, country, isp, userAgent }) => [
      streamName == null ? null : name(streamName),
      time(startedAt),
      ip == null ? null : h('code', {}, ip),
      country == null ? null : name(country),
      isp == null ? null : name(isp),
      userAgent == null ? null : name(userAgent),
    ]),
    t('nobodyWatches'),
  );
}

function ticketCard(tickets: readonly Ticket[]): HTMLElement {
  return card(
    t('tickets'),
    h('p', { class: 'soft' }, t('ticketsHint')),
    table(
      [t('title_ticket'), t('state'), t('lastReply'), t('panel')],
      tickets.map(({ title, open, lastReply, panel }) => [
        name(title),
        state(t(open ? 'ticket_open' : 'ticket_closed'), open ? 'warn' : 'soft'),
        time(lastReply?.at),
        name(panel),
      ]),
      t('none'),
    ),
  );
}
