import { PanelError, type PanelErrorCode } from '../../panel';

interface Place {
  host: string;
  port: number;
}

interface Explanation {
  code: PanelErrorCode;
  /** Continues "The database at host:port …". */
  message: string;
  hint: string;
}

const start =
  'Check that MySQL or MariaDB runs there, listens beyond its own machine if this is another one (bind-address), and that a firewall lets this server through.';
const grants = 'GRANT SELECT ON the_database.* TO the_account, on the panel’s MySQL or MariaDB.';

const unreachable = (message: string, hint = start): Explanation => ({ code: 'unreachable', message, hint });

/** By the codes of mysql2, Node and the server. */
const explanations: Readonly<Record<string, Explanation>> = {
  ECONNREFUSED: unreachable('cannot be reached: nothing listens there.'),
  ENOTFOUND: unreachable('cannot be reached: the host name is unknown.'),
  EAI_AGAIN: unreachable('cannot be reached: the host name cannot be looked up at the moment.'),
  EHOSTUNREACH: unreachable('cannot be reached: there is no way to that host.'),
  ECONNRESET: unreachable('cut the connection.'),
  PROTOCOL_CONNECTION_LOST: unreachable('cut the connection.', 'It may be restarting; it is tried again.'),
  ER_CON_COUNT_ERROR: {
    code: 'unavailable',
    message: 'takes no more connections.',
    hint: 'Too many clients are connected to it: look at max_connections there. It is tried again.',
  },
  HANDSHAKE_NO_SSL_SUPPORT: unreachable('speaks no TLS.', 'Leave "tls" out, or set TLS up on the database server.'),
  HANDSHAKE_SSL_ERROR: unreachable(
    'has a certificate that is not trusted.',
    'Give its certificate’s authority to Node (NODE_EXTRA_CA_CERTS), or set verifyTls: false for this panel.',
  ),
  ER_HOST_NOT_PRIVILEGED: {
    code: 'forbidden-ip',
    message: 'refuses this server’s address.',
    hint: 'The account must be allowed from this address: CREATE USER the_account@this_address …',
  },
  ER_ACCESS_DENIED_ERROR: {
    code: 'wrong-key',
    message: 'refuses the account or its password.',
    hint: 'Check user and password in the URL; characters such as @ / # : must be written as %40 %2F %23 %3A. The account must be allowed from this server’s address.',
  },
  ER_DBACCESS_DENIED_ERROR: {
    code: 'no-permission',
    message: 'does not let the account into the database that the URL names.',
    hint: `Check the name at the end of the URL, or ${grants}`,
  },
  ER_BAD_DB_ERROR: {
    code: 'not-a-panel',
    message: 'holds no database of the name that the URL ends in.',
    hint: 'R22F calls it xtream_iptvpro, as far as nobody chose another name. SHOW DATABASES lists them.',
  },
};

const timeouts: ReadonlySet<string> = new Set([
  'ETIMEDOUT',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'ER_STATEMENT_TIMEOUT',
  'ER_QUERY_INTERRUPTED',
  'ER_QUERY_TIMEOUT',
  'ER_LOCK_WAIT_TIMEOUT',
]);

/** Errors of the driver may carry the account and the query, so nothing of one is passed on but its code and the name of a table. */
export function databaseError(error: unknown, { host, port }: Place, timeoutSeconds: number): PanelError {
  const { code = 'unknown', message = '' } = error as { code?: string; message?: string };
  const database = `The database at ${host}:${String(port)}`;
  if (timeouts.has(code)) {
    return new PanelError('timeout', `${database} did not answer within ${String(timeoutSeconds)} s.`, {
      hint: 'It may be overloaded. It is tried again.',
    });
  }
  if (code === 'ER_TABLEACCESS_DENIED_ERROR' || code === 'ER_COLUMNACCESS_DENIED_ERROR') {
    const [table = 'a table'] = /(?<=for table ).*/.exec(message) ?? [];
    return new PanelError('no-permission', `${database} does not let the account read ${table.replace(/[`']/g, '')}.`, {
      hint: grants,
    });
  }
  if (code === 'ER_NO_SUCH_TABLE' || code === 'ER_BAD_FIELD_ERROR') {
    const [missing = 'a table or column'] = /'[^']+'/.exec(message) ?? [];
    return new PanelError('not-a-panel', `${database} lacks ${missing.replace(/'/g, '')}.`, {
      hint: 'The panel may be another product or version than the one chosen as its dialect.',
    });
  }
  const known = explanations[code];
  if (known) return new PanelError(known.code, `${database} ${known.message}`, { hint: known.hint });
  return new PanelError('unreachable', `${database} failed: ${code}.`, { hint: start });
}
