import { encodeJson, text, type PhpVariables } from '../../php';
import { answerCall } from '../answering';
import { nginxPage } from '../faults';
import { addressOf, sendPage } from '../http';
import { mangleVariables } from '../mangle';
import { Protection } from '../protection';
import type { LineRow } from '../state';
import type { Front, FrontParts } from './front';
import { accountOf } from './player-account';

const PATH = '/player_api.php';

/** player_api.php without an action: a line's own account. Which build answers is `state.playerBuild`. */
export function playerFront({ state, requests, faults, clock }: FrontParts): Front {
  const protection = new Protection(state, clock);

  /** The account, or null where the login is denied, which is counted. */
  const accountFor = (given: PhpVariables, address: string, host: string): string | null => {
    const [username, password] = [text(given, 'username') ?? '', text(given, 'password') ?? ''];
    const now = Math.floor(clock() / 1000);
    const line = state.lines.all().find((each) => each.username === username && each.password === password);
    if (line && (state.playerBuild === 'r22f' || mayWatch(line, now))) return accountOf(state, line, { now, host });
    // Only unknown logins are attempts to guess one.
    protection.denied(address, line || username === '' ? undefined : username);
    return null;
  };

  return {
    url: (origin) => `${origin}${PATH}`,
    apiKey: '',
    async handle(request, message, response) {
      if (request.path !== PATH) {
        sendPage(response, 404, '404 Not Found');
        return;
      }
      const given = mangleVariables({ ...request.query, ...request.form });
      let status = 200;
      await answerCall({ requests, faults, clock }, request, response, {
        action: 'player_api',
        isRead: true,
        start: 0,
        run() {
          const account = accountFor(given, addressOf(message), message.headers.host ?? '');
          if (account !== null) return account;
          if (state.playerBuild === 'r22f') return given.username === undefined ? '' : wrongLogin;
          status = 404;
          return nginxPage('404 Not Found');
        },
        status: () => status,
        wrongKey: wrongLogin,
        cutShort: '',
      });
    },
  };
}

/** R22F's answer. XUI.ONE and XC_VM show a page of nginx to whatever they deny. */
const wrongLogin = encodeJson({ user_info: { auth: 0 } });

function mayWatch(line: LineRow, now: number): boolean {
  return line.admin_enabled === 1 && line.enabled === 1 && (line.exp_date === null || line.exp_date > now);
}
