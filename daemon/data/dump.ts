import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** PostgreSQL's own tools for a database, as a person would type them. The password is not among the arguments, which everybody on the machine can read. */
export const postgresTools = {
  dump: (url: string, file: string): string[] => [
    'pg_dump',
    '--format=custom',
    '--no-owner',
    `--file=${file}`,
    `--dbname=${withoutPassword(url)}`,
  ],
  restore: (url: string, file: string): string[] => [
    'pg_restore',
    '--clean',
    '--if-exists',
    '--no-owner',
    '--single-transaction',
    `--dbname=${withoutPassword(url)}`,
    file,
  ],
};

/**
 * Has pg_dump write a database to a file.
 * @returns what it said when it failed; null when it is not installed
 */
export async function dumpPostgres(url: string, file: string): Promise<{ problem: string } | 'done' | null> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const [program = '', ...args] = postgresTools.dump(url, file);
  const { password } = new URL(url);
  const env = { ...process.env, ...(password === '' ? {} : { PGPASSWORD: decodeURIComponent(password) }) };
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve(null);
      else reject(error);
    });
    child.on('close', (code) => {
      resolve(code === 0 ? 'done' : { problem: said.join('').trim() });
    });
  });
}

/** For a shell. */
export function typed(command: readonly string[]): string {
  return command.map((word) => (/^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
}

function withoutPassword(url: string): string {
  const shown = new URL(url);
  shown.password = '';
  return shown.toString();
}
