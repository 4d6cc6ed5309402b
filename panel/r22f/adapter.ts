import { unsupported, type Ability } from '../abilities';
import type { PanelAdapter } from '../adapter';
import { read, type Row } from '../decode';
import { invalidParameter, PanelError } from '../errors';
import { unmetChanges } from '../line';
import { loginByLine } from '../parts';
import { wouldBeMangled } from '../rules';
import type { FormFields, PanelTransport } from '../transport';
import type { Line, LineChanges, LineKey, NewLine, Page, PanelIdentity, PanelUser } from '../types';
import { callsTo, refusedWith, userData, type Calls } from './call';
import { changedColumns, newColumns, strayChanges } from './edit';
import { lineFrom } from './fields';
import { r22fParts, userRows } from './parts';

/** The values of a line that have a column and that api.php can write. */
const settable = [
  'username',
  'password',
  'expiresAt',
  'bouquetIds',
  'maxConnections',
  'ownerId',
  'trial',
  'allowedIps',
  'allowedUserAgents',
  'adminNotes',
  'resellerNotes',
] as const;

const abilities: readonly Ability[] = [
  'getLine',
  'findLine',
  'createLine',
  'updateLine',
  'listUsers',
  ...settable.flatMap((field) => [`new:${field}`, `set:${field}`] as const),
  'set:enabled',
  'set:banned',
];

/**
 * Xtream Codes v2 and Xtream UI R22F: `api.php` with `action` and `sub`, and the key `api_pass` of the panel's settings.
 *
 * It knows a line by its username and password together, and by nothing else: there is no list, no look-up by id and no deletion. It also lets
 * two lines have one username with different passwords, so a username that is taken with another password cannot be seen from here.
 * Edits touch only the columns they are sent. Source: api.php of Xtream_main (R22F), read; not run.
 */
export class R22fAdapter implements PanelAdapter {
  readonly dialect = 'r22f';

  readonly offers: ReadonlySet<Ability> = new Set(abilities);

  readonly needsAccess = true;

  /** api.php's `stb` is MAG devices; Enigma2 devices it does not know. */
  readonly deviceKinds = ['mag'] as const;

  readonly parts;

  private readonly calls: Calls;

  constructor(private readonly transport: PanelTransport) {
    this.calls = callsTo(transport);
    this.parts = { ...r22fParts(this.calls), login: loginByLine(this) };
  }

  get origin(): string | undefined {
    return this.transport.origin;
  }

  /** Asks for a line without saying which: the complaint about that comes only after address and key were accepted, and only here. */
  async identify(): Promise<PanelIdentity> {
    try {
      await this.calls.object('user/info');
    } catch (error) {
      if (!refusedWith(error, 'PARAMETER ERROR (user/pass)')) throw error;
      return {
        dialect: 'r22f',
        product: 'Xtream Codes v2 / Xtream UI R22F (api.php)',
        explanation:
          'This is Xtream Codes v2 or Xtream UI R22F. Its API finds lines by username and password only, lists none and deletes none.',
        userId: null,
        username: null,
        credits: null,
        timeZone: null,
      };
    }
    throw new PanelError('not-a-panel', 'What answers at api.php is not the API of Xtream Codes v2 / R22F.', {
      hint: 'Choose another kind of panel.',
    });
  }

  listLines(): Promise<never> {
    return Promise.reject(unsupported(this, 'list lines', 'Its database can be read for that.'));
  }

  /** @throws PanelError `conflict` when username and password have become another line's */
  async getLine(key: LineKey): Promise<Line> {
    if (typeof key === 'string') {
      throw invalidParameter(
        'line',
        'is given by its id, by which this kind of panel cannot be asked',
        'Give its username and password.',
      );
    }
    const line = await this.findLine(key.username, key.password);
    if (line === null) {
      throw new PanelError('not-found', `The panel has no line ${key.username} with the password given.`, {
        hint: 'It may have been deleted, or its password changed: look at the line in the panel.',
      });
    }
    if (line.id === key.id) return line;
    throw new PanelError('conflict', `The line ${key.username} has the id ${line.id} and no longer ${key.id}.`, {
      hint: 'It was deleted and created anew, or given another line’s name. Look at it in the panel.',
    });
  }

