import type { ContentKind, ContentQuery, ContentState, ContentSummary } from '../../parts';
import { overallState } from '../../parts';
import type { ReadMany, ReadOne } from '../operation';
import { pagesOf } from '../pages';
import type { Option, Parameters } from '../parameter';
import { contentParameter } from './parameters';
import { contentOf, one, simplified, words } from './words';

export function getContent(kind: ContentKind): ReadOne {
  return {
    id: `${kind}.get`,
    resource: kind,
    name: 'get',
    label: 'Get',
    action: `Get ${words[kind].noun}`,
    description:
      kind === 'series'
        ? 'Get a series with its categories and bouquets, by ID'
        : `Get ${one(kind)} with its state on each server, its sources and its bouquets, by ID`,
    needs: [`${words[kind].part}.get`],
    access: 'read',
    many: false,
    simplified: simplified[kind],
    parameters: { [kind]: contentParameter(kind) },
    run: (adapter, values) => contentOf(adapter, kind).get(values[kind] as string),
  };
}

export function getStatus(kind: Exclude<ContentKind, 'series'>): ReadOne {
  return {
    id: `${kind}.getStatus`,
    resource: kind,
    name: 'getStatus',
    label: 'Get Status',
    action: `Get status of ${words[kind].noun}`,
    description: `Get whether ${one(kind)} runs or is ready, its viewers and its bitrate, by server`,
    needs: [`${words[kind].part}.status`],
    access: 'read',
    many: false,
    parameters: { [kind]: contentParameter(kind) },
    run: (adapter, values) => contentOf(adapter, kind).status(values[kind] as string),
  };
}

const stateLabels: Readonly<Record<ContentState, string>> = {
  running: 'Running',
  starting: 'Starting',
  ready: 'Ready',
  encoding: 'Encoding',
  onDemand: 'On Demand',
  direct: 'Direct Source',
  error: 'Error',
  stopped: 'Stopped',
};

const live: readonly ContentState[] = ['running', 'starting', 'onDemand', 'direct', 'error', 'stopped'];
const file: readonly ContentState[] = ['ready', 'encoding', 'direct', 'error', 'stopped'];

/** The states a panel lists by. */
const states: Readonly<Record<Exclude<ContentKind, 'series'>, readonly ContentState[]>> = {
  stream: live,
  channel: ['running', 'stopped'],
  station: live,
  movie: file,
  episode: file,
};

function filtersOf(kind: ContentKind): Parameters {
  const options = (names: readonly ContentState[]): Option[] =>
    names.map((value) => ({ value, label: stateLabels[value] }));
  return {
    search: { kind: 'text', label: 'Search', description: 'Part of the name or of the notes' },
    ...(kind === 'episode'
      ? { seriesId: { kind: 'series', label: 'Series', description: 'Only episodes of this series' } as const }
      : { categoryId: { kind: 'category', label: 'Category', description: 'Only what is in this category' } as const }),
    ...(kind === 'series'
      ? {}
      : {
          serverId: { kind: 'server', label: 'Server', description: 'Only what is on this server' } as const,
          state: {
            kind: 'choice',
            label: 'State',
            description: 'Only what is in this state on one of its servers',
            options: options(states[kind]),
          } as const,
        }),
  };
}

/** Panels set to list by server name one thing in several rows, one after the other, perhaps over the end of a page: they become one. */
async function* merged(pages: AsyncIterable<ContentSummary[]>): AsyncGenerator<ContentSummary[], void> {
  let last: ContentSummary | undefined;
  for await (const page of pages) {
    const whole: ContentSummary[] = [];
    for (const row of page) {
      if (last?.id === row.id) {
        const servers = [...last.servers, ...row.servers];
        last = { ...last, servers, state: overallState(servers), viewers: sum(last.viewers, row.viewers) };
      } else {
        if (last !== undefined) whole.push(last);
        last = row;
      }
    }
    if (whole.length > 0) yield whole;
  }
  if (last !== undefined) yield [last];
}

function sum(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : one + other;
}

export function getManyContent(kind: ContentKind): ReadMany {
  return {
    id: `${kind}.getMany`,
    resource: kind,
    name: 'getMany',
    label: 'Get Many',
    action: `Get many ${words[kind].many}`,
    description:
      kind === 'series'
        ? 'Get series, by category or search text'
        : `Get ${words[kind].many} with their state, by ${kind === 'episode' ? 'series' : 'category'}, server, state or search text`,
    needs: [`${words[kind].part}.list`],
    access: 'read',
    many: true,
    simplified: simplified[kind],
    parameters: filtersOf(kind),
    async *pages(adapter, values) {
      const part = contentOf(adapter, kind);
      yield* merged(pagesOf((start) => part.list({ ...(values as ContentQuery), start })));
    },
  };
}
