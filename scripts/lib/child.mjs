import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { root } from './project.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGKILL: 137, SIGTERM: 143 };
/** A Ctrl-C reaches this process from the terminal and once more from npm: both within this many milliseconds. */
const SAME_SIGNAL_MS = 500;

/** Set once a signal ended a child: what follows in a target must not start. */
export let interrupted = false;

/**
 * Runs a program with the tools of node_modules first in PATH (`node` is Node 24 there), in its own process group so that
 * a signal reaches it exactly once, passed on from here.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, cwd?: string }} [options]
 * @returns {Promise<number>} its exit code; 128 plus the signal's number if a signal ended it
 */
export async function run(command, args, { env = {}, cwd = root } = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter), ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  let lastSignal = 0;
  const forward = (signal) => {
    interrupted = true;
    if (Date.now() - lastSignal < SAME_SIGNAL_MS) return;
    lastSignal = Date.now();
    child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, forward);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => resolve(code ?? EXIT_CODES[signal] ?? 1));
    });
  } finally {
    for (const signal of SIGNALS) process.removeListener(signal, forward);
  }
}

/** Runs a JavaScript file under Node 24. */
export function runNode(file, args = [], options = {}) {
  return run('node', ['--disable-warning=ExperimentalWarning', join(root, file), ...args], options);
}
