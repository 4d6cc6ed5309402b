import type { Instant, Values } from '../../panel';

/**
 * - `intended`: on disk, nothing sent.
 * - `sent`: on disk with its target; sent, or about to be. Only reading back tells which.
 * - `confirmed`: read back from the panel as asked for.
 * - `failed`: ended without. With `attempts` 0 nothing was sent, and the key is free again.
 */
export type CommandState = 'intended' | 'sent' | 'confirmed' | 'failed';

/** Without secrets. */
export interface CommandError {
  /** A PanelErrorCode, or `internal`. */
  code: string;
  message: string;
  hint?: string;
  field?: string;
}

/** What callers see of a command. */
export interface CommandView {
  key: string;
  panel: string;
  operation: string;
  state: CommandState;
  /** Of a confirmed command: the line as read back (with its password), or `{"id","username","deleted":true}`. */
  result: object | null;
  /** Why it failed or, while it is under way, what holds it up. */
  error: CommandError | null;
  /** How often it was sent. */
  attempts: number;
  /** Whether `submit` found the key in use with the same parameters, and so did nothing. Always false from `get` and `wait`. */
  replayed: boolean;
  createdAt: Instant;
}

/** A command as the ledger has it. */
export interface Command extends Omit<CommandView, 'replayed'> {
  /** The order commands came in. */
  sequence: number;
  fingerprint: string;
  /** The checked parameters; empty once it has ended. */
  values: Values;
  target: object | null;
  subject: string | null;
}

export function hasEnded(command: { state: CommandState }): boolean {
  return command.state === 'confirmed' || command.state === 'failed';
}

export function viewOf(command: Command, replayed = false): CommandView {
  const { key, panel, operation, state, result, error, attempts, createdAt } = command;
  return { key, panel, operation, state, result, error, attempts, replayed, createdAt };
}
