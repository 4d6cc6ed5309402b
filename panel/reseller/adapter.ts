import type { Ability } from '../abilities';
import { unsupported } from '../abilities';
import type { PanelAdapter } from '../adapter';
import { checkDone, listAnswer, objectAnswer, read, tableAnswer, type Row } from '../decode';
import { invalidParameter, PanelError } from '../errors';
import { lineId, unmetChanges } from '../line';
import { wouldBeMangled } from '../rules';
import type { SellingTerms } from '../parts';
import type { FormFields, PanelTransport } from '../transport';
import type { Bouquet, Line, LineChanges, LineKey, Package, Page, PanelIdentity, PanelUser } from '../types';
import { strayChanges } from '../xui/edit';
import { packageFrom, storedLine, userFrom } from '../xui/fields';
import { listFields, type Call } from '../xui/parts/call';
import { notVerified } from '../xui/refusals';
import { storedLineRow } from '../xui/stored';
import { checkOwner, readAccount, type Account } from './account';
import { mostRows, resellerCalls } from './api';
import { checkAllowed, checkContentsKept, editable, editFields } from './fields';
import { Known } from './known';
import { resellerParts } from './parts';
import { oneAtATime } from './queue';
import { explained } from './refusals';

const changeable: ReadonlySet<keyof LineChanges> = new Set([...editable, 'enabled']);

const newValues = ['username', 'password', 'bouquetIds', 'ownerId', 'packageId', 'trial'] as const;
const newTexts = ['allowedIps', 'allowedUserAgents', 'resellerNotes', 'contact'] as const;

/**
 * The reseller API of XUI.ONE and XC_VM: packages for credits, and only the reseller's own lines.
 *
 * - A line is found by its id. By username only where the panel's lists work, or when this adapter has met the line (see Known).
 * - delete, enable and disable act on anybody's line on builds of 2025 (seen on a running panel): each is preceded by get_line, which does check
 *   whose it is.
 * - An edit is read, merge, send, read back, compare, with everything the panel would wipe sent along (see fields.ts).
 * - What writes credits, every edit included, goes one at a time (see queue.ts).
 */
export class ResellerAdapter implements PanelAdapter {
  readonly dialect = 'reseller';

  readonly oneAtATime = true;

  readonly offers: ReadonlySet<Ability> = new Set<Ability>([
    'getLine',
    'findLine',
    'updateLine',
    'deleteLine',
    'listPackages',
    'listUsers',
    ...[...newValues, ...newTexts].map((name) => `new:${name}` as const),
    ...[...changeable].map((name) => `set:${name}` as const),
    'creditReason',
  ]);

  readonly parts;

  private readonly call: Call;
  private readonly known = new Known();
  private accountId: Promise<string> | undefined;

  constructor(private readonly transport: PanelTransport) {
    this.call = resellerCalls(transport);
    this.parts = resellerParts({
      call: this.call,
      known: this.known,
      account: () => readAccount(this.call),
      packageRows: () => this.packageRows(),
      alone: (work) => this.alone(work),
      lineRow: (id) => this.lineRow(id),
    });
  }

  get origin(): string | undefined {
    return this.transport.origin;
  }

  async identify(): Promise<PanelIdentity> {
    const { id, username, timeZone, terms } = await this.account();
    return {
      dialect: 'reseller',
      product: 'XUI.ONE / XC_VM (reseller API)',
      explanation: `This is the reseller API of XUI.ONE or XC_VM, with the key of the reseller ${username}, who has ${String(terms.credits)} credits.`,
      userId: id,
      username,
      credits: terms.credits,
      timeZone,
    };
  }

  listLines(): Promise<never> {
    return Promise.reject(
      unsupported(this, 'be believed about its list of lines', 'Use the key of an administrator to list lines.'),
    );
  }

  async getLine(line: LineKey): Promise<Line> {
    return storedLine(await this.lineRow(lineId(line)));
  }

  /**
   * null only where the panel's lists work and hold no such line.
   * @throws PanelError `unsupported` where nothing can be said, because the lists are always empty
   */
  async findLine(username: string): Promise<Line | null> {
    if (username === '') return null;
    if (wouldBeMangled(username)) {
      throw invalidParameter(
        'username',
        'holds characters that the panel’s search does not take',
        'Give the line’s ID.',
      );
    }
    const met = await this.known.lookUp('line', username, (id) => this.getLine(id));
    if (met?.username === username) return met;
    for (let start = 0; ;) {
      const fields = [
        ...listFields({ start, limit: mostRows }, { 'search[value]': username }),
        ['order[0][column]', '0'] as const,
        ['order[0][dir]', 'asc'] as const,
      ];
      const { rows, total } = tableAnswer(await this.call('get_lines', fields), 'get_lines', start);
      const match = rows.find((row) => read.text(row, 'username') === username);
      if (match) return this.getLine(read.requiredId(match));
      start += rows.length;
      if (start >= total) return null;
    }
  }

