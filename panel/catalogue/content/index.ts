import { contentKinds, type ContentKind } from '../../parts';
import type { Operation } from '../operation';
import { getContent, getManyContent, getStatus } from './read';
import { createContent, deleteContent, runContent, updateContent } from './write';

function operationsOf(kind: ContentKind): Operation[] {
  return [
    createContent(kind),
    getContent(kind),
    getManyContent(kind),
    ...(kind === 'series' ? [] : [getStatus(kind), runContent(kind, 'start'), runContent(kind, 'stop')]),
    updateContent(kind),
    deleteContent(kind),
  ];
}

/** Everything there is to watch: one behaviour, six kinds. */
export const contentOperations: readonly Operation[] = contentKinds.flatMap(operationsOf);
