import type { Logger } from 'pino';
import { instantFromUnix, pagesOf, type LineState } from '../../panel';
import type { Clock } from '../clock';
import type { EventDraft, EventLog } from '../events';
import type { Store } from '../store';
import { subjectOf } from '../sync';
import type { Watch, Watched } from '../watch';
import { tellAbsences } from './absences';
import { advance, type ActivityFact, type LineLook } from './advance';
import { everOfNew, finishLook, openBook, takeInNewLines, tidy, type Book } from './book';
import { compare, type Difference } from './compare';
import { tellFirsts } from './firsts';
import { LineStates } from './lines';
import { newRecord, type LineRecord } from './record';
import { dropConnections, openConnections, putConnections, putRecords, recordsOf, storedConnection } from './rows';
import type { StoredConnection } from './rows';
import type { ActivitySettings } from './settings';

/** Connections asked for at once. */
const pageSize = 1000;

/** Lines taken in in one transaction. */
const linesAtOnce = 200;

/** What a look found of one line, with all that is stored of its connections. */
interface FoundLine {
  id: string;
  look: { kept: StoredConnection[]; started: StoredConnection[]; ended: Difference['ended'] };
  changed: StoredConnection[];
}

/** What becomes of one line. */
interface Plan {
  found: FoundLine;
  record: LineRecord;
  isChanged: boolean;
  facts: ActivityFact[];
  line: LineState | null;
}

/**
 * Watches who is connected, and tells from it how lines are used. The first look is a baseline: who is connected then is told of only when something changes.
 *
 * A connection shorter than the pause between two looks may be missed: it counts as no use, but the panel's own log is asked before a line is said to
 * be unused.
 */
export class ConnectionWatch implements Watch {
  readonly name = 'connections';
  readonly needs = ['listLines', 'connections.listConnections'] as const;

  constructor(
    private readonly parts: {
      store: Store;
      log: EventLog;
      clock: Clock;
      logger: Logger;
      settings: ActivitySettings;
    },
  ) {}

  async look(panel: Watched, signal: AbortSignal): Promise<'later' | undefined> {
    const { store, clock, settings } = this.parts;
    const book = await openBook(store.db, panel.name);
    if (book === null) return 'later';
    const now = Math.floor(clock.now() / 1000);
    const listed = await this.list(panel, now, signal);
    const states = new LineStates(store.db, panel, clock.now());
    const known = await openConnections(store.db, panel.name);
    const difference = compare(known, listed, { now, lookedAt: book.lookedAt });
    if (book.baselineAt === null) await takeBaseline(panel, difference, { now, signal });
    else await this.takeIn(panel, difference, { now, signal, book, states });
    signal.throwIfAborted();
    await takeInNewLines(store.db, panel, book, { now, inactiveDays: settings.inactiveDays });
    await finishLook(panel, book, now);
    if (book.baselineAt === null) {
      this.parts.logger.info({ panel: panel.name, connections: listed.length }, 'Baseline of connections taken');
      return undefined;
    }
    await tellFirsts(this.parts, panel, states, signal);
    await tellAbsences(this.parts, panel, states, { now, signal });
    await tidy(panel, book, now);
    return undefined;
  }

  private async list(panel: Watched, now: number, signal: AbortSignal): Promise<StoredConnection[]> {
    const list = panel.adapter.parts?.connections?.listConnections;
    if (list === undefined) return [];
    const listed = new Map<string, StoredConnection>();
    for await (const page of pagesOf((start) => list({ start, limit: pageSize }))) {
      signal.throwIfAborted();
      for (const each of page) listed.set(each.id, storedConnection(each, now));
    }
    return [...listed.values()];
  }

  private async takeIn(
    panel: Watched,
    difference: Difference,
    look: { now: number; signal: AbortSignal; book: Book; states: LineStates },
  ): Promise<void> {
    const { settings } = this.parts;
    const all = byLine(difference);
    const countsHours = settings.usage.some((threshold) => 'hours' in threshold);
    // Hours go by without a change.
    const lines = countsHours
      ? all
      : all.filter(({ look: { started, ended }, changed }) => started.length + ended.length + changed.length > 0);
    for (let at = 0; at < lines.length; at += linesAtOnce) {
      look.signal.throwIfAborted();
      const plans = await this.plan(panel, lines.slice(at, at + linesAtOnce), look);
      await this.write(panel, plans);
    }
  }

