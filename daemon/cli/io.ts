import type { Writable } from 'node:stream';
import { styleText } from 'node:util';

/** What commands read from and write to: the process, or a test. */
export interface Io {
  stdout: Output;
  stderr: Output;
  env: NodeJS.ProcessEnv;
  /** Aborted by SIGINT and SIGTERM: what runs until then ends well. */
  signal: AbortSignal;
  /** What the command ends with when it throws nothing. @default 0 */
  exitCode?: ExitCode;
}

/** A stream that may be a terminal. */
export type Output = Writable & { isTTY?: boolean; columns?: number };

/** How a command ended. Scripts decide by it; docs/operating.md lists them. */
export const exitCodes = {
  done: 0,
  /** What was asked for did not happen, or `check` found a fault. */
  failed: 1,
  /** Unknown command, option or value. */
  usage: 2,
  /** The daemon does not answer. */
  noDaemon: 3,
  /** `status` found something a person should look at. */
  attention: 4,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Ends the command with a message for the person who typed it, without a stack trace. */
export class CliError extends Error {
  override readonly name = 'CliError';
  constructor(
    message: string,
    readonly exitCode: ExitCode = exitCodes.failed,
  ) {
    super(message);
  }
}

export type Colour = 'red' | 'yellow' | 'green' | 'dim' | 'bold';

/** Coloured on a terminal that shows colours, and not where `NO_COLOR` is set; otherwise the text as it is. */
export function coloured(io: Io, colour: Colour, text: string): string {
  const plain = io.stdout.isTTY !== true || (io.env['NO_COLOR'] ?? '') !== '' || io.env['TERM'] === 'dumb';
  return plain ? text : styleText(colour, text, { validateStream: false });
}

export function print(io: Io, text: string): void {
  io.stdout.write(`${text}\n`);
}

/** One JSON value on one line, for programs. */
export function printJson(io: Io, value: unknown): void {
  print(io, JSON.stringify(value));
}

/** Columns there are for output. Pipes and files have as many as it takes. */
export function columnsOf(io: Io): number {
  return io.stdout.isTTY === true ? (io.stdout.columns ?? 80) : Number.POSITIVE_INFINITY;
}
