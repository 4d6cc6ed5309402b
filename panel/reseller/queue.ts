/**
 * One after the other, by name, in this process.
 *
 * The panel reads the balance when a request comes in and writes it, less the price, when it is done: of two sales at once one is paid for, and of two
 * renewals of a line one is lost (4 renewals at once charged for 3, seen on a running XC_VM). Every edit writes the balance, those without a sale
 * too. The daemon queues all writes of such a panel (`oneAtATime`); this is for whoever writes without it, and cannot see other processes.
 */
const tails = new Map<string, Promise<void>>();

export async function oneAtATime<T>(name: string, work: () => Promise<T>): Promise<T> {
  const before = tails.get(name) ?? Promise.resolve();
  const result = before.then(work);
  const tail = result.then(
    () => undefined,
    () => undefined,
  );
  tails.set(name, tail);
  try {
    return await result;
  } finally {
    if (tails.get(name) === tail) tails.delete(name);
  }
}
