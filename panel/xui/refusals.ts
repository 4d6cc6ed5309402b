import { PanelError } from '../errors';
import type { Line } from '../types';

/** What XUI.ONE and XC_VM refuse about a line, in words. */

export function noSuchLine(id: string): PanelError {
  return new PanelError('not-found', `The panel has no line with id ${id}.`, {
    hint: 'It may have been deleted. List the lines, or look it up by username.',
  });
}

export function notVerified(line: Line, fields: readonly string[]): PanelError {
  return new PanelError(
    'not-verified',
    `Line ${line.id} (${line.username}) was saved, but the panel kept other values: ${fields.join(', ')}.`,
    {
      hint: 'Look at the line in the panel; some values may not be possible there.',
      ...(fields[0] === undefined ? {} : { field: fields[0] }),
    },
  );
}

const explanations: Readonly<Record<string, readonly [field: string, hint: string]>> = {
  STATUS_INVALID_DATE: ['expiresAt', 'Give another expiry date.'],
  STATUS_INVALID_USERNAME: ['username', 'Choose another username: longer, and of letters and digits.'],
  STATUS_INVALID_PASSWORD: ['password', 'Choose another password: longer, and of letters and digits.'],
  STATUS_INVALID_IP: ['allowedIps', 'Give plain IP addresses.'],
};

/** Puts into words what the panel's status means for a line. */
export function explainedLine(error: unknown, about: { username?: string }): unknown {
  if (!(error instanceof PanelError) || error.panelStatus === undefined) return error;
  if (error.panelStatus === 'STATUS_EXISTS_USERNAME') {
    return new PanelError('exists', `The username ${about.username ?? ''} is taken.`.replace('  ', ' '), {
      field: 'username',
      hint: 'Choose another username, or update the existing line.',
      panelStatus: error.panelStatus,
    });
  }
  const explanation = explanations[error.panelStatus];
  if (!explanation) return error;
  return new PanelError('rejected', error.message, {
    field: explanation[0],
    hint: explanation[1],
    panelStatus: error.panelStatus,
  });
}
