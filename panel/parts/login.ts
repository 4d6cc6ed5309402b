import type { PanelAdapter } from '../adapter';
import { wouldBeMangled } from '../rules';
import { lineStatus, type Instant, type LineStatus } from '../types';
import type { ConnectionPart } from './connections';

/** What a panel says to a username and password. */
export interface LoginCheck {
  username: string;
  /** Whether they are a line's. Where a panel refuses without a reason (see message), also false for a line that may not watch now. */
  valid: boolean;
  /** What the customer would meet; null where there is no such line, or the panel does not say. */
  status: LineStatus | null;
  /** null: never, or not known; `status` tells which. */
  expiresAt: Instant | null;
  /** null, as the two that follow, where there is no such line or the panel does not say. */
  trial: boolean | null;
  maxConnections: number | null;
  /** Connections open at the moment of the answer. */
  activeConnections: number | null;
  /** The answer in a sentence for people. */
  message: string;
}

/** Whether a customer's login works. */
export interface LoginPart {
  /**
   * A wrong login is an answer, not an error.
   * @throws PanelError where the panel gives no answer to rely on; never with the password in it
   */
  checkLogin(username: string, password: string): Promise<LoginCheck>;
}

/** The answer to a login that no line is known to have. */
export function refusedLogin(username: string, message: string): LoginCheck {
  return {
    username,
    valid: false,
    status: null,
    expiresAt: null,
    trial: null,
    maxConnections: null,
    activeConnections: null,
    message,
  };
}

/** What a right login means for the customer, in a sentence. */
export function loginMessage(status: LineStatus, expiresAt: Instant | null): string {
  const day = expiresAt?.slice(0, 10);
  switch (status) {
    case 'active':
      return day === undefined
        ? 'The login is right and the line never expires.'
        : `The login is right and the line is active until ${day}.`;
    case 'expired':
      return `The login is right, but the line expired${day === undefined ? '' : ` on ${day}`}.`;
    case 'disabled':
      return 'The login is right, but the line is disabled.';
    case 'banned':
      return 'The login is right, but the line is banned.';
  }
}

/**
 * The part for panels that can be asked for a line: looked up and compared here, so that no wrong login ever reaches the panel's player API, which
 * counts them and blocks the address they come from.
 *
 * @param connections where the panel's lines do not tell how many connections are open
 * @param clock milliseconds since 1970
 */
export function loginByLine(
  adapter: Pick<PanelAdapter, 'findLine'>,
  connections?: Partial<Pick<ConnectionPart, 'listConnections'>>,
  clock: () => number = Date.now,
): LoginPart {
  return {
    async checkLogin(username, password) {
      const unknown = refusedLogin(username, 'The panel has no line with this username and password.');
      // Panels store no such username, and their search would not take it as it is.
      if (wouldBeMangled(username)) return unknown;
      const line = await adapter.findLine(username, password);
      if (line?.password !== password) return unknown;
      const status = lineStatus(line, clock());
      const open = async (): Promise<number | null> => {
        if (connections?.listConnections === undefined) return null;
        const { rows } = await connections.listConnections({ lineId: line.id });
        return rows.filter(({ lineId }) => lineId === line.id).length;
      };
      return {
        username,
        valid: true,
        status,
        expiresAt: line.expiresAt,
        trial: line.trial,
        maxConnections: line.maxConnections,
        activeConnections: line.activeConnections ?? (await open()),
        message: loginMessage(status, line.expiresAt),
      };
    },
  };
}
