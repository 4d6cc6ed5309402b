import { unmetContent } from '../../../content';
import { checkDone, listAnswer, objectAnswer, read, tableAnswer, type Row } from '../../../decode';
import { invalidParameter, PanelError } from '../../../errors';
import { type Content, type ContentChanges, type ContentKind, type ContentPart, type NewContent } from '../../../parts';
import { isFailure, listFields, type Call } from '../call';
import { explained, noSuchContent, notVerified, otherContent } from './errors';
import { createFields, editFields, partialEditFields } from './form';
import { kindWords } from './kinds';
import { contentFrom, summaryFrom, type Stored } from './read';
import { rowsOf, runningPart, type RunningPart } from './run';
import { strayContent } from './stray';

/** What an edit does with what it leaves out: empties it (XUI.ONE, XC_VM up to July 2026), or keeps it (XC_VM 2.6). */
export type Edits = 'replace' | 'keep';

/** One kind of content of XUI.ONE / XC_VM, without what runs. What the panel does, and how it is known: form.ts, read.ts and kinds.ts. */
export function keepingPart(
  call: Call,
  kind: ContentKind,
  edits: () => Promise<Edits>,
): Omit<ContentPart, keyof RunningPart> {
  const { action, list, bouquetColumn, noun, states } = kindWords[kind];

  async function table(start: number | undefined, fields: Array<[string, string]>) {
    return tableAnswer(await call(list, fields), list, start);
  }

  async function storedRow(id: string): Promise<Row> {
    let row: Row;
    try {
      row = objectAnswer(await call(`get_${action}`, [['id', id]]), `get_${action}`);
    } catch (error) {
      throw isFailure(error) ? noSuchContent(kind, id) : error;
    }
    if (read.requiredId(row) !== id) throw otherContent(kind, id);
    return row;
  }

  async function bouquetsWith(id: string): Promise<string[]> {
    if (bouquetColumn === null) return [];
    const answer = await call('get_bouquets');
    return listAnswer(answer, 'get_bouquets')
      .filter((row) => {
        read.requireColumns(row, [bouquetColumn]);
        return read.idList(row, bouquetColumn).includes(id);
      })
      .map((row) => read.requiredId(row));
  }

  async function look(id: string): Promise<{ stored: Stored; content: Content }> {
    const row = await storedRow(id);
    const onServers = kind === 'series' ? [] : await rowsOf(call, kind, id);
    const stored = { row, onServers, bouquetIds: await bouquetsWith(id) };
    return { stored, content: contentFrom(kind, stored) };
  }

  async function save(name: 'create' | 'edit', fields: ReadonlyArray<readonly [string, string]>): Promise<string> {
    try {
      return read.requiredId(objectAnswer(await call(`${name}_${action}`, fields), `${name}_${action}`));
    } catch (error) {
      throw explained(kind, error);
    }
  }

  return {
    async list(query = {}) {
      const filters = {
        'search[value]': query.search,
        category: query.categoryId,
        server: query.serverId,
        series: query.seriesId,
        filter: filterOf(query.state),
      };
      const { rows, total } = await table(query.start, listFields(query, filters));
      return { rows: rows.map((row) => summaryFrom(kind, row)), total };
    },

    get: async (id) => (await look(id)).content,

    async create(content: NewContent) {
      const id = await save('create', createFields(kind, content));
      const made = (await look(id)).content;
      const unmet = unmetContent(made, content);
      if (unmet.length > 0) throw notVerified(kind, id, unmet);
      return made;
    },

    async update(id, changes: ContentChanges, consent = {}) {
      const before = await look(id);
      // The number of an episode is not told: given, it is sent.
      if (changes.episode === undefined && unmetContent(before.content, changes).length === 0) return before.content;
      const replaces = (await edits()) === 'replace';
      if (replaces) refuseWhatIsLost(changes, consent);
      const fields = replaces
        ? editFields(kind, before.stored, before.content, changes)
        : partialEditFields(kind, before.content, changes);
      await save('edit', fields);
      const after = await look(id);
      const missed = [...unmetContent(after.content, changes), ...strayContent(kind, before, after, changes)];
      if (missed.length > 0) throw notVerified(kind, id, missed);
      return after.content;
    },

    async remove(id) {
      try {
        checkDone(await call(`delete_${action}`, [['id', id]]), `delete_${action}`);
      } catch (error) {
        // Tells one that is not there from one that could not be deleted.
        if (isFailure(error)) await storedRow(id);
        throw error;
      }
    },
  };

  function filterOf(state: keyof typeof states | undefined): string | undefined {
    if (state === undefined) return undefined;
    const number = states[state];
    if (number !== undefined) return number;
    const known = Object.keys(states).join(', ') || 'none';
    throw invalidParameter('state', `the panel does not list by it`, `It lists by: ${known}.`);
  }

  function refuseWhatIsLost(changes: ContentChanges, consent: { forgetSourceOptions?: boolean }): void {
    if ((kind === 'stream' || kind === 'station') && consent.forgetSourceOptions !== true) {
      throw new PanelError(
        'rejected',
        `With every change, this kind of panel forgets what it sends to the sources of a ${noun} (user agent, proxy, cookie, headers), and it does not show whether there is any.`,
        {
          field: 'forgetSourceOptions',
          hint: `Make the change in the panel, or, if the ${noun} has none of these, allow them to be forgotten.`,
        },
      );
    }
    if (kind === 'episode' && changes.episode === undefined) {
      throw invalidParameter(
        'episode',
        'is missing: with every change, this kind of panel wants the number of the episode again and does not tell it',
        'Give the number as it is, or as it should be.',
      );
    }
  }
}

/** One kind of content that runs or is encoded. */
export function contentPart(
  call: Call,
  kind: Exclude<ContentKind, 'series'>,
  edits: () => Promise<Edits>,
): ContentPart {
  return { ...keepingPart(call, kind, edits), ...runningPart(call, kind) };
}
