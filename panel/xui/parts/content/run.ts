import { checkDone, read, tableAnswer, type Row } from '../../../decode';
import { invalidParameter, PanelError } from '../../../errors';
import { hasStarted, hasStopped, type ContentKind, type ContentPart } from '../../../parts';
import { isFailure, listFields, type Call } from '../call';
import { noSuchContent, otherContent } from './errors';
import { kindWords } from './kinds';
import { statusFrom } from './read';

/**
 * Status, start and stop. start_… and stop_… take `id` and `server_id`, -1 for all: without it, builds ask a server of no number. They answer
 * success whatever the id. A start of a stream restarts it where it runs; that of a movie throws away what was encoded and puts it into the
 * queue, which no list shows; a stop of a movie deletes what was encoded. Source: AdminAPIWrapper, the servers' API and StreamProcess of XC_VM.
 */
export type RunningPart = Pick<ContentPart, 'status' | 'start' | 'stop'>;

/** Rows of one thing's servers; no panel has that many. */
const serverRows = 500;

/** Its rows of the list, one a server: `single` takes them apart where the panel is set to group them. */
export async function rowsOf(call: Call, kind: ContentKind, id: string): Promise<Row[]> {
  const { list } = kindWords[kind];
  const fields: Array<[string, string]> = [
    ...listFields({ limit: serverRows }, {}),
    ['stream_id', id],
    ['single', '1'],
  ];
  const { rows, total } = tableAnswer(await call(list, fields), list);
  if (rows.some((row) => read.requiredId(row) !== id) || total > rows.length) throw otherContent(kind, id);
  return rows;
}

export function runningPart(call: Call, kind: ContentKind): RunningPart {
  const { action, noun } = kindWords[kind];

  async function status(id: string) {
    const rows = await rowsOf(call, kind, id);
    if (rows.length === 0) throw noSuchContent(kind, id);
    return statusFrom(kind, id, rows);
  }

  async function move(id: string, word: 'start' | 'stop', serverId: string | undefined): Promise<void> {
    const { servers } = await status(id);
    const meant = serverId === undefined ? servers : servers.filter((server) => server.serverId === serverId);
    if (meant.length === 0) throw notThere(serverId);
    if (meant.every(({ state }) => state === 'direct')) {
      throw new PanelError(
        'rejected',
        `There is nothing to ${word}: players go to the source of the ${noun} themselves.`,
        { hint: 'Switch direct source off first.' },
      );
    }
    if (meant.every(({ state }) => (word === 'start' ? hasStarted(state) : hasStopped(state)))) return;
    try {
      const fields: Array<[string, string]> = [
        ['id', id],
        ['server_id', serverId ?? '-1'],
      ];
      checkDone(await call(`${word}_${action}`, fields), `${word}_${action}`);
    } catch (error) {
      if (!isFailure(error)) throw error;
      throw new PanelError('rejected', `The panel could not ${word} the ${noun} ${id}.`, {
        hint: 'Its server may be offline. Look at the servers.',
      });
    }
  }

  function notThere(serverId: string | undefined): PanelError {
    return serverId === undefined
      ? new PanelError('rejected', `The ${noun} is on no server.`, { hint: 'Update it with servers first.' })
      : invalidParameter('serverId', `the ${noun} is not on server ${serverId}`, 'Choose one of its servers.');
  }

  return {
    status,
    start: (id, serverId) => move(id, 'start', serverId),
    stop: (id, serverId) => move(id, 'stop', serverId),
  };
}
