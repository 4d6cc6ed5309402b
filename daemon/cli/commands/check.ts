import type { Command } from 'commander';
import { checkPanel } from '../checkPanel';
import { coloured, exitCodes, print, printJson, type Io } from '../io';
import { newCommand, readConfig, type CommonOptions } from '../options';

export function addCheck(program: Command, io: Io): void {
  newCommand(
    program,
    'check',
    'check the configuration and ask each panel whether it would work; changes nothing',
  ).action((options: CommonOptions) => check(io, options));
}

async function check(io: Io, { config: file, json }: CommonOptions): Promise<void> {
  const config = readConfig(io, file);
  if (!json) print(io, `${file}: the configuration is in order.`);
  for (const panel of config.panels) {
    const result = await checkPanel(panel);
    if (!result.ok) io.exitCode = exitCodes.failed;
    if (json) {
      printJson(io, result);
      continue;
    }
    const verdict = result.ok ? coloured(io, 'green', 'ok  ') : coloured(io, 'red', 'FAIL');
    print(io, `${verdict} panel ${result.panel}`);
    for (const line of result.lines) print(io, `       ${line}`);
  }
}
