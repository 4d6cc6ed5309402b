import { spawn } from 'node:child_process';
import { pathWithNode24 } from './project';

export interface RunNpmOptions {
  cwd: string;
  /** Called about once a second while npm runs. */
  onTick: () => void | Promise<void>;
}

/**
 * Runs npm under Node 24.
 *
 * @throws Error with the last lines of its output if it fails
 */
export async function runNpm(args: string[], { cwd, onTick }: RunNpmOptions): Promise<void> {
  const child = spawn('npm', args, {
    cwd,
    env: npmEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
    // A group of its own, so that ending it ends the compilers it started as well.
    detached: true,
  });
  let output = '';
  const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-20_000));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);

  const end = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  process.once('exit', end);
  let ticked: Promise<void> | undefined;
  const ticking = setInterval(() => {
    // One at a time: on a busy machine a tick can take longer than a second.
    ticked ??= Promise.resolve(onTick()).finally(() => (ticked = undefined));
  }, 1_000);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0) {
      const lines = output.trimEnd().split('\n').slice(-25).join('\n');
      throw new Error(
        `npm ${args.join(' ')} failed in ${cwd} (exit code ${String(code)}). The end of its output:\n${lines}`,
      );
    }
  } finally {
    clearInterval(ticking);
    process.removeListener('exit', end);
  }
}

/**
 * The caller's environment without what `npm run` adds to it: npm takes those for settings, and the folder of this
 * repository would become the one it installs into.
 */
function npmEnvironment(): NodeJS.ProcessEnv {
  const added =
    /^(npm_lifecycle_|npm_package_|npm_config_(local_prefix|prefix|workspace|ignore_scripts|noproxy)$|INIT_CWD$)/i;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !added.test(name)));
  return { ...env, PATH: pathWithNode24() };
}
