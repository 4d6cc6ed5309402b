import type { Command } from 'commander';
import { namedPolicy, type PolicyView } from '../../billing/dunning';
import { connectDaemon } from '../api';
import { readThings } from '../file';
import { CliError, print, printJson, type Io } from '../io';
import { newCommand, type CommonOptions } from '../options';
import { harmless, printTable } from '../table';
import { counted, span } from '../words';

interface SetOptions extends CommonOptions {
  step: string[];
  label?: string;
  grace?: string;
}

export function addPolicies(program: Command, io: Io): void {
  const policies = program.command('policies').description('what is done, and when, about payments that failed');

  newCommand(policies, 'list', 'all dunning policies').action(async ({ config, json }: CommonOptions) => {
    const { policies: views } = await connectDaemon(io, config).get<{ policies: PolicyView[] }>('/v1/dunning-policies');
    if (json) for (const view of views) printJson(io, view);
    else if (views.length === 0) print(io, 'There are no dunning policies: nothing is done about payments that fail.');
    else printPolicies(io, views);
  });

  newCommand(policies, 'show <policy>', 'a dunning policy, step by step').action(
    async (name: string, { config, json }: CommonOptions) => {
      const view = await connectDaemon(io, config).get<PolicyView>(pathOf(name));
      if (json) printJson(io, view);
      else showPolicy(io, view);
    },
  );

  newCommand(policies, 'set <policy>', 'make a dunning policy, or write one anew')
    .requiredOption(
      '--step <step...>',
      'each such as "1h remind email first-reminder", "7d suspend" or "30d terminate", in order',
    )
    .option('--label <text>', 'what people call it')
    .option('--grace <span>', 'no service is taken away sooner, such as 3d')
    .action(async (name: string, { config, json, step, label, grace }: SetOptions) => {
      const settings = { steps: step.map(stepOf), label: label ?? null, grace: grace ?? null };
      const view = await connectDaemon(io, config).put<PolicyView>(pathOf(name), settings);
      if (json) printJson(io, view);
      else showPolicy(io, view);
    });

  newCommand(policies, 'delete <policy>', 'forget a dunning policy; nothing more is done by it').action(
    async (name: string, { config, json }: CommonOptions) => {
      await connectDaemon(io, config).delete(pathOf(name));
      if (json) printJson(io, { policy: name, deleted: true });
      else print(io, `The dunning policy ${name} is gone. Nothing more is done by it.`);
    },
  );

  newCommand(
    policies,
    'import <file>',
    'make or change the policies of a YAML file: a list, or one under dunning',
  ).action(async (file: string, { config, json }: CommonOptions) => {
    const read = await readThings(file, ['dunning', 'policies'], namedPolicy);
    const api = connectDaemon(io, config);
    const views: PolicyView[] = [];
    for (const { name, ...settings } of read) views.push(await api.put<PolicyView>(pathOf(name), settings));
    if (json) for (const view of views) printJson(io, view);
    else {
      print(io, `${counted(views.length, 'dunning policy').replace(/policys$/, 'policies')} imported.`);
      printPolicies(io, views);
    }
  });
}

function pathOf(policy: string): string {
  return `/v1/dunning-policies/${encodeURIComponent(policy)}`;
}

/** `AFTER ACTION [CHANNEL [TEMPLATE]]`; conditions are written in a file. */
function stepOf(text: string): object {
  const [after, action, channel = null, template = null, ...more] = text.trim().split(/\s+/);
  if (action === undefined || more.length > 0) {
    throw new CliError(`"${text}" is no step; write it such as "7d suspend" or "1h remind email first-reminder".`);
  }
  return { after, action, channel, template };
}

function printPolicies(io: Io, views: readonly PolicyView[]): void {
  printTable(
    io,
    [
      { head: 'policy' },
      { head: 'steps', flexible: true },
      { head: 'grace' },
      { head: 'used' },
      { head: 'problem', flexible: true },
    ],
    views.map(({ policy, steps, grace, usable, problems }) => [
      policy,
      steps.map(({ after, action }) => `${span(after)} ${action}`).join(', ') || null,
      grace === null ? null : span(grace),
      { text: usable ? 'yes' : 'no', colour: usable ? 'green' : 'red' },
      problems[0]?.message ?? null,
    ]),
  );
}

function showPolicy(io: Io, view: PolicyView): void {
  const name = view.configured ? `${view.policy} (of the configuration)` : view.policy;
  print(io, `policy ${harmless(name)}${view.label === null ? '' : `, ${harmless(view.label)}`}`);
  print(io, `grace  ${view.grace === null ? 'the general one' : span(view.grace)}`);
  if (view.steps.length > 0) {
    print(io, '');
    printTable(
      io,
      [
        { head: 'step' },
        { head: 'after' },
        { head: 'action' },
        { head: 'channel' },
        { head: 'template', flexible: true },
        { head: 'when', flexible: true },
      ],
      view.steps.map(({ after, action, channel, template, when }, index) => [
        index + 1,
        span(after),
        action,
        channel,
        template,
        when,
      ]),
    );
  }
  for (const { message, hint } of view.problems) print(io, `! It is not used. ${harmless(message)} ${harmless(hint)}`);
}
