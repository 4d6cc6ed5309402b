import { PanelError, partOf, type PanelAdapter, type Server } from '../../panel';
import type { Clock } from '../clock';
import { onePage, type Things, type Watch, type Watched } from '../watch';
import { Lasting } from './lasting';
import {
  loadOf,
  overloadedWith,
  serverCollection,
  serverThing,
  type Load,
  type LoadThresholds,
  type ServerThing,
} from './servers';

export interface ServerWatchOptions {
  thresholds: LoadThresholds;
  /** How long a server must have been past a threshold before it is told of: a peak is no news. */
  overloadedAfterSeconds: number;
}

/** The servers of one panel: whether it hears from them, and, where they tell, how busy they are. */
export class ServerWatch implements Watch {
  readonly name = 'servers';
  readonly needs = ['lists.listServers'] as const;
  private readonly busy: Lasting;
  /** A list may have lost a row: one look without a server proves nothing. */
  private readonly unlisted = new Lasting(0);

  constructor(
    private readonly parts: { things: Things; clock: Clock },
    private readonly options: ServerWatchOptions,
  ) {
    this.busy = new Lasting(options.overloadedAfterSeconds);
  }

  async look(panel: Watched, signal: AbortSignal): Promise<undefined> {
    const { adapter } = panel;
    const listed = await partOf(adapter, 'lists').listServers();
    const collection = serverCollection(panel.name);
    const known = new Map(
      (await this.parts.things.all<ServerThing>(panel.name, collection.kind)).map((thing) => [thing.id, thing]),
    );
    this.busy.begin();
    const now: ServerThing[] = [];
    for (const server of listed) {
      signal.throwIfAborted();
      now.push(await this.seen(adapter, server, known.get(server.id)));
    }
    this.busy.end();
    this.unlisted.begin();
    for (const thing of known.values()) {
      signal.throwIfAborted();
      if (listed.some(({ id }) => id === thing.id)) continue;
      const kept = await this.notListed(adapter, thing);
      if (kept !== null) now.push(kept);
    }
    this.unlisted.end();
    await this.parts.things.look(panel, collection, onePage(now), signal);
  }

  private async seen(adapter: PanelAdapter, server: Server, known: ServerThing | undefined): Promise<ServerThing> {
    // Neither up nor down while the panel works on it.
    if (server.busy && known !== undefined) return known;
    const load = server.online ? await loadFrom(adapter, server) : null;
    if (load === null) return serverThing(server, server.online ? (known?.overloaded ?? []) : [], null);
    const before = known?.overloaded ?? [];
    const overloaded = overloadedWith(load, before, this.options.thresholds, (measure) =>
      this.busy.found(`${server.id} ${measure}`, this.parts.clock.now()),
    );
    return serverThing(server, overloaded, load);
  }
  /** Panels that list only the servers they hear from: one that is not listed is offline, unless it was deleted (null). */
  private async notListed(adapter: PanelAdapter, known: ServerThing): Promise<ServerThing | null> {
    const get = adapter.parts?.servers?.getServer;
    if (get === undefined) return null;
    try {
      const server = await get(known.id);
      const lasts = this.unlisted.found(known.id, this.parts.clock.now());
      return server.busy || !lasts ? known : serverThing({ ...server, online: false }, [], null);
    } catch (error) {
      if (error instanceof PanelError && error.code === 'not-found') return null;
      throw error;
    }
  }
}

/** null: the panel has no way to ask, or the machine does not answer it. */
async function loadFrom(adapter: PanelAdapter, server: Server): Promise<Load | null> {
  const ask = adapter.parts?.servers?.getServerStats;
  if (ask === undefined) return null;
  try {
    return loadOf(await ask(server.id), server);
  } catch (error) {
    if (error instanceof PanelError && error.code === 'rejected') return null;
    throw error;
  }
}
