import { NodeApiError, NodeOperationError, type INode, type JsonObject } from 'n8n-workflow';
import { PanelError } from '../../panel';
import { DaemonError } from './daemonClient';

/** An operation, as far as its parameters have labels. */
export interface Labelled {
  readonly parameters: Readonly<Record<string, { readonly label: string }>>;
}

export interface ErrorPlace {
  itemIndex?: number;
  /** Whether to name the item in the message: there are several. */
  nameItem?: boolean;
  /** Whose parameters a field is one of. */
  operation?: Labelled;
  /** Whether what to do must be in the message, because nothing else is shown: in pickers. */
  hintInMessage?: boolean;
}

/** Codes by which n8n is told that trying again later may help. */
const unavailable: ReadonlySet<string> = new Set(['unreachable', 'timeout', 'unavailable', 'bad-answer']);

/**
 * Any fault as n8n shows it: message = what happened (naming field and item), description = what to do.
 * A refused parameter is a NodeOperationError, a refusing or silent service a NodeApiError.
 */
export function nodeError(node: INode, error: unknown, place: ErrorPlace = {}): NodeApiError | NodeOperationError {
  if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
  const { itemIndex } = place;
  const context = itemIndex === undefined ? {} : { itemIndex };
  const suffix = place.nameItem === true && itemIndex !== undefined ? ` [item ${String(itemIndex)}]` : '';
  if (!(error instanceof PanelError) && !(error instanceof DaemonError)) {
    const unknown = error instanceof Error ? error : new Error(String(error));
    return new NodeOperationError(node, unknown, { ...context, message: `${unknown.message}${suffix}` });
  }
  const happened = `${withLabel(error.message, error.field, place.operation)}${suffix}`;
  const description = error.hint ?? '';
  const message = place.hintInMessage === true ? sentences(happened, description) : happened;
  if (error.code === 'invalid-parameter') {
    return new NodeOperationError(node, message, { ...context, description, level: 'warning' });
  }
  const status = error instanceof DaemonError ? { httpCode: String(error.status) } : {};
  return new NodeApiError(node, { message } as JsonObject, {
    ...context,
    ...status,
    message,
    description,
    ...(unavailable.has(error.code) ? { failure: { cause: 'temporarily-unavailable' as const } } : {}),
  });
}

function sentences(happened: string, hint: string): string {
  return `${/[.!?]$/.test(happened) ? happened : `${happened}.`} ${hint}`.trim();
}

/** `expiresAt: is missing` as `Expires At is missing`: the name the user sees, in a sentence where the words make one. */
function withLabel(message: string, field: string | undefined, operation: Labelled | undefined): string {
  const label = field === undefined ? undefined : operation?.parameters[field]?.label;
  if (field === undefined || label === undefined || !message.startsWith(`${field}: `)) return message;
  const problem = message.slice(field.length + 2);
  return /^(is|has|must) /.test(problem) ? `${label} ${problem}` : `${label}: ${problem}`;
}
