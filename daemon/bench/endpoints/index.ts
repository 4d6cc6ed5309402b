import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freshDatabase } from '../../testing/postgres';
import { rounded, type Bench } from '../bench';

const run = promisify(execFile);
const pushes = 50_000;
const rounds = 3;

/**
 * Pushes a second from the log on disk to a receiver in another process, as a ratio to a bare undici loop that posts the same bytes to the same receiver.
 * The better of three rounds each; every round is a process of its own.
 */
export const endpoints: Bench = {
  name: 'endpoints',
  async run({ store }, report) {
    const folder = await mkdtemp(join(tmpdir(), 'xtream-ui-bench-'));
    const receiver = fork(join(__dirname, 'receiver.js'));
    try {
      const [port] = (await once(receiver, 'message')) as [number];
      let [bare, pushed] = [0, 0];
      for (let round = 0; round < rounds; round += 1) {
        bare = Math.max(bare, await measure('bare', port));
        const database = store === 'postgres' ? await freshDatabase() : undefined;
        try {
          pushed = Math.max(pushed, await measure('pushed', port, database?.url ?? join(folder, `${round}.db`)));
        } finally {
          await database?.drop();
        }
      }
      report({
        bench: 'endpoints',
        store,
        pushesPerSecond: Math.round(pushed),
        barePerSecond: Math.round(bare),
        ratioToBareUndici: rounded(pushed / bare, 2),
      });
    } finally {
      receiver.kill();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measure(what: string, port: number, place = ''): Promise<number> {
  const script = join(__dirname, 'measure.js');
  const args = ['--disable-warning=ExperimentalWarning', script, what, String(port), String(pushes), place];
  const { stdout } = await run(process.execPath, args);
  return (JSON.parse(stdout) as { pushesPerSecond: number }).pushesPerSecond;
}
