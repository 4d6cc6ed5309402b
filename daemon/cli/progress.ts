import { SingleBar } from 'cli-progress';
import type { Io } from './io';

export interface Progress {
  /** @param done of the total */
  update(done: number): void;
  end(): void;
}

/** A progress bar on a terminal's standard error; nothing anywhere else, so that logs and pipes stay readable. */
export function startProgress(io: Io, what: string, total: number): Progress {
  if (io.stderr.isTTY !== true) return { update: () => undefined, end: () => undefined };
  const bar = new SingleBar({
    stream: io.stderr,
    format: `${what} [{bar}] {percentage}% {value}/{total} {eta_formatted}`,
    barCompleteChar: '=',
    barIncompleteChar: ' ',
    barsize: 24,
    hideCursor: true,
  });
  bar.start(total, 0);
  return {
    update: (done) => {
      bar.update(done);
    },
    end: () => {
      bar.stop();
    },
  };
}
