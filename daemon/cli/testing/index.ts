import { Writable } from 'node:stream';
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