  /** Null also for a username in other upper and lower case letters, which some panels take for the same. */
  async findLine(username: string, password?: string): Promise<Line | null> {
    if (password === undefined) {
      throw invalidParameter(
        'password',
        'is missing',
        'This kind of panel finds a line only by username and password.',
      );
    }
    for (const [field, value] of Object.entries({ username, password })) {
      if (!wouldBeMangled(value)) continue;
      throw invalidParameter(field, 'holds characters that the panel does not take as they are', 'Check its spelling.');
    }
    // PHP takes "0" for nothing as well.
    if ([username, password].some((value) => value === '' || value === '0')) return null;
    let answer: Row;
    try {
      answer = await this.calls.object('user/info', accessFields(username, password));
    } catch (error) {
      if (refusedWith(error, 'NOT EXISTS')) return null;
      throw error;
    }
    const line = lineFrom(read.requiredObject(answer, 'user_info'));
    return line.username === username && line.password === password ? line : null;
  }

  async createLine(line: NewLine): Promise<Line> {
    const fields = userData(newColumns(line));
    let answer: Row;
    try {
      answer = await this.calls.object('user/create', fields);
    } catch (error) {
      if (refusedWith(error, 'EXISTS')) throw taken(line.username);
      throw error;
    }
    const id = read.requiredId(answer, 'created_id');
    const created = await this.getLine({ id, username: line.username, password: line.password });
    return verified(created, unmetChanges(created, line));
  }

  /** Sends only what differs: an edit that changes nothing is answered like one that failed, by some actions. */
  async updateLine(key: LineKey, changes: LineChanges): Promise<Line> {
    const before = await this.getLine(key);
    const unmet = unmetChanges(before, changes);
    if (unmet.length === 0) return before;
    const changed = Object.fromEntries(unmet.map((field) => [field, changes[field]])) as LineChanges;
    const columns = changedColumns(changed);
    const access = { username: before.username, password: before.password ?? '' };
    const wanted = { username: changed.username ?? access.username, password: changed.password ?? access.password };
    // The panel itself does not look whether another line has that name and password already.
    if (unmet.includes('username') || unmet.includes('password')) {
      const other = await this.findLine(wanted.username, wanted.password);
      if (other !== null && other.id !== before.id) throw taken(wanted.username);
    }
    await this.calls.object('user/edit', [...accessFields(access.username, access.password), ...userData(columns)]);
    const after = await this.getLine({ id: before.id, ...wanted });
    return verified(after, [...unmetChanges(after, changes), ...strayChanges(before, after, changes)]);
  }

  deleteLine(): Promise<never> {
    return Promise.reject(unsupported(this, 'delete lines', 'Ban the line, or delete it in the panel itself.'));
  }

  listPackages(): Promise<never> {
    return Promise.reject(unsupported(this, 'list packages'));
  }

  listBouquets(): Promise<never> {
    return Promise.reject(unsupported(this, 'list bouquets'));
  }

  /** The panel answers all of them at once. */
  async listUsers(query: { start?: number; limit?: number; search?: string } = {}): Promise<Page<PanelUser>> {
    const wanted = (query.search ?? '').toLowerCase();
    const users = await userRows(this.calls);
    const found = users.filter(({ username, email }) =>
      [username, email].some((text) => text?.toLowerCase().includes(wanted) === true),
    );
    const start = query.start ?? 0;
    return { rows: found.slice(start, start + (query.limit ?? 200)), total: found.length };
  }
}

function accessFields(username: string, password: string): FormFields {
  return [
    ['username', username],
    ['password', password],
  ];
}

function taken(username: string): PanelError {
  return new PanelError('exists', `The panel has a line ${username} with that password already.`, {
    field: 'username',
    hint: 'Choose another username, or update the existing line.',
  });
}

/** @throws PanelError `not-verified` when there is anything the panel did not keep */
function verified(line: Line, missed: readonly string[]): Line {
  const [field] = missed;
  if (field === undefined) return line;
  throw new PanelError(
    'not-verified',
    `Line ${line.id} (${line.username}) was saved, but the panel kept other values: ${missed.join(', ')}.`,
    { hint: 'Look at the line in the panel; some values may not be possible there.', field },
  );
}
