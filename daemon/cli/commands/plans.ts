import type { Command } from 'commander';
import { amountOf, formatAmount, isCurrency } from '../../billing/money';
import { namedPlan, type PlanSettings, type PlanView } from '../../billing/plans';
import { connectDaemon, type DaemonApi } from '../api';
import { readThings } from '../file';
import { CliError, print, printJson, type Io } from '../io';
import { newCommand, type CommonOptions } from '../options';
import { harmless, printTable } from '../table';
import { counted, span } from '../words';

interface SetOptions extends CommonOptions {
  label?: string;
  panel?: string;
  package?: string;
  price?: string[];
  duration?: string;
  connections?: string;
  bouquets?: string;
  rights?: string;
  trial?: boolean;
  devices?: string;
  amount?: string;
  currency?: string;
  adjust?: string;
  dunning?: string;
  grace?: string;
}

export function addPlans(program: Command, io: Io): void {
  const plans = program.command('plans').description('what customers pay for, and what lines are given for it');

  newCommand(plans, 'list', 'all plans').action(async ({ config, json }: CommonOptions) => {
    const { plans: views } = await connectDaemon(io, config).get<{ plans: PlanView[] }>('/v1/plans');
    if (json) for (const view of views) printJson(io, view);
    else if (views.length === 0)
      print(io, 'There are no plans. Make one: xtream-ui-sync plans set NAME --panel … --package …');
    else printPlans(io, views);
  });

  newCommand(plans, 'show <plan>', 'a plan').action(async (name: string, { config, json }: CommonOptions) => {
    const view = await connectDaemon(io, config).get<PlanView>(pathOf(name));
    if (json) printJson(io, view);
    else showPlan(io, view);
  });

  newCommand(plans, 'set <plan>', 'make a plan, or change what is given here of one')
    .option('--label <text>', 'what people call it')
    .option('--panel <panel>', 'the panel its lines are on')
    .option('--package <id>', 'the panel’s package; none: the plan names all by itself')
    .option('--price <price...>', 'what is paid for at providers: ids of prices or products, or SOURCE:ID')
    .option('--duration <length>', 'what one payment pays for: 30 days, 1 month, 1 year; none: the provider’s period')
    .option('--connections <number>', 'none: those of the package')
    .option('--bouquets <ids>', 'ids with commas; none: those of the package')
    .option('--rights <rights>', 'of live,vod,catchUp')
    .option('--trial', 'lines of it are trials')
    .option('--no-trial', 'lines of it are no trials')
    .option('--devices <number>', 'devices a customer may register; none: any number')
    .option('--amount <decimal>', 'what it costs, such as 19.99, for reports and proration; none')
    .option('--currency <code>', 'such as USD')
    .option('--adjust <jsonata>', 'an expression for special cases; none')
    .option('--dunning <policy>', 'none: the one called default')
    .option('--grace <span>', 'such as 3d; none: the policy’s')
    .action(async (name: string, { config, json, ...given }: SetOptions) => {
      const api = connectDaemon(io, config);
      const view = await api.put<PlanView>(pathOf(name), {
        ...(await presentSettings(api, name)),
        ...settingsOf(given),
      });
      if (json) printJson(io, view);
      else showPlan(io, view);
    });

  newCommand(plans, 'delete <plan>', 'forget a plan; lines stay as they are').action(
    async (name: string, { config, json }: CommonOptions) => {
      await connectDaemon(io, config).delete(pathOf(name));
      if (json) printJson(io, { plan: name, deleted: true });
      else print(io, `The plan ${name} is gone. Lines stay as they are.`);
    },
  );

  newCommand(plans, 'import <file>', 'make or change the plans of a YAML file: a list, or one under plans').action(
    async (file: string, { config, json }: CommonOptions) => {
      const read = await readThings(file, ['plans'], namedPlan);
      const api = connectDaemon(io, config);
      const views: PlanView[] = [];
      for (const { name, ...settings } of read) views.push(await api.put<PlanView>(pathOf(name), settings));
      if (json) for (const view of views) printJson(io, view);
      else {
        print(io, `${counted(views.length, 'plan')} imported.`);
        printPlans(io, views);
      }
    },
  );
}

function pathOf(plan: string): string {
  return `/v1/plans/${encodeURIComponent(plan)}`;
}

/** What the daemon has of a plan, as it can be sent back; nothing where there is no such plan. */
async function presentSettings(api: DaemonApi, name: string): Promise<Partial<PlanSettings>> {
  const { plans } = await api.get<{ plans: PlanView[] }>('/v1/plans');
  const view = plans.find(({ plan }) => plan === name);
  if (view === undefined) return {};
  const { plan: _plan, configured: _configured, problems: _problems, ...settings } = view;
  return settings;
}

