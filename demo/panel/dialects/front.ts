import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PhpRequest } from '../../php';
import type { Faults } from '../faults';
import type { Requests } from '../requests';
import type { PanelState } from '../state';

/** What a front has to work with: one panel, whichever dialects it is spoken to in. */
export interface FrontParts {
  state: PanelState;
  requests: Requests;
  faults: Faults;
  /** Milliseconds. */
  clock: () => number;
  /** Addresses that may call; others meet nginx's 403. undefined: all. */
  allowedIps: readonly string[] | undefined;
}

/** One dialect of the panel, as it answers on a port of its own. */
export interface Front {
  /** What a client is given as the panel's address. @param origin scheme, host and port */
  url(origin: string): string;
  /** The key a client needs; empty where there is none. */
  readonly apiKey: string;
  handle(request: PhpRequest, message: IncomingMessage, response: ServerResponse): void | Promise<void>;
}
