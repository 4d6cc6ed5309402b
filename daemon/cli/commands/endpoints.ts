import type { Command } from 'commander';
import type { EndpointView } from '../../endpoints';
import { connectDaemon } from '../api';
import { print, printJson, type Colour, type Io } from '../io';
import { newCommand, type CommonOptions } from '../options';
import { printTable } from '../table';
import { age, counted } from '../words';

const stateColours: Readonly<Record<EndpointView['state'], Colour>> = {
  pushing: 'green',
  failing: 'yellow',
  disabled: 'red',
};

export function addEndpoints(program: Command, io: Io): void {
  const endpoints = program
    .command('endpoints')
    .description('how the receivers of webhooks stand, and setting them right');

  newCommand(endpoints, 'list', 'all endpoints, and how far they are').action(
    async ({ config, json }: CommonOptions) => {
      const { endpoints: views } = await connectDaemon(io, config).get<{ endpoints: EndpointView[] }>('/v1/endpoints');
      if (json) for (const view of views) printJson(io, view);
      else if (views.length === 0) print(io, 'There are no endpoints.');
      else printEndpoints(io, views);
    },
  );

  for (const [action, description, done] of [
    ['enable', 'go on where it stopped', 'goes on where it stopped'],
    ['disable', 'push nothing more; what comes waits in the log', 'is disabled; what comes waits in the log'],
  ] as const) {
    newCommand(endpoints, `${action} <endpoint>`, description).action(
      async (name: string, { config, json }: CommonOptions) => {
        const view = await connectDaemon(io, config).post(`${pathOf(name)}/${action}`);
        if (json) printJson(io, view);
        else print(io, `The endpoint ${name} ${done}.`);
      },
    );
  }

  newCommand(endpoints, 'redrive <endpoint>', 'push again what was given up')
    .option('--id <event...>', 'only these; all otherwise')
    .action(async (name: string, { config, json, id = [] }: CommonOptions & { id?: string[] }) => {
      const answer = await connectDaemon(io, config).post<{ redriven: number }>(`${pathOf(name)}/redrive`, { ids: id });
      if (json) printJson(io, answer);
      else print(io, `${counted(answer.redriven, 'event')} given back to ${name}.`);
    });
}

export function pathOf(endpoint: string): string {
  return `/v1/endpoints/${encodeURIComponent(endpoint)}`;
}

/** Endpoints and how far they are. */
export function printEndpoints(io: Io, views: readonly EndpointView[]): void {
  printTable(
    io,
    [
      { head: 'endpoint', flexible: true },
      { head: 'state' },
      { head: 'lag' },
      { head: 'waiting' },
      { head: 'dead' },
      { head: 'success' },
      { head: 'last failure', flexible: true },
    ],
    views.map(({ endpoint, state, lag, waiting, dead, lastSuccessAt, lastFailures }) => [
      endpoint,
      { text: state, colour: stateColours[state] },
      lag,
      waiting,
      dead,
      age(lastSuccessAt),
      lastFailures[0]?.reason ?? null,
    ]),
  );
}