/** `none` takes a value away. */
function settingsOf({
  package: packageId,
  price,
  devices,
  amount,
  currency,
  ...given
}: Omit<SetOptions, 'config' | 'json'>): object {
  const settings: Record<string, unknown> = {};
  const set = (
    name: keyof PlanSettings,
    value: string | undefined,
    read: (text: string) => unknown = (text) => text,
  ): void => {
    if (value !== undefined) settings[name] = value === 'none' ? null : read(value);
  };
  set('label', given.label);
  set('panel', given.panel);
  set('packageId', packageId);
  set('duration', given.duration, durationOf);
  set('connections', given.connections, Number);
  set('bouquets', given.bouquets, listOf);
  set('rights', given.rights, listOf);
  set('deviceLimit', devices, Number);
  set('adjust', given.adjust);
  set('dunning', given.dunning);
  set('grace', given.grace);
  if (given.trial !== undefined) settings['trial'] = given.trial;
  if (price !== undefined) settings['prices'] = price.map(priceOf);
  if (amount === 'none') return { ...settings, amount: null, currency: null };
  if (amount === undefined) {
    if (currency !== undefined) throw new CliError('--currency goes with --amount: give both.');
    return settings;
  }
  if (currency === undefined || !isCurrency(currency)) {
    throw new CliError('--amount needs --currency, a code of ISO 4217 such as USD, EUR or LBP.');
  }
  const units = amountOf(amount, currency);
  if (units === null)
    throw new CliError(`${amount} is no amount in ${currency}; write it such as 19.99, a point before the decimals.`);
  return { ...settings, amount: units, currency };
}

function listOf(text: string): string[] {
  return text.split(',').map((each) => each.trim());
}

function priceOf(text: string): { source: string | null; price: string } {
  const [, source, price] = /^([a-z0-9][a-z0-9_-]{0,62}):(.+)$/.exec(text) ?? [];
  return source === undefined || price === undefined ? { source: null, price: text } : { source, price };
}

function durationOf(text: string): object {
  const [, amount, unit] = /^(\d+)\s*(hour|day|week|month|year)s?$/.exec(text.trim()) ?? [];
  if (unit === undefined)
    throw new CliError(`${text} is no duration; write it such as "30 days", "1 month" or "1 year".`);
  return { amount: Number(amount), unit: `${unit}s` };
}

/** `1 month`, `30 days`; null: the provider's period. */
function durationText({ duration }: PlanView): string | null {
  return duration === null ? null : counted(duration.amount, duration.unit.replace(/s$/, ''));
}

function costOf({ amount, currency }: PlanView): string | null {
  return amount === null || currency === null ? null : formatAmount(amount, currency);
}

function bouquetText({ bouquets }: PlanView): string | null {
  if (bouquets === null) return null;
  if (Array.isArray(bouquets)) return bouquets.join(', ');
  return Object.entries(bouquets)
    .map(([right, ids]) => `${right}: ${ids.join(', ') || 'none'}`)
    .join('; ');
}

function printPlans(io: Io, views: readonly PlanView[]): void {
  printTable(
    io,
    [
      { head: 'plan', flexible: true },
      { head: 'panel', flexible: true },
      { head: 'package' },
      { head: 'duration' },
      { head: 'cost' },
      { head: 'prices', flexible: true },
      { head: 'problem', flexible: true },
    ],
    views.map((view) => [
      view.plan,
      view.panel,
      view.packageId,
      durationText(view),
      costOf(view),
      view.prices.map(({ price }) => price).join(', ') || null,
      view.problems[0] === undefined ? null : { text: view.problems[0].message, colour: 'yellow' },
    ]),
  );
}

function showPlan(io: Io, view: PlanView): void {
  const prices = view.prices.map(({ source, price }) => (source === null ? price : `${source}:${price}`));
  const lines = [
    ['plan', view.configured ? `${view.plan} (of the configuration)` : view.plan],
    ['label', view.label ?? 'none'],
    ['panel', view.panel],
    ['package', view.packageId ?? 'none'],
    ['duration', durationText(view) ?? 'the provider’s period'],
    ['connections', view.connections === null ? 'those of the package' : String(view.connections)],
    ['bouquets', bouquetText(view) ?? 'those of the package'],
    ['rights', view.rights.join(', ') || 'none'],
    ['trial', view.trial ? 'yes' : 'no'],
    ['devices', view.deviceLimit === null ? 'any number' : String(view.deviceLimit)],
    ['cost', costOf(view) ?? 'not known'],
    ['prices', prices.join(', ') || 'none'],
    ['dunning', view.dunning ?? 'the default'],
    ['grace', view.grace === null ? 'the policy’s' : span(view.grace)],
    ['adjust', view.adjust ?? 'nothing'],
  ] as const;
  for (const [name, value] of lines) print(io, `${name.padEnd(11)} ${harmless(value)}`);
  for (const { message, hint } of view.problems) print(io, `! ${harmless(message)} ${harmless(hint)}`);
}
