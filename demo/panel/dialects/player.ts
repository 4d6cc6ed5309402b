import type { ServerResponse } from 'node:http';
import { encodeJson, text } from '../../php';
import { addressOf, sendPage } from '../http';
import { mangleVariables } from '../mangle';
import { Protection } from '../protection';
import type { LineRow } from '../state';
import type { Front, FrontParts } from './front';
import { accountOf } from './player-account';

const PATH = '/player_api.php';

/** player_api.php without an action: a line's own account. Which build answers is `state.playerBuild`. */
export function playerFront({ state, requests, clock }: FrontParts): Front {
  const protection = new Protection(state, clock);

  /** What XUI.ONE and XC_VM do with everything they refuse, and R22F with a wrong login. */
  const deny = (response: ServerResponse, address: string, username: string | undefined): number => {
    protection.denied(address, username);
    if (state.playerBuild !== 'r22f') {
      sendPage(response, 404, '404 Not Found');
      return 404;
    }
    return send(response, username === undefined ? '' : encodeJson({ user_info: { auth: 0 } }));
  };

  return {
    url: (origin) => `${origin}${PATH}`,
    apiKey: '',
    handle(request, message, response) {
      const { method, query, form, path } = request;
      if (path !== PATH) {
        sendPage(response, 404, '404 Not Found');
        return;
      }
      const received = { at: clock(), method, action: 'player_api', query, form, status: null, fault: null };
      const kept = requests.add(received);
      const given = mangleVariables({ ...query, ...form });
      const [username, password] = [text(given, 'username') ?? '', text(given, 'password') ?? ''];
      const address = addressOf(message);
      if (username === '' || password === '') {
        kept.status = deny(response, address, undefined);
        return;
      }
      const line = state.lines.all().find((each) => each.username === username && each.password === password);
      if (line === undefined) {
        kept.status = deny(response, address, username);
        return;
      }
      const now = Math.floor(clock() / 1000);
      if (state.playerBuild !== 'r22f' && !mayWatch(line, now)) {
        // Known, and so no attempt to guess; but denied.
        kept.status = deny(response, address, undefined);
        return;
      }
      kept.status = send(response, accountOf(state, line, { now, host: message.headers.host ?? '' }));
    },
  };
}

function mayWatch(line: LineRow, now: number): boolean {
  return line.admin_enabled === 1 && line.enabled === 1 && (line.exp_date === null || line.exp_date > now);
}

function send(response: ServerResponse, body: string): number {
  const headers = { server: 'nginx', 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  response.writeHead(200, headers).end(body);
  return 200;
}
