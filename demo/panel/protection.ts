import type { PanelState } from './state';

/**
 * XC_VM's protection against guessed logins, which counts what the player side denies and blocks the address from everything, admin API included.
 * Source: XC_VM, `BruteforceGuard`. Its clock has whole seconds; the limits are its defaults, as far as the settings here do not name them.
 */
const USERNAME_ATTEMPTS = 10;
const USERNAME_SECONDS = 300;

interface Counted {
  /** Denied requests after the first of a row. */
  requests: number;
  /** Unix seconds. */
  lastRequest: number;
  /** When each unknown username was first seen. */
  usernames: Map<string, number>;
}

export class Protection {
  readonly #state: PanelState;
  readonly #clock: () => number;
  readonly #addresses = new Map<string, Counted>();

  /** @param clock milliseconds */
  constructor(state: PanelState, clock: () => number) {
    this.#state = state;
    this.#clock = clock;
  }

  /** @param username where it, or its password, is unknown; undefined for other denials */
  denied(address: string, username: string | undefined): void {
    const now = Math.floor(this.#clock() / 1000);
    const { flood_limit: limit, flood_seconds: seconds } = this.#state.settings;
    let counted = this.#addresses.get(address);
    if (counted === undefined) {
      counted = { requests: -1, lastRequest: now, usernames: new Map() };
      this.#addresses.set(address, counted);
    }
    counted.requests = now - counted.lastRequest <= seconds ? counted.requests + 1 : 0;
    counted.lastRequest = now;
    if (counted.requests >= limit) this.#block(address, 'FLOOD ATTACK', now);
    if (username === undefined) return;
    for (const [name, at] of counted.usernames) if (now - at > USERNAME_SECONDS) counted.usernames.delete(name);
    if (!counted.usernames.has(username)) counted.usernames.set(username, now);
    if (counted.usernames.size >= USERNAME_ATTEMPTS) this.#block(address, 'BRUTEFORCE USER ATTACK', now);
  }

  #block(ip: string, notes: string, now: number): void {
    this.#addresses.delete(ip);
    if (isBlocked(this.#state, ip)) return;
    this.#state.blockedIps.add({ ip, notes, date: now, attempts_blocked: 0 });
    this.#state.changed();
  }
}

export function isBlocked(state: PanelState, address: string): boolean {
  return state.blockedIps.all().some(({ ip }) => ip === address);
}
