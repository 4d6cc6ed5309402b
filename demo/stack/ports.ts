import { createServer, type AddressInfo } from 'node:net';

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(null);
    });
    server.listen(port, '127.0.0.1', () => {
      const { port: got } = server.address() as AddressInfo;
      server.close(() => {
        resolve(got);
      });
    });
  });
}

/** The wanted port, or the next free one above it. Without a wish: any free one. */
export async function freePort(wanted = 0): Promise<number> {
  for (let port = wanted; port < wanted + 50; port += 1) {
    const got = await tryPort(port);
    if (got !== null) return got;
  }
  throw new Error(
    `All ports from ${String(wanted)} to ${String(wanted + 49)} are taken. Stop what uses them and try again.`,
  );
}
