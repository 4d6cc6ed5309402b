import { partOf, type LiveStatus } from '../../panel';
import type { Clock } from '../clock';
import { onePage, type Things, type Watch, type Watched } from '../watch';
import { Lasting } from './lasting';
import { isWorse, levelOf, streamCollection, streamThing, type StreamThing } from './streams';

export interface StreamWatchOptions {
  /** How long a stream must have been down, or on fewer servers, before it is told of: a restart is no news. */
  downAfterSeconds: number;
}

/**
 * Streams, channels and stations. What got worse is told of when it stays so (Lasting); until then, the stream counts as it was last seen. What got better
 * is told of at once. For one panel.
 */
export class StreamWatch implements Watch {
  readonly name = 'streams';
  readonly needs = ['live.listLive'] as const;
  private readonly worse: Lasting;

  constructor(
    private readonly parts: { things: Things; clock: Clock; fingerprint: (text: string) => string },
    options: StreamWatchOptions,
  ) {
    this.worse = new Lasting(options.downAfterSeconds);
  }

  async look(panel: Watched, signal: AbortSignal): Promise<undefined> {
    const found = await partOf(panel.adapter, 'live').listLive();
    signal.throwIfAborted();
    const now = await this.settled(panel.name, found);
    await this.parts.things.look(panel, streamCollection, onePage(now), signal);
  }

  private async settled(panel: string, found: readonly LiveStatus[]): Promise<StreamThing[]> {
    const { things, clock, fingerprint } = this.parts;
    const levels = found.map((status) => ({ status, level: levelOf(status) }));
    const doubtful = levels.filter(({ level }) => level !== 'up' && level !== 'idle').map(({ status }) => status.id);
    const known = await things.some<StreamThing>(panel, streamCollection.kind, doubtful);
    this.worse.begin();
    const settled = levels.map(({ status, level }) => {
      const before = known.get(status.id);
      if (before === undefined) return streamThing(status, level ?? 'idle', fingerprint);
      if (level === null) return before;
      if (!isWorse(level, before.level)) return streamThing(status, level, fingerprint);
      return this.worse.found(`${status.id} ${level}`, clock.now()) ? streamThing(status, level, fingerprint) : before;
    });
    this.worse.end();
    return settled;
  }
}
