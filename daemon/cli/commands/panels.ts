import type { Command } from 'commander';
import { connectDaemon } from '../api';
import { print, printJson, type Io } from '../io';
import { newCommand, type CommonOptions } from '../options';

export function addPanels(program: Command, io: Io): void {
  const panels = program.command('panels').description('decide on held changes, start a pass');
  const act = (name: string, description: string, path: string, done: (panel: string) => string): void => {
    newCommand(panels, `${name} <panel>`, description).action(
      async (panel: string, { config, json }: CommonOptions) => {
        const answer = await connectDaemon(io, config).post(`/v1/panels/${encodeURIComponent(panel)}/${path}`);
        if (json) printJson(io, answer);
        else print(io, done(panel));
      },
    );
  };
  act(
    'confirm',
    'believe that the lines a panel seems to have lost were deleted',
    'held/confirm',
    (panel) => `The lines that ${panel} no longer lists are taken as deleted.`,
  );
  act(
    'reject',
    'keep the lines a panel seems to have lost',
    'held/reject',
    (panel) => `The lines that ${panel} no longer lists are kept.`,
  );
  act(
    'pass',
    'read a panel now',
    'pass',
    (panel) => `A pass over ${panel} has begun: xtream-ui-sync status tells how it went.`,
  );
}