  createLine(): Promise<never> {
    return Promise.reject(unsupported(this, 'create lines with values of their own', 'Sell a line from a package.'));
  }

  async updateLine(key: LineKey, changes: LineChanges): Promise<Line> {
    const id = lineId(key);
    const foreign = (Object.keys(changes) as Array<keyof LineChanges>).find((name) => !changeable.has(name));
    if (foreign !== undefined) {
      throw invalidParameter(foreign, 'cannot be changed with a reseller’s key', 'Renew the line with a package.');
    }
    const before = await this.lineRow(id);
    const { enabled, ...values } = changes;
    const unmet = unmetChanges(storedLine(before), changes);
    // The switch first: notes that tell of a suspension then never stand on a line that goes on.
    const more = unmet.some((name) => name !== 'enabled');
    if (more) await this.editOf(before, values);
    if (unmet.includes('enabled')) await this.switch(id, enabled === true, more);
    if (more) await this.alone(() => this.edit(id, values));
    if (unmet.length === 0) return storedLine(before);
    const after = await this.lineRow(id);
    const line = storedLine(after);
    const missed = [...unmetChanges(line, changes), ...strayChanges(before, after, changes)];
    if (missed.length > 0) throw notVerified(line, missed);
    return line;
  }

  async deleteLine(line: LineKey): Promise<void> {
    const id = lineId(line);
    await this.lineRow(id);
    await this.act('delete_line', id);
  }

  async listPackages(): Promise<Package[]> {
    return (await this.packageRows()).map(packageFrom);
  }

  listBouquets(): Promise<Bouquet[]> {
    return Promise.reject(unsupported(this, 'list bouquets', 'A line has those of its package.'));
  }

  async listUsers(query: { start?: number; limit?: number; search?: string } = {}): Promise<Page<PanelUser>> {
    const limit = Math.min(query.limit ?? 200, mostRows);
    const fields = listFields({ ...query, limit }, { 'search[value]': query.search });
    const { rows, total } = tableAnswer(await this.call('get_users', fields), 'get_users', query.start);
    return { rows: rows.map(userFrom), total };
  }

  private account(): Promise<Account> {
    return readAccount(this.call);
  }

  private async packageRows(): Promise<Row[]> {
    return listAnswer(await this.call('packages'), 'packages');
  }

  /** The row of one of the reseller's own lines. Others are answered as if they were not there. */
  private async lineRow(id: string): Promise<Row> {
    const row = await storedLineRow(this.call, id);
    this.known.met('line', read.text(row, 'username') ?? '', id);
    return row;
  }

  private async edit(id: string, values: LineChanges): Promise<void> {
    const { fields, terms } = await this.editOf(await this.lineRow(id), values);
    try {
      objectAnswer(await this.call('edit_line', fields), 'edit_line');
    } catch (error) {
      throw explained(error, { terms, ...(values.username === undefined ? {} : { username: values.username }) });
    }
  }

  /** What an edit must be sent. @throws PanelError for what the panel would not do, or would do besides */
  private async editOf(stored: Row, values: LineChanges): Promise<{ fields: FormFields; terms: SellingTerms }> {
    const account = await this.account();
    const { terms } = account;
    checkAllowed(values, terms);
    await checkOwner(this.call, account, values.ownerId);
    const packageId = read.idOrNull(stored, 'package_id');
    const packages = await this.packageRows();
    const own = packages.find((row) => read.requiredId(row) === packageId);
    checkContentsKept(stored, own, terms);
    return { fields: editFields(stored, values, terms), terms };
  }

  /** @param more whether something else is still to be done: then a lost answer is made good by reading */
  private async switch(id: string, enabled: boolean, more: boolean): Promise<void> {
    try {
      await this.act(enabled ? 'enable_line' : 'disable_line', id);
    } catch (error) {
      if (!more || !(error instanceof PanelError) || !error.passing) throw error;
      if (read.requiredFlag(await this.lineRow(id), 'enabled') !== enabled) throw error;
    }
  }

  private async act(action: string, id: string): Promise<void> {
    checkDone(await this.call(action, [['id', id]]), action);
  }

  /** Queued for the account whose credits are written. */
  private async alone<T>(work: () => Promise<T>): Promise<T> {
    this.accountId ??= this.account().then(({ id }) => id);
    let id: string;
    try {
      id = await this.accountId;
    } catch (error) {
      this.accountId = undefined;
      throw error;
    }
    return oneAtATime(`${this.origin ?? ''} ${id}`, work);
  }
}
