/**
 * What goes wrong with the next requests to a host: an answer with an error status (the request had no effect), or a
 * connection reset `before` the request took effect or `after` it did, the answer being lost.
 */
export type Fault = { times: number } & ({ status: number } | { reset: 'before' | 'after' });

/** The faults still to happen, by host. */
export class Faults {
  private readonly byHost = new Map<string, Fault>();

  set(host: string, fault: Fault): void {
    this.byHost.set(host, { ...fault });
  }

  /** The fault this request to the host meets, if any; counts it. */
  take(host: string): Fault | undefined {
    const fault = this.byHost.get(host);
    if (!fault || fault.times <= 0) return undefined;
    fault.times -= 1;
    return fault;
  }

  clear(): void {
    this.byHost.clear();
  }
}
