import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './project.mjs';

const installed = join(root, 'node_modules', 'node', 'bin', 'node');
const onPath = join(root, 'node_modules', '.bin', 'node');

/**
 * Makes sure that `node` in node_modules/.bin is Node 24. npm has it as a package, whose install script fetches the binary
 * for this platform; install scripts are off in this repository, so that one is run here. Where it can't be fetched, a
 * Node of 24 or later that runs this serves as well.
 */
export function ensureNode24() {
  if (major(onPath) >= 24) return;
  const [running] = process.versions.node.split('.');
  if (Number(running) < 20) {
    throw new Error(
      `This is Node ${process.version}; install Node 20 or later (the demo and the tests then fetch Node 24).`,
    );
  }
  console.log('Fetching Node 24, which the daemon and n8n run on.');
  const { status } = spawnSync('npm', ['rebuild', 'node', '--ignore-scripts=false', '--foreground-scripts'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status === 0 && major(installed) >= 24) return;
  if (Number(running) < 24) {
    throw new Error(
      'Node 24 could not be fetched; npm says why above. Or install Node 24 yourself and run this again with it.',
    );
  }
  mkdirSync(join(root, 'node_modules', '.bin'), { recursive: true });
  rmSync(onPath, { force: true });
  symlinkSync(process.execPath, onPath);
}

/** The major version a binary reports; 0 if it does not run. */
function major(binary) {
  const { stdout } = spawnSync(binary, ['--version'], { encoding: 'utf8' });
  return Number(/^v(\d+)\./.exec(stdout ?? '')?.[1] ?? 0);
}
