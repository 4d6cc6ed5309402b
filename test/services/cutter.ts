import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between a program and a server, and breaks what is between them. */
export interface Cutter {
  port: number;
  /** Ends all connections at once, in the middle of whatever they carry. */
  cut(): void;
  /** Refuses new connections, until `open`. */
  close(): void;
  open(): void;
  /** Carries nothing more and says nothing, as a network that is gone; what is held back is thrown away by the next `cut`. */
  hold(): void;
  stop(): Promise<void>;
}

/** @param target the server's port on 127.0.0.1 */
export async function startCutter(target: number): Promise<Cutter> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let closed = false;
  const server = createServer((client) => {
    if (closed) {
      client.destroy();
      return;
    }
    const upstream = connect(target, '127.0.0.1');
    const pair = [client, upstream] as const;
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    for (const [from, to] of [pair, [upstream, client] as const]) {
      from.on('error', end);
      from.on('close', end);
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const [client, upstream] of pairs) {
      client.destroy();
      upstream.destroy();
    }
    pairs.clear();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    close() {
      closed = true;
    },
    open() {
      closed = false;
    },
    hold() {
      for (const [client, upstream] of pairs) {
        client.unpipe(upstream);
        upstream.unpipe(client);
        client.pause();
        upstream.pause();
      }
    },
    async stop() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
