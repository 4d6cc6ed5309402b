import { PanelError } from '../../../errors';
import type { ContentKind } from '../../../parts';
import { kindWords } from './kinds';

/** The panel's refusals of content in words. Statuses: XC_VM's services; some are of builds we have not seen. */
const explanations: Readonly<Record<string, readonly [message: string, hint: string, field?: string]>> = {
  STATUS_NO_SOURCES: ['has no source', 'Give at least one address or path.', 'sources'],
  STATUS_NO_SOURCE: ['has no source', 'Give at least one address or path.', 'sources'],
  STATUS_INVALID_FILE: ['has a source the panel cannot read', 'Check the address or path.', 'sources'],
  STATUS_INVALID_INPUT: [
    'lacks a value the panel insists on',
    'Check its name, and series, season and number of an episode.',
  ],
  STATUS_INVALID_NAME: ['has a name the panel does not take', 'Give another name.', 'name'],
  STATUS_NO_TITLE: ['has no name', 'Give a name.', 'name'],
};

export function explained(kind: ContentKind, error: unknown): unknown {
  if (!(error instanceof PanelError) || error.panelStatus === undefined) return error;
  const { panelStatus } = error;
  const { noun } = kindWords[kind];
  if (panelStatus === 'STATUS_EXISTS_NAME' || panelStatus === 'STATUS_EXISTS_SOURCE') {
    const [what, field] = panelStatus === 'STATUS_EXISTS_NAME' ? ['name', 'name'] : ['source', 'sources'];
    return new PanelError('exists', `The panel has a ${noun} of the same ${what} already.`, {
      field,
      hint: `Give another ${what}, or update the one there is.`,
      panelStatus,
    });
  }
  const explanation = explanations[panelStatus];
  if (explanation === undefined) return error;
  const [problem, hint, field] = explanation;
  return new PanelError('rejected', `The panel refused the ${noun}: it ${problem}.`, {
    hint,
    panelStatus,
    ...(field === undefined ? {} : { field }),
  });
}

export function noSuchContent(kind: ContentKind, id: string): PanelError {
  const { noun } = kindWords[kind];
  return new PanelError('not-found', `The panel has no ${noun} with id ${id}.`, {
    hint: 'It may have been deleted, or be of another kind. Choose it from the list.',
  });
}

export function otherContent(kind: ContentKind, id: string): PanelError {
  return new PanelError('bad-answer', `The panel answered something else than the ${kindWords[kind].noun} ${id}.`, {
    hint: 'Try again; if it stays, look at the panel’s update notes.',
  });
}

export function notVerified(kind: ContentKind, id: string, fields: readonly string[]): PanelError {
  return new PanelError(
    'not-verified',
    `The ${kindWords[kind].noun} ${id} was saved, but the panel kept other values: ${[...new Set(fields)].join(', ')}.`,
    {
      hint: 'Look at it in the panel; some values may not be possible there.',
      ...(fields[0] === undefined ? {} : { field: fields[0] }),
    },
  );
}
