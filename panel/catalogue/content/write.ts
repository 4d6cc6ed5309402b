import { unmetContent } from '../../content';
import { invalidParameter, PanelError } from '../../errors';
import {
  hasStarted,
  hasStopped,
  type Content,
  type ContentChanges,
  type ContentKind,
  type ContentPart,
  type ContentState,
  type NewContent,
} from '../../parts';
import { assessGone, removeIfThere } from '../gone';
import type { Assessment, Write } from '../operation';
import {
  changeParameters,
  changesFrom,
  contentParameter,
  newContentFrom,
  newParameters,
  serverParameter,
} from './parameters';
import { contentOf, one, words } from './words';

interface NewTarget {
  content: NewContent;
}

/**
 * What was made from the same wishes, as far as it can be told: of the same name and sources, or what stands for them. Panels take two of a name,
 * and a creation whose answer was lost must be known again.
 */
async function findSame(part: ContentPart, kind: ContentKind, wanted: NewContent): Promise<Content | null> {
  const { name, seriesId, season, sources = [] } = wanted;
  for (let start = 0; ;) {
    const { rows, total } = await part.list({ start, search: name });
    for (const { id } of rows.filter((row) => row.name === name)) {
      const found = await part.get(id);
      const isOfSeries = seriesId === undefined || found.seriesId === seriesId;
      const isOfSeason = season === undefined || found.season === season;
      const hasSources =
        kind === 'series' || seriesOfChannel(kind, wanted) || JSON.stringify(found.sources) === JSON.stringify(sources);
      if (isOfSeries && isOfSeason && hasSources) return found;
    }
    start += rows.length;
    if (start >= total || rows.length === 0) return null;
  }
}

function seriesOfChannel(kind: ContentKind, { seriesId }: NewContent): boolean {
  return kind === 'channel' && seriesId !== undefined;
}

export function createContent(kind: ContentKind): Write<NewTarget> {
  const { noun, part } = words[kind];
  return {
    id: `${kind}.create`,
    resource: kind,
    name: 'create',
    label: 'Create',
    action: `Create ${noun}`,
    description: `Create ${one(kind)}; one of the same name${kind === 'series' ? '' : ' and sources'} is refused`,
    needs: [`${part}.create`, `${part}.list`, `${part}.get`],
    access: 'write',
    parameters: newParameters(kind),
    async plan(adapter, values) {
      const content = newContentFrom(values);
      checkSources(kind, content);
      const found = await findSame(contentOf(adapter, kind), kind, content);
      if (found === null) return { content };
      throw new PanelError('exists', `There is ${one(kind)} of that name already, with the id ${found.id}.`, {
        field: 'name',
        hint: 'Update it, or give another name.',
      });
    },
    async assess(adapter, { content }): Promise<Assessment> {
      const found = await findSame(contentOf(adapter, kind), kind, content);
      if (found === null) return { state: 'pending' };
      const unmet = unmetContent(found, content);
      if (unmet.length === 0) return { state: 'reached', result: found };
      return { state: 'conflict', found: `${one(kind)} of that name with another ${unmet.join(', ')}` };
    },
    async send(adapter, { content }) {
      await contentOf(adapter, kind).create(content);
    },
    subject: ({ content }) => `${kind} of the name:${content.name}`,
  };
}

function checkSources(kind: ContentKind, { sources, seriesId }: ContentChanges): void {
  if (kind === 'channel' && (sources ?? []).length > 0 && seriesId !== undefined) {
    throw invalidParameter('seriesId', 'is given, and sources too', 'A channel plays one or the other.');
  }
  if (kind === 'channel' && sources === undefined && seriesId === undefined) {
    throw invalidParameter('sources', 'are missing', 'Give files, or a series to play.');
  }
  if ((kind === 'movie' || kind === 'episode') && sources !== undefined && sources.length !== 1) {
    throw invalidParameter('sources', `must be one address or path for ${one(kind)}`, 'Give one.');
  }
}

interface ChangeTarget {
  id: string;
  changes: ContentChanges;
  forgetSourceOptions: boolean;
}