  private async plan(
    panel: Watched,
    lines: readonly FoundLine[],
    { now, book, states }: { now: number; book: Book; states: LineStates },
  ): Promise<Plan[]> {
    const { settings, store } = this.parts;
    const ids = lines.map(({ id }) => id).filter((id) => id !== noLine);
    const records = await recordsOf(store.db, panel.name, ids);
    const known = await states.known(ids);
    const plans: Plan[] = [];
    for (const found of lines) {
      const { id, look } = found;
      const ever = Number(id) > book.linesUpTo ? everOfNew(book, now) : 'unknown';
      const before = records.get(id) ?? newRecord(now, ever, settings.inactiveDays);
      if (id === noLine) {
        plans.push({ found, record: before, isChanged: false, facts: [], line: null });
        continue;
      }
      // Its limit counts at once: when the next pass knows the line, nothing may have changed that is looked at.
      const line = known.get(id) ?? (isShared(look) ? await states.ask(id) : null);
      const { record, facts } = advance(before, look satisfies LineLook, {
        now,
        settings,
        timeZone: panel.timeZone,
        limit: line === null || line.maxConnections === 0 ? null : line.maxConnections,
        restreamer: line?.restreamer ?? false,
      });
      const isChanged = !records.has(id) || JSON.stringify(record) !== JSON.stringify(before);
      const told = line ?? (facts.length === 0 ? null : await states.ask(id));
      plans.push({ found, record, isChanged, facts, line: told });
    }
    return plans;
  }

  /** One transaction. A plan without a change writes nothing. */
  private async write(panel: Watched, plans: readonly Plan[]): Promise<void> {
    const records = plans.filter(({ isChanged }) => isChanged).map(({ found, record }) => [found.id, record] as const);
    const put = plans.flatMap(({ found }) => [...found.look.started, ...found.changed]);
    const ended = plans.flatMap(({ found }) => found.look.ended.map(({ id }) => id));
    if (records.length + put.length + ended.length === 0) return;
    await panel.write(async (trx, afterCommit) => {
      await dropConnections(trx, panel.name, ended);
      await putConnections(trx, panel.name, put);
      await putRecords(trx, panel.name, records);
      const drafts = plans.flatMap((plan) => [
        ...(this.parts.settings.events ? connectionDrafts(panel.name, plan) : []),
        ...lineDrafts(panel.name, plan),
      ]);
      await this.parts.log.append(trx, afterCommit, drafts);
    });
  }
}

/** Whether a limit could be reached: one connection alone reaches none. */
function isShared({ kept, started }: LineLook): boolean {
  return kept.length + started.length > 1;
}

/** Stands for the line of connections that have none. */
const noLine = '';

function byLine({ started, kept, changed, ended }: Difference): FoundLine[] {
  const lines = new Map<string, FoundLine>();
  const of = ({ line }: StoredConnection): FoundLine => {
    const id = line ?? noLine;
    const found = lines.get(id) ?? { id, look: { kept: [], started: [], ended: [] }, changed: [] };
    lines.set(id, found);
    return found;
  };
  for (const each of started) of(each).look.started.push(each);
  for (const each of kept) of(each).look.kept.push(each);
  for (const each of ended) of(each).look.ended.push(each);
  for (const each of changed) of(each).changed.push(each);
  return [...lines.values()];
}

/** Takes in who is connected without telling of it. */
async function takeBaseline(
  panel: Watched,
  { started }: Difference,
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<void> {
  for (let at = 0; at < started.length; at += linesAtOnce) {
    signal.throwIfAborted();
    const some = started.slice(at, at + linesAtOnce);
    const lines = new Set(some.flatMap(({ line }) => line ?? []));
    await panel.write(async (trx) => {
      await putConnections(trx, panel.name, some);
      const records = [...lines].map((line) => [line, newRecord(now, 'yes', [])] as const);
      await putRecords(trx, panel.name, records);
    });
  }
}

function connectionDrafts(panel: string, { found, line }: Plan): EventDraft[] {
  const { started, ended } = found.look;
  const draft = (
    type: 'connection.started' | 'connection.ended',
    connection: StoredConnection,
    at: number,
    data: EventDraft['data'],
  ): EventDraft => ({
    type,
    panel,
    subject: connection.line === null ? `connection:${panel}/${connection.id}` : subjectOf(panel, connection.line),
    time: instantFromUnix(at),
    origin: 'panel',
    data: { ...(line === null ? {} : { line }), connection: connection.shown, ...data },
  });
  return [
    ...ended.map((each) => {
      const seconds = Math.max(0, each.seenAt - each.startedAt);
      const duration = { seconds, endedAt: instantFromUnix(each.seenAt) };
      return draft('connection.ended', each, each.seenAt, { duration });
    }),
    ...started.map((each) => draft('connection.started', each, each.startedAt, {})),
  ];
}

/** None of a line that is no more. */
function lineDrafts(panel: string, { found, facts, line }: Plan): EventDraft[] {
  if (line === null) return [];
  const shown = new Map(found.look.started.map((each) => [each.id, each.shown]));
  return facts.map(({ type, time, data, connection }): EventDraft => {
    const made = connection === undefined ? undefined : shown.get(connection);
    return {
      type,
      panel,
      subject: subjectOf(panel, line.id),
      time: instantFromUnix(time),
      origin: 'panel',
      data: { line, ...data, ...(made === undefined ? {} : { connection: made }) },
    };
  });
}
