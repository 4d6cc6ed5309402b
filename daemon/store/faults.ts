/** SQLite's result codes for a store that cannot be written: READONLY, IOERR, FULL, CANTOPEN. */
const notWritable: ReadonlySet<number> = new Set([8, 10, 13, 14]);

/**
 * PostgreSQL's: connection lost, too little of something (a full disk), shut down or starting, read-only (a standby).
 * Source: its table of error codes, classes 08, 53, 57P and code 25006.
 */
const postgresFault = /^(08|53|57P|58)...$|^57P|^25006$/;

/** What Node says of a server that is away. */
const networkFault = /^(ECONN(REFUSED|RESET)|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;

/** Whether an error says that the disk or the database server is at fault, not what was asked of the store. */
export function isStoreFault(error: unknown): boolean {
  const { errcode, code, message } = Object(error) as { errcode?: unknown; code?: unknown; message?: unknown };
  // The lowest byte is the code; what is above says more of where.
  if (typeof errcode === 'number') return notWritable.has(errcode % 256);
  if (typeof code === 'string') return postgresFault.test(code) || networkFault.test(code);
  return (
    typeof message === 'string' &&
    /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/.test(
      message,
    )
  );
}
