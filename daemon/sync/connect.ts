import { can, detectPanel, makeAdapter, withDatabase, type Dialect, type PanelAdapter } from '../../panel';
import { openDatabase } from '../database';
import { unobserved } from '../observer';
import { observedQuery, observedTransport, type RequestObserver } from './observed';
import { AxiosTransport } from './transport';

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
  /** Finds out what the panel speaks, where that is not known. @throws PanelError when it does not answer, or not to this key */
  open(): Promise<PanelAdapter>;
  /** Lets database queries under way end. */
  close(): Promise<void>;
}

/**
 * @param signal ends requests under way
 * @param observed who measures the requests @default nobody
 */
export function connectPanel(
  options: ConnectOptions,
  signal: AbortSignal,
  observed: RequestObserver = { panel: '', observer: unobserved },
): PanelConnection {
  const database = options.database && openDatabase({ ...options, ...options.database });
  const make = (dialect: Dialect): PanelAdapter => {
    const transport = new AxiosTransport({ ...options, dialect, signal });
    const api = makeAdapter(dialect, observedTransport(transport, observed));
    return database === undefined ? api : withDatabase(api, observedQuery(database.query, observed));
  };
  let adapter = options.dialect === 'auto' ? undefined : make(options.dialect);
  let opening: Promise<PanelAdapter> | undefined;
  const detect = async (): Promise<PanelAdapter> => (adapter = make(await detectedDialect(options, signal)));
  return {
    get adapter() {
      return adapter;
    },
    async open() {
      if (adapter !== undefined) return adapter;
      // Adapters keep order among their requests: there must be only one.
      opening ??= detect().finally(() => {
        opening = undefined;
      });
      return opening;
    },
    close: async () => database?.close(),
  };
}

async function detectedDialect({ apiKey, ...options }: ConnectOptions, signal: AbortSignal): Promise<Dialect> {
  const { dialect, problem } = await detectPanel({
    url: options.url,
    apiKey: apiKey ?? '',
    connect: (spoken, url) => new AxiosTransport({ ...options, apiKey, dialect: spoken, url, signal }),
  });
  if (problem !== null) throw problem;
  return dialect;
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
