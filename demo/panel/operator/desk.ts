import { formatLocal, parseDate, text, type PhpVariables } from '../../php';
import { endConnection, randomText, startConnection } from '../actions';
import { newLine, type ConnectionRow, type LineRow, type PanelState } from '../state';
import { OperatorError, readConnection, readFields } from './fields';
import { LINE_STATUSES, statusOf } from './status';

export { OperatorError };

const DEFAULT_PAGE = 25;
const LARGEST_PAGE = 500;

/** What an operator does by hand: changes go straight to the rows, past the API and its quirks. */
export class Desk {
  readonly #state: PanelState;
  readonly #now: () => number;

  /** @param now unix seconds */
  constructor(state: PanelState, now: () => number) {
    this.#state = state;
    this.#now = now;
  }

  summary(): object {
    const now = this.#now();
    const counts: Record<string, number> = Object.fromEntries(LINE_STATUSES.map(({ name }) => [name, 0]));
    for (const line of this.#state.plainLines()) {
      for (const { name, matches } of LINE_STATUSES) if (matches(line, now)) counts[name] = (counts[name] ?? 0) + 1;
    }
    const { settings, lines, connections } = this.#state;
    return {
      name: settings.server_name,
      time_zone: settings.default_timezone,
      now,
      lines: lines.size,
      connections: connections.size,
      by_status: counts,
    };
  }

  offer(): object {
    const { packages, bouquets, users } = this.#state;
    const owners = users.all().map(({ id, username, credits }) => ({ id, username, credits }));
    return { packages: packages.all(), bouquets: bouquets.all(), owners };
  }

  /** `search` (id, username, notes, contact), `status`, `order` (id, newest, expiry), `start`, `limit` (25, at most 500). */
  listLines(query: PhpVariables): object {
    const now = this.#now();
    const wanted = text(query, 'search')?.trim().toLowerCase() ?? '';
    const status = LINE_STATUSES.find(({ name }) => name === text(query, 'status'));
    const found = this.#state
      .plainLines()
      .filter((line) => (!status || status.matches(line, now)) && isFound(line, wanted));
    const ordered = order(found, text(query, 'order'));
    const start = Math.max(0, Number(text(query, 'start')) || 0);
    const limit = Math.min(LARGEST_PAGE, Math.max(1, Number(text(query, 'limit')) || DEFAULT_PAGE));
    const connections = this.#state.connectionsByLine();
    const lines = ordered.slice(start, start + limit).map((line) => this.#show(line, connections));
    return { total: found.length, start, limit, lines };
  }

  showLine(id: number): object {
    return this.#show(this.#line(id), this.#state.connectionsByLine());
  }

  /** A new line; username and password are made up when left out, bouquets and duration come from the package if one is named. */
  createLine(sent: Record<string, unknown>): object {
    const now = this.#now();
    const fields = readFields(this.#state, sent);
    const offer = this.#state.packages.get(fields.package_id ?? 0);
    const fromOffer: Partial<LineRow> = offer
      ? {
          bouquet: offer.bouquets,
          max_connections: offer.max_connections,
          is_trial: offer.is_trial,
          exp_date: offer.is_trial
            ? this.#later(now, offer.trial_duration, offer.trial_duration_in)
            : this.#later(now, offer.official_duration, offer.official_duration_in),
        }
      : {};
    const made = {
      username: randomText(10),
      password: randomText(10),
      member_id: 1,
      allowed_outputs: '[1,2]',
      created_at: now,
    };
    const line = this.#state.lines.add(newLine({ ...made, ...fromOffer, ...fields }));
    this.#state.changed();
    return this.showLine(line.id);
  }

  editLine(id: number, sent: Record<string, unknown>): object {
    const line = this.#line(id);
    Object.assign(line, readFields(this.#state, sent, line));
    this.#saved(line);
    return this.showLine(id);
  }

  /** From the expiry when it lies ahead, else from now. */
  extendLine(id: number, months: unknown): object {
    const line = this.#line(id);
    if (typeof months !== 'number' || !Number.isInteger(months) || months < 1 || months > 120) {
      throw new OperatorError(400, '"months" must be a whole number from 1 to 120');
    }
    if (line.exp_date === null)
      throw new OperatorError(409, `Line ${line.username} never expires: there is nothing to extend`);
    line.exp_date = this.#later(Math.max(line.exp_date, this.#now()), months, 'months');
    this.#saved(line);
    return this.showLine(id);
  }

  deleteLine(id: number): void {
    this.#line(id);
    for (const { activity_id: connection } of this.#state.connectionsByLine().get(id) ?? []) {
      this.#state.connections.delete(connection);
    }
    this.#state.lines.delete(id);
    this.#state.changed();
  }

  killConnections(id: number): object {
    this.#line(id);
    const watching = this.#state.connectionsByLine().get(id) ?? [];
    for (const connection of watching) endConnection(this.#state, connection, this.#now());
    this.#state.changed();
    return { killed: watching.length };
  }

  /** Somebody begins to watch with the line, as the fields say. */
  connect(id: number, fields: Record<string, unknown>): object {
    this.#line(id);
    const connection = startConnection(
      this.#state,
      { user_id: id, ...readConnection(fields, this.#state) },
      this.#now(),
    );
    this.#state.changed();
    return connection;
  }

  endConnection(id: number): void {
    const connection = this.#state.connections.get(id);
    if (!connection) throw new OperatorError(404, `There is no connection ${id}`);
    endConnection(this.#state, connection, this.#now());
    this.#state.changed();
  }

  listConnections(): object {
    const { connections, lines, streams } = this.#state;
    return {
      connections: connections.all().map((connection) => ({
        ...connection,
        username: lines.get(connection.user_id)?.username ?? null,
        stream_display_name: streams.get(connection.stream_id)?.stream_display_name ?? null,
      })),
    };
  }

  #line(id: number): LineRow {
    const line = this.#state.lines.get(id);
    if (!line) throw new OperatorError(404, `There is no line ${id}`);
    return line;
  }

  #show(line: LineRow, connections: Map<number, ConnectionRow[]>): object {
    return {
      ...line,
      status: statusOf(line, this.#now()),
      owner_name: this.#state.users.get(line.member_id ?? 0)?.username ?? null,
      package_name: this.#state.packages.get(line.package_id ?? 0)?.package_name ?? null,
      active_connections: connections.get(line.id)?.length ?? 0,
    };
  }

  #saved(line: LineRow): void {
    line.updated = formatLocal(this.#now(), this.#state.settings.default_timezone);
    this.#state.changed();
  }

  #later(from: number, amount: number, unit: string): number {
    return parseDate(`@${from} +${amount} ${unit}`, from, 'UTC');
  }
}

function isFound(line: LineRow, wanted: string): boolean {
  if (wanted === '' || String(line.id) === wanted) return true;
  const texts = [line.username, line.admin_notes, line.reseller_notes, line.contact];
  return texts.some((field) => field?.toLowerCase().includes(wanted));
}

function order(lines: LineRow[], by: string | undefined): LineRow[] {
  if (by === 'newest') return lines.reverse();
  if (by === 'expiry') return lines.sort((a, b) => (a.exp_date ?? Infinity) - (b.exp_date ?? Infinity) || a.id - b.id);
  return lines;
}
