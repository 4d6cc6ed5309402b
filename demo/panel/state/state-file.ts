import { mkdirSync, readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PanelState, SavedState } from './state';

const SAVE_DELAY_MS = 100;
/** A large state takes long to write: at most this share of the time goes into saving. */
const MAX_SAVING_SHARE = 0.1;

/** Reads the saved state into `state`; false when there is no such file. @throws when the file is damaged or of another format. */
export function loadState(file: string, state: PanelState): boolean {
  let saved: string;
  try {
    saved = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  try {
    state.load(JSON.parse(saved) as SavedState);
    return true;
  } catch (error) {
    throw new Error(`The demo panel's state file ${file} cannot be read: delete it to start afresh`, { cause: error });
  }
}

/** Keeps the file up to date: a little after changes, and at once on `close`. The file is replaced whole, never half-written. */
export class StateFile {
  readonly #file: string;
  readonly #state: PanelState;
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();
  #lastSaveTook = 0;

  constructor(file: string, state: PanelState) {
    this.#file = file;
    this.#state = state;
    mkdirSync(dirname(file), { recursive: true });
  }

  changed(): void {
    if (this.#timer) return;
    const delay = Math.max(SAVE_DELAY_MS, this.#lastSaveTook / MAX_SAVING_SHARE);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#save().catch((error: unknown) => {
        console.error(`The demo panel could not save its state to ${this.#file}: ${String(error)}`);
      });
    }, delay);
    this.#timer.unref();
  }

  /** Saves what is there now and stops. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#save();
  }

  #save(): Promise<void> {
    const save = async () => {
      const started = performance.now();
      const temporary = `${this.#file}.${process.pid}.tmp`;
      const handle = await open(temporary, 'w', 0o600);
      try {
        await handle.writeFile(JSON.stringify(this.#state));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, this.#file);
      this.#lastSaveTook = performance.now() - started;
    };
    this.#saving = this.#saving.then(save, save);
    return this.#saving;
  }
}
