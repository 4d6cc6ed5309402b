import {
  can,
  detectPanel,
  makeAdapter,
  withDatabase,
  type DatabaseQuery,
  type Dialect,
  type PanelAdapter,
} from '../../panel';
import { openDatabase } from '../database';
import type { Manners } from '../manners';
import { unobserved } from '../observer';
import { observedQuery, observedTransport, type RequestObserver } from './observed';
import { AxiosTransport, type TransportOptions } from './transport';

/** How the daemon speaks to a configured panel, and whether it can watch what is on it. */

export interface ConnectOptions {
  /** `auto`: found out by asking what answers. */
  dialect: Dialect | 'auto';
  /** The panel's address as its operator knows it: with the access code, or the root of an R22F panel. */
  url: string;
  /** undefined where the dialect has none (player), or the panel is set up without (R22F's `api_pass`). */
  apiKey?: string | undefined;
  /** Seconds for one request. */
  timeoutSeconds: number;
  verifyTls: boolean;
  /** The panel's MySQL or MariaDB, read beside its API. */
  database?: { url: string; tls: boolean } | undefined;
}

/** A panel, ready to be spoken to. */
export interface PanelConnection {
  /** undefined until it is known what the panel speaks. */
  readonly adapter: PanelAdapter | undefined;
  /**
   * Finds out what the panel speaks, where that is not known.
   * @param known what it speaks, where somebody has found out
   * @throws PanelError when it does not answer, or not to this key
   */
  open(known?: Dialect): Promise<PanelAdapter>;
  /** Lets database queries under way end. */
  close(): Promise<void>;
}

/**
 * @param signal ends requests under way
 * @param before called before each request; what it throws keeps the request from being sent
 * @param observed who measures the requests @default nobody
 * @param manners how often and how much @default without any
 */
export function connectPanel(
  options: ConnectOptions,
  signal: AbortSignal,
  {
    before = () => undefined,
    observed = { panel: '', observer: unobserved },
    manners,
  }: { before?: () => void; observed?: RequestObserver; manners?: Manners } = {},
): PanelConnection {
  const database = options.database && openDatabase({ ...options, ...options.database });
  const connect = (spoken: Partial<TransportOptions> & { dialect: Dialect }): AxiosTransport =>
    new AxiosTransport({ ...options, ...spoken, signal, before });
  const make = (dialect: Dialect): PanelAdapter => {
    const transport = observedTransport(connect({ dialect }), observed);
    const api = makeAdapter(dialect, manners?.polite(transport) ?? transport);
    if (database === undefined) return api;
    const query: DatabaseQuery = async (...question) => {
      before();
      return database.query(...question);
    };
    return withDatabase(api, observedQuery(query, observed));
  };
  let adapter = options.dialect === 'auto' ? undefined : make(options.dialect);
  let finding: Promise<PanelAdapter> | undefined;
  const find = async (): Promise<PanelAdapter> => {
    const { dialect, problem } = await detectPanel({
      url: options.url,
      apiKey: options.apiKey ?? '',
      connect: (spoken, url) => connect({ dialect: spoken, url }),
    });
    if (problem !== null) throw problem;
    return (adapter = make(dialect));
  };
  return {
    get adapter() {
      return adapter;
    },
    async open(known) {
      if (known !== undefined) adapter ??= make(known);
      // Adapters keep order among their requests: there must be only one.
      return (
        adapter ??
        (finding ??= find().finally(() => {
          finding = undefined;
        }))
      );
    },
    close: async () => database?.close(),
  };
}

/** Why something is not done, and what to do about it. */
export interface Reason {
  message: string;
  hint: string;
}

const unwatchedReasons: Readonly<Partial<Record<Dialect, Reason>>> = {
  r22f: {
    message: 'Its lines are not watched: the API of Xtream UI R22F has no list of them.',
    hint: 'Add "database:" with a read-only account of the panel’s MySQL or MariaDB to this panel’s settings.',
  },
  reseller: {
    message:
      'Its lines are not watched: the reseller API of many builds answers an empty list however many lines there are.',
    hint: 'Watch the panel with an administrator’s API key (type Admin API), as a panel of its own in the settings.',
  },
  player: {
    message: 'Its lines are not watched: the player API shows a line only to who has its username and password.',
    hint: 'Watch the panel with an administrator’s API key (type Admin API), as a panel of its own in the settings.',
  },
};

/**
 * Why the lines of a panel cannot be watched; null where they can. What cannot be listed must never be read as an empty list: that would tell of all
 * lines as deleted.
 */
export function unwatched(adapter: Pick<PanelAdapter, 'dialect' | 'offers'>): Reason | null {
  if (can(adapter, 'listLines')) return null;
  return (
    unwatchedReasons[adapter.dialect] ?? {
      message: 'Its lines are not watched: it has no list of them.',
      hint: 'Add "database:" with a read-only account of the panel’s MySQL or MariaDB to this panel’s settings.',
    }
  );
}