export function updateContent(kind: ContentKind): Write<ChangeTarget> {
  const { noun, part } = words[kind];
  return {
    id: `${kind}.update`,
    resource: kind,
    name: 'update',
    label: 'Update',
    action: `Update ${noun}`,
    description: `Change ${one(kind)}; what is not given stays as it is`,
    needs: [`${part}.update`, `${part}.get`],
    access: 'write',
    parameters: changeParameters(kind),
    async plan(adapter, values) {
      const {
        [kind]: id,
        forgetSourceOptions,
        ...rest
      } = values as Record<string, unknown> & {
        forgetSourceOptions?: boolean;
      };
      const changes = changesFrom(rest);
      if (Object.keys(changes).length === 0) {
        throw invalidParameter(kind, 'nothing to change is given', 'Add at least one field.');
      }
      if (kind !== 'channel' || (changes.sources !== undefined && changes.seriesId !== undefined)) {
        checkSources(kind, changes);
      }
      await contentOf(adapter, kind).get(id as string);
      return { id: id as string, changes, forgetSourceOptions: forgetSourceOptions === true };
    },
    async assess(adapter, { id, changes }): Promise<Assessment> {
      const content = await contentOf(adapter, kind).get(id);
      return unmetContent(content, changes).length === 0 ? { state: 'reached', result: content } : { state: 'pending' };
    },
    async send(adapter, { id, changes, forgetSourceOptions }) {
      await contentOf(adapter, kind).update(id, changes, { forgetSourceOptions });
    },
    subject: ({ id }) => `${kind}:${id}`,
  };
}

interface NamedTarget {
  id: string;
  title: string;
}

export function deleteContent(kind: ContentKind): Write<NamedTarget> {
  const { noun, part } = words[kind];
  const alsoGone = {
    movie: ' and the files made of it',
    episode: ' and the files made of it',
    series: ' and all its episodes',
  };
  return {
    id: `${kind}.delete`,
    resource: kind,
    name: 'delete',
    label: 'Delete',
    action: `Delete ${noun}`,
    description: `Delete ${one(kind)}${(alsoGone as Partial<Record<ContentKind, string>>)[kind] ?? ''} for good`,
    needs: [`${part}.remove`, `${part}.get`],
    access: 'write',
    parameters: { [kind]: contentParameter(kind) },
    async plan(adapter, values) {
      const { id, name } = await contentOf(adapter, kind).get(values[kind] as string);
      return { id, title: name };
    },
    assess: (adapter, { id, title }) =>
      assessGone(() => contentOf(adapter, kind).get(id), { id, name: title, deleted: true }),
    send: (adapter, { id }) => removeIfThere(() => contentOf(adapter, kind).remove(id)),
    subject: ({ id }) => `${kind}:${id}`,
  };
}

interface RunTarget {
  id: string;
  serverId: string | null;
}

const runWords = {
  start: {
    label: 'Start',
    live: 'that is stopped or down; on one that runs, nothing is sent',
    file: 'encoding: the panel queues it; on one that is ready, nothing is sent',
  },
  stop: {
    label: 'Stop',
    live: 'on its servers, ending what is watched',
    file: 'and delete what the panel encoded of it; its source stays',
  },
} as const;

export function runContent(kind: Exclude<ContentKind, 'series'>, word: 'start' | 'stop'): Write<RunTarget> {
  const { noun, part } = words[kind];
  const isFile = kind === 'movie' || kind === 'episode';
  const texts = runWords[word];
  const isSo = (state: ContentState): boolean => (word === 'start' ? hasStarted(state) : hasStopped(state));
  return {
    id: `${kind}.${word}`,
    resource: kind,
    name: word,
    label: texts.label,
    action: `${texts.label} ${noun}`,
    description: `${texts.label} ${one(kind)} ${isFile ? texts.file : texts.live}`,
    needs: [`${part}.${word}`, `${part}.status`],
    access: 'write',
    parameters: { [kind]: contentParameter(kind), serverId: serverParameter(kind) },
    async plan(adapter, values) {
      const { id } = await contentOf(adapter, kind).status(values[kind] as string);
      return { id, serverId: (values['serverId'] as string | undefined) ?? null };
    },
    async assess(adapter, { id, serverId }): Promise<Assessment> {
      const status = await contentOf(adapter, kind).status(id);
      const meant = status.servers.filter((server) => serverId === null || server.serverId === serverId);
      if (meant.length > 0 && meant.every(({ state }) => isSo(state))) return { state: 'reached', result: status };
      // Neither the queue for encoding nor, on R22F, a stream that is stopped is in any list: the panel's answer is all that tells.
      return meant.length === 0 || (isFile && word === 'start') ? { state: 'unknown' } : { state: 'pending' };
    },
    async send(adapter, { id, serverId }) {
      await contentOf(adapter, kind)[word](id, serverId ?? undefined);
      return await contentOf(adapter, kind).status(id);
    },
    subject: ({ id }) => `${kind}:${id}`,
  };
}
