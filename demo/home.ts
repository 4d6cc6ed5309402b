import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../n8n';

/** Where the demo keeps its state between starts, and where a running one can be found. */

/** `$XTREAM_UI_DEMO_HOME`, else `.demo` in the clone. */
export const demoHome = process.env['XTREAM_UI_DEMO_HOME'] ?? join(projectRoot(), '.demo');

/** A running demo, as the other demo commands find it. */
export interface RunningDemo {
  pid: number;
  n8n: string;
  daemon: string;
  operator: string;
  mail: string;
  clouds: string;
  stripeSecret: string;
}

export interface DemoSecrets {
  token: string;
  stripeSecret: string;
}

/** Made once per demo home, readable by its owner only. */
export async function demoSecrets(): Promise<DemoSecrets> {
  await mkdir(demoHome, { recursive: true, mode: 0o700 });
  const file = join(demoHome, 'secrets.json');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as DemoSecrets;
  } catch {
    const secrets = {
      token: randomBytes(24).toString('base64url'),
      stripeSecret: `whsec_${randomBytes(24).toString('hex')}`,
    };
    await writeFile(file, JSON.stringify(secrets), { mode: 0o600 });
    return secrets;
  }
}

const runningFile = join(demoHome, 'running.json');

export async function announce(demo: RunningDemo): Promise<void> {
  await writeFile(runningFile, JSON.stringify(demo), { mode: 0o600 });
}

export async function withdraw(): Promise<void> {
  await rm(runningFile, { force: true });
}

/** @returns null when none runs */
export async function runningDemo(): Promise<RunningDemo | null> {
  try {
    const demo = JSON.parse(await readFile(runningFile, 'utf8')) as RunningDemo;
    process.kill(demo.pid, 0);
    return demo;
  } catch {
    return null;
  }
}

/** @throws Error that says how to start one */
export async function theRunningDemo(): Promise<RunningDemo> {
  const demo = await runningDemo();
  if (demo) return demo;
  throw new Error('No demo is running. Start it first, in another terminal: npm start');
}
