import { PanelError } from '../errors';

/**
 * Keeps this host from being blocked by the panel it asks.
 *
 * XC_VM (its source, `BruteforceGuard`, and its FAQ) puts an address on its block list, from which on everything answers 403, the admin API too:
 * - at the 10th different unknown username, or wrong password of one, within 300 s;
 * - at the 41st refused request in a row, where a row is ended by a gap of more than 2 s between whole seconds of its clock.
 * R22F has the second rule and drops the address in its firewall. Operators may have changed the numbers, other programs on this host count along,
 * and an answer does not always tell a refusal that is counted from one that is not: so this stays well below, and counts every refusal.
 *
 * A login accepted before is let through where a new one is held back, so that a few typing errors do not stop the checks of real customers.
 */
const limits = {
  /** Different logins refused within the window, from which on no other is tried. */
  refused: { new: 5, known: 8 },
  windowMs: 330_000,
  /** Refusals in a row, from which on a pause is kept. */
  row: { new: 10, known: 25 },
  pauseMs: 5_000,
} as const;

/** Logins remembered as accepted. The oldest is forgotten first. */
const rememberedAtMost = 10_000;

export class PlayerGuard {
  /** When each login was last refused, oldest first. */
  private readonly refused = new Map<number, number>();
  private readonly accepted = new Set<number>();
  private row = 0;
  private lastRefusal = -Infinity;
  private turn: Promise<unknown> = Promise.resolve();

  /** @param clock milliseconds, of any beginning */
  constructor(private readonly clock: () => number = Date.now) {}

  /**
   * Makes the request in its turn, one at a time, unless it could bring the panel's block nearer than is safe.
   *
   * @param login what is tried, username and password; only a digest of it is kept
   * @param request resolves with whether the panel refused; one that fails counts as refused
   * @throws PanelError `unavailable` with `retryAfterSeconds` when the request is held back
   */
  async ask<T extends { refused: boolean }>(login: string, request: () => Promise<T>): Promise<T> {
    const asked = this.turn.then(() => this.inTurn(digest(login), request));
    this.turn = asked.catch(() => undefined);
    return asked;
  }

  private async inTurn<T extends { refused: boolean }>(login: number, request: () => Promise<T>): Promise<T> {
    this.admit(login);
    let refused = true;
    try {
      const answer = await request();
      refused = answer.refused;
      return answer;
    } finally {
      this.settle(login, refused);
    }
  }

  private admit(login: number): void {
    const now = this.clock();
    const kind = this.accepted.has(login) ? 'known' : 'new';
    if (now - this.lastRefusal >= limits.pauseMs) this.row = 0;
    if (this.row >= limits.row[kind]) throw heldBack(this.lastRefusal + limits.pauseMs - now);
    for (const [each, at] of this.refused) if (now - at >= limits.windowMs) this.refused.delete(each);
    const [oldest] = this.refused.values();
    if (oldest === undefined || this.refused.has(login) || this.refused.size < limits.refused[kind]) return;
    throw heldBack(oldest + limits.windowMs - now);
  }

  private settle(login: number, refused: boolean): void {
    this.accepted.delete(login);
    if (!refused) {
      this.accepted.add(login);
      const [first] = this.accepted;
      if (this.accepted.size > rememberedAtMost && first !== undefined) this.accepted.delete(first);
      return;
    }
    this.lastRefusal = this.clock();
    this.refused.delete(login);
    this.refused.set(login, this.lastRefusal);
    this.row += 1;
  }
}

/** FNV-1a over the UTF-16 units: enough to tell a few logins apart, and no password is kept. */
function digest(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

function heldBack(waitMs: number): PanelError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return new PanelError('unavailable', 'This login was not tried: the panel has refused too many others just now.', {
    hint: `Try again in ${String(seconds)} s. Panels block an address that keeps trying wrong logins, their admin API included: check logins by the admin API, or have this server’s address left out of the panel’s flood protection.`,
    retryAfterSeconds: seconds,
  });
}

const guards = new Map<string, PlayerGuard>();

/** The guard of a panel: one for the whole process, whoever asks. @param origin scheme, host and port */
export function guardOf(origin: string): PlayerGuard {
  let guard = guards.get(origin);
  if (guard === undefined) {
    guard = new PlayerGuard();
    guards.set(origin, guard);
  }
  return guard;
}
