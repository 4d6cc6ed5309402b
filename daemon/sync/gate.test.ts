import { Gate } from './gate';

/** A piece of work that ends when told to. */
function work() {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const started = { yes: false };
  return { end, started, run: () => ((started.yes = true), ended) };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('gate between passes and changes', () => {
  it('lets changes run together and keeps a look out until they end', async () => {
    const gate = new Gate();
    const [one, two, look] = [work(), work(), work()];
    void gate.change(one.run);
    void gate.change(two.run);
    const looking = gate.look(look.run);
    await settle();
    expect([one.started.yes, two.started.yes, look.started.yes]).toEqual([true, true, false]);
    one.end();
    await settle();
    expect(look.started.yes).toBe(false);
    two.end();
    await settle();
    expect(look.started.yes).toBe(true);
    look.end();
    await looking;
  });

  it('lets no later change overtake a waiting look', async () => {
    const gate = new Gate();
    const [first, look, late] = [work(), work(), work()];
    void gate.change(first.run);
    void gate.look(look.run);
    void gate.change(late.run);
    first.end();
    await settle();
    expect([look.started.yes, late.started.yes]).toEqual([true, false]);
    look.end();
    await settle();
    expect(late.started.yes).toBe(true);
  });

  it('opens again after work that failed', async () => {
    const gate = new Gate();
    await expect(gate.look(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(gate.change(() => Promise.resolve('yes'))).resolves.toBe('yes');
  });
});
