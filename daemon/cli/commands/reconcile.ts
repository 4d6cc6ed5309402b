import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { formatAmount, isCurrency } from '../../billing/money';
import { reportAsCsv, reportAsHtml, type FindingView, type ReconciliationView } from '../../billing/reconciliation';
import type { RevenueReport } from '../../billing/reports';
import { connectDaemon } from '../api';
import { print, printJson, type Io } from '../io';
import { newCommand, type CommonOptions } from '../options';
import { harmless, printTable } from '../table';
import { counted } from '../words';

type Report = ReconciliationView & { findings: FindingView[] };

interface ShowOptions extends CommonOptions {
  csv?: string;
  html?: string;
}

/** Provider, ledger and panel compared, and what they do not agree on put right. */
export function addReconcile(program: Command, io: Io): void {
  const reconcile = program
    .command('reconcile')
    .description('who pays without service, who is served without paying, and putting it right');

  newCommand(reconcile, 'run', 'compare now; nothing is changed unless asked for')
    .option('--source <source>', 'read only this inbox source; all otherwise')
    .option('--fix-sure', 'put right what is sure')
    .action(async ({ config, json, source, fixSure }: CommonOptions & { source?: string; fixSure?: boolean }) => {
      const api = connectDaemon(io, config);
      const body = { source: source ?? null, fix: fixSure === true ? 'sure' : 'none' };
      const begun = await api.post<ReconciliationView>('/v1/reconciliations', body, { wait: 60 });
      const report = await api.get<Report>(pathOf(begun.id));
      if (json) printJson(io, report);
      else show(io, report);
    });

  newCommand(reconcile, 'list', 'runs, newest first').action(async ({ config, json }: CommonOptions) => {
    const { reconciliations } = await connectDaemon(io, config).get<{ reconciliations: ReconciliationView[] }>(
      '/v1/reconciliations',
    );
    if (json) for (const each of reconciliations) printJson(io, each);
    else if (reconciliations.length === 0) print(io, 'There was none yet: xtream-ui-sync reconcile run.');
    else {
      printTable(
        io,
        [
          { head: 'reconciliation' },
          { head: 'state' },
          { head: 'at' },
          { head: 'findings' },
          { head: 'leaks a month' },
        ],
        reconciliations.map((run) => [run.id, run.state, run.createdAt, run.summary?.findings ?? null, leakOf(run)]),
      );
    }
  });

  newCommand(reconcile, 'show <reconciliation>', 'what a run found')
    .option('--csv <file>', 'write it as a table')
    .option('--html <file>', 'write it as a page to print')
    .action(async (id: string, { config, json, csv, html }: ShowOptions) => {
      const report = await connectDaemon(io, config).get<Report>(pathOf(id));
      const { findings, ...run } = report;
      if (csv !== undefined) writeFileSync(csv, reportAsCsv({ run, findings, people: new Map() }));
      if (html !== undefined) writeFileSync(html, reportAsHtml({ run, findings, people: new Map() }));
      if (json) printJson(io, report);
      else show(io, report);
    });

  newCommand(reconcile, 'fix <reconciliation>', 'put right what a run found')
    .option('--id <finding...>', 'only these; all that can be put right otherwise')
    .action(async (id: string, { config, json, id: ids }: CommonOptions & { id?: string[] }) => {
      const api = connectDaemon(io, config);
      const view = await api.post<ReconciliationView>(`${pathOf(id)}/fixes`, { findings: ids ?? 'all' }, { wait: 60 });
      if (json) printJson(io, view);
      else {
        const outcomes = Object.entries(view.fixes).map(([state, count]) => `${String(count)} ${state}`);
        print(io, `${id}: ${outcomes.join(', ')}.`);
      }
    });
}

/** What was earned and lost. */
export function addReports(program: Command, io: Io): void {
  const reports = program.command('reports').description('figures of the business');
  newCommand(reports, 'revenue', 'what was earned and lost in a time')
    .requiredOption('--from <instant>', 'such as 2027-01-01T00:00:00Z')
    .requiredOption('--to <instant>', 'not included')
    .option('--currency <code>', 'the base currency otherwise')
    .action(
      async ({
        config,
        json,
        from,
        to,
        currency,
      }: CommonOptions & Record<'from' | 'to', string> & { currency?: string }) => {
        const report = await connectDaemon(io, config).get<RevenueReport>('/v1/reports/revenue', {
          from,
          to,
          currency,
        });
        if (json) return printJson(io, report);
        const money = (amount: number): string => formatAmount(amount, report.currency, 'en');
        const { paid, refunded, failed, monthly, subscriptions } = report;
        print(io, `Paid         ${money(paid.amount)} (${counted(paid.count, 'payment')})`);
        print(io, `Given back   ${money(refunded.amount)} (${String(refunded.count)})`);
        print(
          io,
          `Failed       ${money(failed.amount)} (${String(failed.count)}), of it paid after all ${money(failed.recoveredAmount)}`,
        );
        print(io, `A month      ${money(monthly.atStart)} at the beginning, ${money(monthly.atEnd)} at the end`);
        const { movements } = monthly;
        const moved = Object.entries<number>({ ...movements }).filter(([, amount]) => amount !== 0);
        for (const [name, amount] of moved) print(io, `  ${name}: ${amount > 0 ? '+' : ''}${money(amount)}`);
        print(
          io,
          `Subscribers  ${String(subscriptions.atStart)} at the beginning, ${String(subscriptions.begun)} begun, ${String(subscriptions.ended)} ended, ${String(subscriptions.atEnd)} at the end`,
        );
        for (const { plan, amount, count } of report.byPlan)
          print(io, `  ${plan ?? '(no plan)'}: ${money(amount)} (${String(count)})`);
        for (const { promotion, amount, count } of report.byPromotion) {
          print(io, `  ${harmless(promotion)}: ${money(amount)} (${String(count)})`);
        }
        for (const { currency: each, count } of report.withoutRate) {
          print(io, `Without a rate: ${counted(count, 'amount')} in ${each}: xtream-ui-sync rates set.`);
        }
      },
    );
}

function pathOf(id: string): string {
  return `/v1/reconciliations/${encodeURIComponent(id)}`;
}

function leakOf({ summary }: ReconciliationView): string | null {
  if (summary?.leakedPerMonth == null || !isCurrency(summary.currency)) return null;
  return formatAmount(summary.leakedPerMonth, summary.currency, 'en');
}

function show(io: Io, report: Report): void {
  const { id, state, summary, findings, problem } = report;
  if (problem !== null) print(io, `${id} failed: ${harmless(problem)}`);
  if (summary === null) return print(io, `${id} is ${state}.`);
  for (const { what, name, reason } of summary.notCompared) {
    print(io, `Not compared: the ${what} ${name}. ${harmless(reason)}`);
  }
  if (findings.length === 0) return print(io, 'Provider, ledger and panel agree.');
  printTable(
    io,
    [
      { head: 'finding' },
      { head: 'kind' },
      { head: 'expected', flexible: true },
      { head: 'found', flexible: true },
      { head: 'fix', flexible: true },
      { head: 'state' },
    ],
    findings.map((each) => [
      each.id,
      each.kind,
      each.expected,
      each.found,
      `${each.fixInWords}${each.sure ? '' : ' (look first)'}`,
      each.state,
    ]),
  );
  const leak = leakOf(report);
  if (leak !== null) print(io, `${leak} a month is lost.`);
}
