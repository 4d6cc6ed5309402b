import type { Ability } from '../abilities';
import { unsupported } from '../abilities';
import type { PanelAdapter } from '../adapter';
import { decodeJson } from '../decode';
import { PanelError } from '../errors';
import type { LoginCheck, LoginPart } from '../parts';
import type { PanelAnswer, PanelTransport } from '../transport';
import type { PanelIdentity } from '../types';
import { isRefusalPage, playerAnswer } from './answer';
import { guardOf, type PlayerGuard } from './guard';

/**
 * player_api.php: what a line may see of itself, by its own username and password. No administrator's key, no list, no change.
 *
 * Every request is held against a guard, because panels block addresses that try wrong logins.
 */
export class PlayerAdapter implements PanelAdapter {
  readonly dialect = 'player';

  readonly offers: ReadonlySet<Ability> = new Set();

  readonly needsAccess = true;

  readonly parts: { readonly login: LoginPart } = {
    login: { checkLogin: (username, password) => this.checkLogin(username, password) },
  };

  private readonly guard: PlayerGuard;

  /**
   * @param guard one for the panel and the whole process
   * @param clock milliseconds since 1970
   */
  constructor(
    private readonly transport: PanelTransport,
    guard?: PlayerGuard,
    private readonly clock: () => number = Date.now,
  ) {
    this.guard = guard ?? guardOf(transport.origin ?? '');
  }

  get origin(): string | undefined {
    return this.transport.origin;
  }

  /** One request without a login: made-up usernames would be counted, and what there is to know without one is little. */
  async identify(): Promise<PanelIdentity> {
    const { explanation } = await this.guard.ask('', async () => {
      const answer = await this.transport.post([]);
      return { explanation: explained(answer), refused: true };
    });
    return {
      dialect: 'player',
      product: 'Player API (a line’s own view)',
      explanation,
      userId: null,
      username: null,
      credits: null,
      timeZone: null,
    };
  }

  private async checkLogin(username: string, password: string): Promise<LoginCheck> {
    const { check } = await this.guard.ask(JSON.stringify([username, password]), async () => {
      const fields = [
        ['username', username],
        ['password', password],
      ] as const;
      return playerAnswer(username, await this.transport.post(fields), this.clock());
    });
    return check;
  }

  listLines = this.lacks('list lines');
  getLine = this.lacks('show a line');
  findLine = this.lacks('look up a line');
  createLine = this.lacks('create lines');
  updateLine = this.lacks('change a line');
  deleteLine = this.lacks('delete lines');
  listPackages = this.lacks('list packages');
  listBouquets = this.lacks('list bouquets');
  listUsers = this.lacks('list accounts');

  private lacks(what: string): () => Promise<never> {
    return () =>
      Promise.reject(
        unsupported(
          this,
          what,
          'The player API only checks a line’s own login. Use the panel’s admin API for the rest.',
        ),
      );
  }
}

/**
 * In words, what an answer to a request without a login tells. R22F answers an empty body (read in its source), XUI.ONE and XC_VM their page of HTTP
 * 404 (seen on a running XC_VM for everything they refuse; for no login at all, an assumption).
 * @throws PanelError for what no player API answers
 */
function explained(answer: PanelAnswer): string {
  const proof = 'Whether logins can be checked shows with the first one.';
  if (isRefusalPage(answer)) {
    return `HTTP 404, as XUI.ONE and XC_VM answer everything they refuse, and also an address that is not there. ${proof}`;
  }
  if (answer.status === 200 && answer.body.trim() === '') {
    return `An empty answer, as Xtream Codes and Xtream UI R22F give to a request without a login. ${proof}`;
  }
  const decoded = decodeJson(answer, 'a request without a login');
  if ('user_info' in decoded) return 'This is a player API: it answered a request without a login in its own format.';
  throw new PanelError('not-a-panel', 'What answers there is not a player API.', {
    hint: 'Check the panel URL: it must be where players connect to.',
  });
}
