import type { Command } from 'commander';
import type { AttentionView } from '../../billing/attention';
import type { CustomerOverview } from '../../billing/overview';
import type { CustomerView } from '../../billing/customers';
import { formatAmount, isCurrency } from '../../billing/money';
import type { ActionView } from '../../billing/service';
import type { PaymentView, SubscriptionView } from '../../billing/subscriptions';
import { connectDaemon } from '../api';
import { print, printJson, type Io } from '../io';
import { newCommand, type CommonOptions } from '../options';
import { harmless, printTable } from '../table';
import { age, counted } from '../words';

interface Found extends SubscriptionView {
  payments: PaymentView[];
  actions: ActionView[];
  attention: AttentionView[];
}

/** Who pays for what, and what waits for a person. */
export function addSubscriptions(program: Command, io: Io): void {
  const subscriptions = program.command('subscriptions').description('who pays for what, and which lines serve them');

  newCommand(subscriptions, 'list', 'subscriptions, by id')
    .option('--state <state>', 'only those in this state, such as past_due')
    .option('--plan <plan>', 'only those of this plan')
    .option('--search <text>', 'in ids, e-mail addresses, names, phone numbers and usernames')
    .option('--limit <number>', 'as many at most', '100')
    .action(async ({ config, json, ...query }: CommonOptions & Record<string, string>) => {
      const { subscriptions: found } = await connectDaemon(io, config).get<{ subscriptions: SubscriptionView[] }>(
        '/v1/subscriptions',
        query,
      );
      if (json) for (const each of found) printJson(io, each);
      else if (found.length === 0) print(io, 'There are no such subscriptions.');
      else printSubscriptions(io, found);
    });

  newCommand(subscriptions, 'show <subscription>', 'a subscription with its payments and what was done for it').action(
    async (id: string, { config, json }: CommonOptions) => {
      const found = await connectDaemon(io, config).get<Found>(pathOf(id));
      if (json) printJson(io, found);
      else showSubscription(io, found);
    },
  );

  for (const [name, does] of [
    ['provision', 'make its line as its plan says'],
    ['renew', 'let its line last as long as was paid for'],
    ['suspend', 'switch its line off until it is resumed'],
    ['resume', 'switch its line on again'],
    ['terminate', 'end its service for good'],
  ] as const) {
    newCommand(subscriptions, `${name} <subscription>`, does)
      .option('--reason <reason>', 'of a suspension or an end: non-payment, customer-request, abuse, other')
      .action(async (id: string, { config, json, reason }: CommonOptions & { reason?: string }) => {
        const body = { action: name, ...(reason === undefined ? {} : { reason }) };
        const action = await connectDaemon(io, config).post<ActionView>(`${pathOf(id)}/actions`, body);
        if (json) printJson(io, action);
        else
          print(io, `${name} ${id}: ${action.state}${action.message === null ? '' : `. ${harmless(action.message)}`}`);
      });
  }

  newCommand(subscriptions, 'link <subscription> <panel> <line>', 'have a line serve a subscription').action(
    async (id: string, panel: string, line: string, { config, json }: CommonOptions) => {
      const view = await connectDaemon(io, config).post<SubscriptionView>(`${pathOf(id)}/lines`, { panel, line });
      if (json) printJson(io, view);
      else print(io, `The line ${line} on ${panel} serves ${id}.`);
    },
  );
}

export function addCustomers(program: Command, io: Io): void {
  const customers = program.command('customers').description('who pays');

  newCommand(customers, 'list', 'customers, by id')
    .option('--search <text>', 'in e-mail addresses, names and phone numbers')
    .option('--limit <number>', 'as many at most', '100')
    .action(async ({ config, json, ...query }: CommonOptions & Record<string, string>) => {
      const { customers: found } = await connectDaemon(io, config).get<{ customers: CustomerView[] }>(
        '/v1/customers',
        query,
      );
      if (json) for (const each of found) printJson(io, each);
      else if (found.length === 0) print(io, 'There are no such customers.');
      else {
        printTable(
          io,
          [
            { head: 'customer' },
            { head: 'e-mail', flexible: true },
            { head: 'name', flexible: true },
            { head: 'phone' },
          ],
          found.map(({ id, email, name, phone }) => [id, email, name, phone]),
        );
      }
    });

  newCommand(customers, 'show <customer>', 'all there is of a customer').action(
    async (id: string, { config, json }: CommonOptions) => {
      const found = await connectDaemon(io, config).get<CustomerOverview>(`/v1/customers/${encodeURIComponent(id)}`);
      if (json) return printJson(io, found);
      print(
        io,
        [found.name, found.email, found.phone].flatMap((text) => (text === null ? [] : harmless(text))).join(' · '),
      );
      printSubscriptions(io, found.subscriptions);
      printPayments(io, found.payments);
    },
  );
}

