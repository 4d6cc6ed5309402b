import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureN8n, installProgressText, startN8n, type N8nProcess } from '../../n8n';
import { startDemoPanel, type DemoPanel } from '../panel';
import { demoOwner } from '../stack';
import { DaemonSide } from './daemon';
import { WorkflowSide } from './n8n';
import type { Side } from './side';
import { seedOf, steps } from './steps';
import { cpuSeconds, forgetPeak, peakMiB } from './usage';

/**
 * `npm run bench -- --only n8n [--json] [--lines 100000]`: a workflow that finds changed lines with n8n's own Remove Duplicates, beside the daemon's pass
 * over the same panel, in turns, and what comes of the node's own settings. Asserts nothing. With `--json`, one JSON object a line.
 */

const { values: given } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    lines: { type: 'string', default: '100000' },
  },
});

const bench = 'n8n-remove-duplicates';

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

type Result = Record<string, string | number>;

function print(result: Result): void {
  if (given.json) console.log(JSON.stringify(result));
  else
    console.log(
      Object.entries(result)
        .map(([name, value]) => `${name} ${String(value)}`.padEnd(18))
        .join(' '),
    );
}

/** @param made ids of the lines that are other than at the last look */
async function measure(side: Side, run: string, lines: number, made: readonly number[]): Promise<{ failed: boolean }> {
  const cpuBefore = side.pid === undefined ? 0 : cpuSeconds(side.pid);
  if (side.pid !== undefined) forgetPeak(side.pid);
  const { seconds, told, error } = await side.look();
  const pid = side.pid ?? Number.NaN;
  const found = made.filter((id) => told.has(id)).length;
  print({
    bench: side.bench,
    lines,
    run,
    seconds: Number(seconds.toFixed(2)),
    cpuSeconds: Number((cpuSeconds(pid) - cpuBefore).toFixed(2)),
    peakMiB: peakMiB(pid),
    made: made.length,
    found,
    falseReports: told.size - found,
    ...(error === undefined ? {} : { error }),
  });
  return { failed: error !== undefined };
}

/** Who looks first changes from step to step. */
async function sideBySide(sides: readonly Side[], panel: DemoPanel): Promise<void> {
  for (const [index, { run, change }] of steps.entries()) {
    const made = change(panel);
    const lines = panel.state.lines.size;
    for (const side of index % 2 === 0 ? sides : sides.toReversed()) await measure(side, run, lines, made);
  }
}

/** The node as it comes, until it fails: half its history of lines is the most it begins with twice. */
async function byDefault(n8n: N8nProcess): Promise<void> {
  const panel = await startDemoPanel({ seed: seedOf(5000, nowSeconds()) });
  try {
    const side = await WorkflowSide.create({ bench: `${bench}-default-history`, n8n, panel });
    for (const { run, change } of steps) {
      const { failed } = await measure(side, run, panel.state.lines.size, change(panel));
      if (failed) return;
    }
  } finally {
    await panel.stop();
  }
}

async function main(): Promise<void> {
  if (process.platform !== 'linux')
    throw new Error('This bench reads the memory of processes from /proc: it needs Linux.');
  const lines = Number(given.lines);
  if (!Number.isInteger(lines) || lines < 1000 || lines > 200_000)
    throw new Error('With --only n8n, --lines takes one whole number from 1000 to 200000.');
  const interrupted = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        reject(new Error('Interrupted.'));
      });
    }
  });
  await ensureN8n({
    onProgress: (step) => {
      console.error(installProgressText(step));
    },
  });

  const folder = await mkdtemp(join(tmpdir(), 'xtream-ui-bench-'));
  await mkdir(join(folder, 'daemon'));
  const panel = await startDemoPanel({ seed: seedOf(lines, nowSeconds()) });
  const daemon = new DaemonSide(join(folder, 'daemon'), panel);
  const n8n = await startN8n({ userFolder: join(folder, 'n8n') });
  try {
    await Promise.race([measureAll(n8n, daemon, panel), interrupted]);
  } finally {
    await Promise.all([daemon.stop(), n8n.stop(), panel.stop()]);
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureAll(n8n: N8nProcess, daemon: DaemonSide, panel: DemoPanel): Promise<void> {
  await n8n.client.setupOwnerOrLogin(demoOwner);
  await byDefault(n8n);
  // Room for all lines twice, and for what changes: the node refuses to begin when those stored and those at hand are more.
  const historySize = 10 * panel.state.lines.size;
  await sideBySide([await WorkflowSide.create({ bench, n8n, panel, historySize }), daemon], panel);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
