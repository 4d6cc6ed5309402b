import {
  everyCoreAbility,
  PanelError,
  unmetChanges,
  type CustomCall,
  type Line,
  type LineChanges,
  type LineQuery,
  type LineSummary,
  type NewLine,
  type Package,
  type Page,
  type PanelAdapter,
  type PanelIdentity,
} from '../../../panel';

/** Called around each call of the panel. Throwing `before` means the panel never got it; `after`, that only the answer was lost. */
export type Around = (moment: 'before' | 'after', method: string) => void | Promise<void>;

function line(id: string, given: NewLine): Line {
  return {
    id,
    ownerId: '1',
    ownerName: 'admin',
    enabled: true,
    banned: false,
    trial: false,
    restreamer: false,
    maxConnections: 1,
    activeConnections: 0,
    adminNotes: null,
    resellerNotes: null,
    packageId: null,
    outputs: ['hls', 'mpegts'],
    allowedIps: [],
    allowedUserAgents: [],
    ispLocked: false,
    stalker: false,
    bypassUserAgent: false,
    contact: null,
    forcedCountry: null,
    createdAt: null,
    ...given,
  };
}

/** A panel in memory: usernames are unique, unknown lines are not found, writes are absolute. `lines` is what an operator at the panel sees and edits. */
export class FakePanel implements PanelAdapter {
  readonly dialect = 'xui';
  readonly offers = everyCoreAbility;
  readonly lines = new Map<string, Line>();
  /** Writes that reached the panel, e.g. `updateLine 1 {"expiresAt":"…"}`. */
  readonly writes: string[] = [];
  around: Around = () => undefined;
  readonly parts = {
    custom: {
      writeCustom: ({ action }: CustomCall): Promise<object> =>
        this.call('writeCustom', () => {
          this.writes.push(action);
          return { status: 'STATUS_SUCCESS' };
        }),
    },
  };
  private lastId = 0;

  add(given: Partial<NewLine> & { username: string }): Line {
    const added = line(String(++this.lastId), {
      password: 'pa55-of-the-line',
      expiresAt: '2027-01-15T12:00:00Z',
      bouquetIds: ['1'],
      ...given,
    });
    this.lines.set(added.id, added);
    return added;
  }

  /** As an operator would, in the panel itself. */
  change(id: string, changes: LineChanges): void {
    const found = this.lines.get(id);
    if (found) this.lines.set(id, { ...found, ...changes });
  }

  identify(): Promise<PanelIdentity> {
    return this.call('identify', () => ({
      dialect: 'xui',
      explanation: 'A fake panel.',
      product: 'in memory',
      userId: '1',
      username: 'admin',
      credits: 0,
      timeZone: 'UTC',
    }));
  }

  listLines(query: LineQuery = {}): Promise<Page<LineSummary>> {
    return this.call('listLines', () => {
      const start = query.start ?? 0;
      const rows = [...this.lines.values()];
      return { rows: rows.slice(start, start + Math.min(query.limit ?? 500, 10)), total: rows.length };
    });
  }

  getLine(id: string): Promise<Line> {
    return this.call('getLine', () => this.existing(id));
  }

  findLine(username: string): Promise<Line | null> {
    return this.call('findLine', () => [...this.lines.values()].find((each) => each.username === username) ?? null);
  }

  createLine(given: NewLine): Promise<Line> {
    return this.call('createLine', () => {
      if ([...this.lines.values()].some((each) => each.username === given.username)) {
        throw new PanelError('exists', `The username ${given.username} is taken.`, { field: 'username' });
      }
      this.writes.push(`createLine ${given.username}`);
      return this.add(given);
    });
  }

  updateLine(id: string, changes: LineChanges): Promise<Line> {
    return this.call('updateLine', () => {
      const before = this.existing(id);
      if (unmetChanges(before, changes).length > 0) {
        this.writes.push(`updateLine ${id} ${JSON.stringify(changes)}`);
        this.change(id, changes);
      }
      return this.existing(id);
    });
  }

  deleteLine(id: string): Promise<void> {
    return this.call('deleteLine', () => {
      this.existing(id);
      this.writes.push(`deleteLine ${id}`);
      this.lines.delete(id);
    });
  }

  listPackages(): Promise<Package[]> {
    return this.call('listPackages', () => []);
  }

  listBouquets(): Promise<[]> {
    return this.call('listBouquets', () => []);
  }

  listUsers(): Promise<Page<never>> {
    return this.call('listUsers', () => ({ rows: [], total: 0 }));
  }

  private existing(id: string): Line {
    const found = this.lines.get(id);
    if (!found) throw new PanelError('not-found', `The panel has no line with id ${id}.`);
    return found;
  }

  private async call<T>(method: string, work: () => T): Promise<T> {
    await this.around('before', method);
    // An answer takes a moment in which others may run.
    await new Promise((resolve) => setImmediate(resolve));
    const answer = work();
    await this.around('after', method);
    return answer;
  }
}