export function addAttention(program: Command, io: Io): void {
  const attention = program.command('attention').description('what about money and service waits for a person');

  newCommand(attention, 'list', 'what is open, newest first')
    .option('--all', 'what is settled, too')
    .action(async ({ config, json, all }: CommonOptions & { all?: boolean }) => {
      const query = all === true ? {} : { open: 'true' };
      const { attention: found } = await connectDaemon(io, config).get<{ attention: AttentionView[] }>(
        '/v1/attention',
        query,
      );
      if (json) for (const each of found) printJson(io, each);
      else if (found.length === 0) print(io, 'Nothing waits for anybody.');
      else for (const each of found) showAttention(io, each);
    });

  newCommand(attention, 'resolve <id>', 'settle a matter; what is still wrong comes up again')
    .option('--note <text>', 'what was done about it')
    .action(async (id: string, { config, json, note }: CommonOptions & { note?: string }) => {
      const path = `/v1/attention/${encodeURIComponent(id)}/resolve`;
      const view = await connectDaemon(io, config).post<AttentionView>(path, { note: note ?? null });
      if (json) printJson(io, view);
      else print(io, `${id} is settled.`);
    });
}

function pathOf(id: string): string {
  return `/v1/subscriptions/${encodeURIComponent(id)}`;
}

function printSubscriptions(io: Io, found: readonly SubscriptionView[]): void {
  printTable(
    io,
    [
      { head: 'subscription', flexible: true },
      { head: 'state' },
      { head: 'plan' },
      { head: 'paid until' },
      { head: 'service until' },
      { head: 'lines', flexible: true },
    ],
    found.map(({ id, state, plan, paidUntil, serviceUntil, lines }) => [
      id,
      {
        text: state,
        colour:
          state === 'active' || state === 'trialing'
            ? 'green'
            : state === 'past_due' || state === 'suspended'
              ? 'red'
              : 'yellow',
      },
      plan,
      paidUntil,
      serviceUntil,
      lines.map(({ panel, lineId, username }) => `${panel}/${username ?? lineId}`).join(', '),
    ]),
  );
}

function printPayments(io: Io, payments: readonly PaymentView[]): void {
  printTable(
    io,
    [
      { head: 'payment', flexible: true },
      { head: 'state' },
      { head: 'amount' },
      { head: 'paid at' },
      { head: 'period until' },
    ],
    payments.map(({ key, state, amount, currency, paidAt, periodEnd }) => [
      key,
      state,
      amount !== null && currency !== null && isCurrency(currency) ? formatAmount(amount, currency, 'en') : null,
      paidAt,
      periodEnd,
    ]),
  );
}

function showSubscription(io: Io, found: Found): void {
  printSubscriptions(io, [found]);
  if (found.payments.length > 0) printPayments(io, found.payments);
  if (found.actions.length > 0) {
    printTable(
      io,
      [{ head: 'action' }, { head: 'state' }, { head: 'by' }, { head: 'until' }, { head: 'message', flexible: true }],
      found.actions.map(({ kind, state, by, until, message }) => [kind, state, by, until, message]),
    );
  }
  for (const each of found.attention) showAttention(io, each);
}

function showAttention(io: Io, { id, kind, message, fix, times, lastAt }: AttentionView): void {
  print(io, `${id}  ${kind}  ${counted(times, 'time')}, ${age(lastAt)} ago`);
  print(io, `  ${harmless(message)}`);
  print(io, `  → ${harmless(fix)}`);
}
