import type { Command } from 'commander';
import type { Registration } from '../../billing';
import { connectDaemon } from '../api';
import { print, printJson, type Io } from '../io';
import { newCommand, type CommonOptions } from '../options';

const ofSecret: Readonly<Record<Registration['secret'], string>> = {
  stored: 'Its secret is kept in the daemon’s store; the configuration needs none.',
  known: 'It was there before, and the source has a secret; it is told of everything the daemon understands now.',
  unknown:
    'It was there before, and its secret is told once only: set it in the source, or delete the endpoint at the provider and register again.',
};

export function addInbox(program: Command, io: Io): void {
  const inbox = program.command('inbox').description('where billing providers post their webhooks');

  newCommand(
    inbox,
    'register <source> <url>',
    'make the webhook at the provider by its API, for the public address of the source’s inbox',
  ).action(async (source: string, url: string, { config, json }: CommonOptions) => {
    const path = `/v1/inbox/${encodeURIComponent(source)}/registration`;
    const made = await connectDaemon(io, config).post<Registration>(path, { url });
    if (json) printJson(io, made);
    else print(io, `The endpoint ${made.endpoint} posts to ${made.url}. ${ofSecret[made.secret]}`);
  });
}
