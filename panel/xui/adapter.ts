import { everyCoreAbility } from '../abilities';
import type { PanelAdapter } from '../adapter';
import { checkDone, listAnswer, objectAnswer, read, tableAnswer, type Row } from '../decode';
import { invalidParameter } from '../errors';
import { lineId, unmetChanges } from '../line';
import { loginByLine, type LoginPart, type OfferedParts } from '../parts';
import { isTimeZone, wouldBeMangled } from '../rules';
import type { FormFields, PanelAnswer, PanelTransport } from '../transport';
import type {
  Bouquet,
  Dialect,
  Line,
  LineChanges,
  LineKey,
  LineQuery,
  LineSort,
  LineSummary,
  NewLine,
  Package,
  Page,
  PanelIdentity,
  PanelUser,
} from '../types';
import { walkLines } from '../walk';
import { completeEditFields, createFields, strayChanges } from './edit';
import { filterNumbers } from './filters';
import { xuiParts, type Edits } from './parts';
import { bouquetFrom, lineSummary, packageFrom, storedLine, userFrom } from './fields';
import { isFailure } from './parts/call';
import { explainedLine, notVerified } from './refusals';
import { storedLineRow } from './stored';

const sortColumns: Readonly<Record<LineSort, string>> = {
  id: '0',
  username: '1',
  maxConnections: '9',
  expiresAt: '10',
};

/** Rows a search page asks for: searches by username are narrow. */
const searchPage = 200;

/**
 * XUI.ONE up to 1.5 and XC_VM up to April 2026: access code + `action`, edits that replace.
 *
 * Reads are one call. updateLine is read, merge, send the complete set, read back, compare.
 */
export class XuiAdapter implements PanelAdapter {
  readonly dialect: Dialect = 'xui';

  readonly offers = everyCoreAbility;

  readonly parts = this.makeParts();

  constructor(private readonly transport: PanelTransport) {}

  get origin(): string | undefined {
    return this.transport.origin;
  }

  async identify(): Promise<PanelIdentity> {
    const user = objectAnswer(await this.call('user_info'), 'user_info');
    const timeZone = read.textOrNull(user, 'timezone');
    return {
      dialect: 'xui',
      product: 'XUI.ONE / XC_VM (edits need the complete line)',
      explanation: 'This is XUI.ONE or XC_VM up to April 2026, with the API key of an administrator.',
      userId: read.requiredId(user),
      username: read.requiredText(user, 'username'),
      credits: read.decimal(user, 'credits'),
      timeZone: timeZone !== null && isTimeZone(timeZone) ? timeZone : null,
    };
  }

  async listLines(query: LineQuery = {}): Promise<Page<LineSummary>> {
    const fields: Array<[string, string]> = [
      ['start', String(query.start ?? 0)],
      ['limit', String(query.limit ?? 500)],
    ];
    if (query.search !== undefined && query.search !== '') fields.push(['search[value]', query.search]);
    if (query.filter !== undefined) fields.push(['filter', filterNumbers[query.filter]]);
    if (query.ownerId !== undefined) fields.push(['reseller', query.ownerId]);
    if (query.sort !== undefined) {
      fields.push(['order[0][column]', sortColumns[query.sort.by]]);
      fields.push(['order[0][dir]', query.sort.descending === true ? 'desc' : 'asc']);
    }
    const { rows, total } = tableAnswer(await this.call('get_lines', fields), 'get_lines', query.start);
    return { rows: rows.map(lineSummary), total };
  }

  async getLine(line: LineKey): Promise<Line> {
    return storedLine(await this.stored(lineId(line)));
  }

  /** There is no exact look-up: the panel's search is a LIKE over several columns, so its pages are compared here. */
  async findLine(username: string): Promise<Line | null> {
    if (username === '') return null;
    if (wouldBeMangled(username)) {
      throw invalidParameter(
        'username',
        'holds characters that the panel’s search does not take as they are',
        'Look the line up by its id.',
      );
    }
    for await (const page of walkLines(this, { search: username }, searchPage)) {
      const match = page.find((line) => line.username === username);
      if (match) return this.getLine(match.id);
    }
    return null;
  }

