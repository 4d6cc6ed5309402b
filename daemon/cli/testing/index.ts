import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { openBench, token, type Bench } from '../../http/testing/bench';
import { runCli } from '../cli';
import type { ExitCode, Io, Output } from '../io';

/** What a command printed, and how it ended. */
export interface Ended {
  code: ExitCode;
  stdout: string;
  stderr: string;
}

/** A stream that keeps what is written to it. */
export function kept(terminal?: { columns: number }): Output & { text(): string } {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString());
      done();
    },
  });
  return Object.assign(stream, {
    text: () => chunks.join(''),
    ...(terminal === undefined ? {} : { isTTY: true, columns: terminal.columns }),
  });
}

/** Carries out a command line in this process. */
export async function typed(
  args: readonly string[],
  io: { env?: NodeJS.ProcessEnv; signal?: AbortSignal; terminal?: { columns: number } } = {},
): Promise<Ended> {
  const stdout = kept(io.terminal);
  const stderr = kept();
  const whole: Io = { stdout, stderr, env: io.env ?? {}, signal: io.signal ?? new AbortController().signal };
  const code = await runCli(args, whole);
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** The command line beside a daemon that listens. */
export interface DaemonCli {
  bench: Bench;
  /** Carries out a command against the daemon. */
  run(...args: string[]): Promise<Ended>;
  /** Where files for commands go. */
  folder: string;
  /** Writes a file there. @returns its path */
  written(name: string, text: string): Promise<string>;
  close(): Promise<void>;
}

export async function openDaemonCli(): Promise<DaemonCli> {
  const bench = await openBench();
  await bench.server.listen({ host: '127.0.0.1', port: 0 });
  const folder = await mkdtemp(join(tmpdir(), 'xtream-ui-cli-'));
  const written = async (name: string, text: string): Promise<string> => {
    const file = join(folder, name);
    await writeFile(file, text);
    return file;
  };
  const { port } = bench.server.server.address() as AddressInfo;
  const config = await written('sync.yaml', `api:\n  port: ${String(port)}\n  token: \${TOKEN}\n`);
  return {
    bench,
    folder,
    written,
    run: (...args) => typed([...args, '--config', config], { env: { TOKEN: token }, terminal: { columns: 100 } }),
    async close() {
      await bench.close();
      await rm(folder, { recursive: true });
    },
  };
}
