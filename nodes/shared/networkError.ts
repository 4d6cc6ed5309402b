import { PanelError } from '../../panel';

const certificateCodes = /^(CERT_|ERR_TLS|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO$)/;

/** The system's code of what went wrong, wherever n8n or axios wrapped it. */
function codeOf(error: unknown, depth = 0): string {
  if (typeof error !== 'object' || error === null || depth > 4) return '';
  const { code, cause, errorResponse, message } = error as Record<string, unknown>;
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code) && code !== 'ERR_BAD_RESPONSE') return code;
  const inner = codeOf(cause, depth + 1) || codeOf(errorResponse, depth + 1);
  if (inner !== '') return inner;
  return typeof message === 'string' ? (/\b(E[A-Z]{4,}|CERT_[A-Z_]+)\b/.exec(message)?.[1] ?? '') : '';
}

/**
 * No answer, in words. Nothing of the request is kept: n8n's errors carry it along, credential included.
 * @param url only its origin is named, the rest may hold an access code
 */
export function networkError(error: unknown, url: string): PanelError {
  const { origin, hostname } = new URL(url);
  const code = codeOf(error);
  if (code === 'ETIMEDOUT' || code === 'ECONNABORTED' || code === 'ESOCKETTIMEDOUT') {
    return new PanelError('timeout', `${origin} did not answer in time.`, {
      hint: 'Check the address and the port, and that no firewall is between n8n and it.',
    });
  }
  if (code === 'ECONNREFUSED') {
    return new PanelError('unreachable', `Nothing listens at ${origin}: connection refused.`, {
      hint: 'Check the port, and that the service runs. From inside a container, 127.0.0.1 is the container itself.',
    });
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new PanelError('unreachable', `There is no host named ${hostname}.`, {
      hint: 'Check the spelling of the address.',
    });
  }
  if (certificateCodes.test(code)) {
    return new PanelError('unreachable', `No secure connection to ${origin}: ${code}.`, {
      hint: 'Check whether the address begins with http or https. For a self-signed certificate, switch on Ignore SSL Issues in the credential.',
    });
  }
  return new PanelError('unreachable', `No answer from ${origin}${code === '' ? '' : ` (${code})`}.`, {
    hint: 'Check the address and the port, and that the service runs.',
  });
}