  async createLine(line: NewLine): Promise<Line> {
    let row: Row;
    try {
      row = objectAnswer(await this.call('create_line', createFields(line)), 'create_line');
    } catch (error) {
      throw explainedLine(error, { username: line.username });
    }
    const created = storedLine(row);
    const unmet = unmetChanges(created, line);
    if (unmet.length > 0) throw notVerified(created, unmet);
    return created;
  }

  async updateLine(key: LineKey, changes: LineChanges): Promise<Line> {
    const id = lineId(key);
    const before = await this.stored(id);
    const current = storedLine(before);
    const unmet = unmetChanges(current, changes);
    if (unmet.length === 0) return current;
    if (unmet.every((key) => key === 'enabled' || key === 'banned')) {
      // The status actions touch one column; an edit rewrites the row.
      if (unmet.includes('enabled')) await this.act(changes.enabled === true ? 'enable_line' : 'disable_line', id);
      if (unmet.includes('banned')) await this.act(changes.banned === true ? 'ban_line' : 'unban_line', id);
    } else {
      try {
        const wanted = Object.fromEntries(unmet.map((key) => [key, changes[key]])) as LineChanges;
        objectAnswer(await this.call('edit_line', await this.editFields(before, wanted)), 'edit_line');
      } catch (error) {
        throw explainedLine(error, changes.username === undefined ? {} : { username: changes.username });
      }
    }
    const after = await this.stored(id);
    const line = storedLine(after);
    const missed = [...unmetChanges(line, changes), ...strayChanges(before, after, changes)];
    if (missed.length > 0) throw notVerified(line, missed);
    return line;
  }

  async deleteLine(line: LineKey): Promise<void> {
    const id = lineId(line);
    try {
      await this.act('delete_line', id);
    } catch (error) {
      if (isFailure(error)) await this.stored(id);
      throw error;
    }
  }

  async listPackages(): Promise<Package[]> {
    return listAnswer(await this.call('get_packages'), 'get_packages').map(packageFrom);
  }

  async listBouquets(): Promise<Bouquet[]> {
    return listAnswer(await this.call('get_bouquets'), 'get_bouquets').map(bouquetFrom);
  }

  async listUsers(query: { start?: number; limit?: number; search?: string } = {}): Promise<Page<PanelUser>> {
    const fields: Array<[string, string]> = [
      ['start', String(query.start ?? 0)],
      ['limit', String(query.limit ?? 200)],
    ];
    if (query.search !== undefined && query.search !== '') fields.push(['search[value]', query.search]);
    const { rows, total } = tableAnswer(await this.call('get_users', fields), 'get_users', query.start);
    return { rows: rows.map(userFrom), total };
  }

  private makeParts(): OfferedParts & { login: LoginPart } {
    const call = (action: string, fields?: FormFields) => this.call(action, fields);
    const parts = xuiParts(call, () => this.editsOfContent());
    return { ...parts, login: loginByLine(this, parts.connections) };
  }

  /** What an edit of content does with what it leaves out: here, it empties it. */
  protected editsOfContent(): Promise<Edits> {
    return Promise.resolve('replace');
  }

  /**
   * What edit_line is sent: here the complete line.
   * @param stored the row as it is
   * @param changes only values that the line does not have yet
   */
  protected editFields(stored: Row, changes: LineChanges): FormFields | Promise<FormFields> {
    return completeEditFields(stored, changes);
  }

  /** Calls an action of the panel, once. */
  protected call(action: string, fields: FormFields = []): Promise<PanelAnswer> {
    return this.transport.post([['action', action], ...fields]);
  }

  private stored(id: string): Promise<Row> {
    return storedLineRow((action, fields) => this.call(action, fields), id);
  }

  /** An action that answers only success or not. */
  private async act(action: string, id: string): Promise<void> {
    checkDone(await this.call(action, [['id', id]]), action);
  }
}
