import { apiAddress, httpAddress } from '../access';
import { checkDone, listAnswer, objectAnswer, read } from '../decode';
import { PanelError } from '../errors';
import type { FormFields, PanelAnswer, PanelTransport } from '../transport';
import type { Dialect } from '../types';
import { keyWords, standingOf } from '../xcvm';

export interface DetectionInput {
  /** What a person pasted as the panel's address. */
  url: string;
  /** Looked at for its prefix only; sent by the transport. */
  apiKey: string;
  /** Makes a transport to this address, which adds the key under the name the dialect has for it (`keyFields`). */
  connect: (dialect: Dialect, address: string) => PanelTransport;
}

export interface Detection {
  /** What to speak with this panel. Where it cannot be told, the nearest guess. */
  dialect: Dialect;
  /** Whether it is proved, and not a guess. */
  certain: boolean;
  /** What was found and what to do, one or two sentences for a person. Never the key. */
  explanation: string;
  /** null: it answers as it should. Else why address and key do not work as they are. */
  problem: PanelError | null;
}

/**
 * Finds out what answers at an address, by reads only: `user_info`, an action that only the other APIs have, and what tells XC_VM 2.6 from the
 * builds before. Never asks player_api anything: made-up usernames there count as an attack and block the asking host.
 *
 * Where XUI.ONE cannot be told from XC_VM 2.6 it says `xui`, which is right enough on both: its edits send the whole line, so nothing is lost where
 * edits replace, and nothing is changed by them where they keep; only emptying a list and ending a trial do not come about on 2.6, and are told of.
 *
 * @throws PanelError `wrong-url` for what is no address, `unreachable`, `timeout` or `unavailable` when nothing could be found out
 */
export async function detectPanel({ url, apiKey, connect }: DetectionInput): Promise<Detection> {
  const { pathname } = httpAddress(url, 'Panel URL', 'http://panel.example.com:8080/ACCESSCODE/');
  if (/\/(player_api|get|panel_api|xmltv)\.php$/.test(pathname)) return playersAddress();
  if (pathname === '/' || pathname.endsWith('/api.php')) {
    return (await detectR22f(caller(connect('r22f', apiAddress('r22f', url))))) ?? nothingFound(null);
  }
  return detectAccessCode(caller(connect('xui', apiAddress('xui', url))), apiKey);
}

type Call = (action: string, fields?: FormFields) => Promise<PanelAnswer>;

function caller(transport: PanelTransport): Call {
  return (action, fields = []) => transport.post([['action', action], ...fields]);
}

/** The admin and the reseller API: each behind an access code of its own. */
async function detectAccessCode(call: Call, apiKey: string): Promise<Detection> {
  const isToken = apiKey.trim().startsWith('xct_');
  try {
    read.requiredId(objectAnswer(await call('user_info'), 'user_info'));
  } catch (error) {
    if (!(error instanceof PanelError) || error.passing) throw error;
    return refusedAtAccessCode(error, isToken);
  }
  // `packages` is the reseller API's; the admin API calls its own `get_packages`.
  if (await knows(call, 'packages')) {
    return {
      dialect: 'reseller',
      certain: true,
      explanation: 'This key belongs to a reseller: use the Xtream UI Reseller API credential.',
      problem: null,
    };
  }
  try {
    const { build, scope } = await standingOf(call);
    if (build === 'older' && !isToken) {
      const explanation = 'This is XUI.ONE or XC_VM up to April 2026, with the API key of an administrator.';
      return { dialect: 'xui', certain: true, explanation, problem: null };
    }
    const key = isToken && scope === null ? 'with an API token of full scope' : keyWords(scope);
    return { dialect: 'xcvm', certain: true, explanation: `This is XC_VM 2.6, ${key}.`, problem: null };
  } catch (error) {
    if (!(error instanceof PanelError) || error.passing) throw error;
    // Only 2.6 has tokens.
    if (isToken) {
      return { dialect: 'xcvm', certain: true, explanation: 'This is XC_VM 2.6, with an API token.', problem: null };
    }
    return {
      dialect: 'xui',
      certain: false,
      explanation:
        'This is the admin API of XUI.ONE or XC_VM, and its version cannot be told. It is spoken to as XUI.ONE, which loses nothing on either.',
      problem: null,
    };
  }
}

/** Whether there is such an action. */
async function knows(call: Call, action: string): Promise<boolean> {
  try {
    checkDone(await call(action), action);
    return true;
  } catch (error) {
    if (error instanceof PanelError && !error.passing) return false;
    throw error;
  }
}

function refusedAtAccessCode(problem: PanelError, isToken: boolean): Detection {
  if (problem.code === 'wrong-key') {
    return {
      dialect: isToken ? 'xcvm' : 'xui',
      certain: false,
      explanation: isToken
        ? 'This is an admin or reseller API that does not take the token. It may have expired, be for other IP addresses, or belong to the other kind of access code.'
        : 'This is an admin or reseller API that does not take the key. An administrator’s key goes with an access code of type Admin API, a reseller’s with one of type Reseller API.',
      problem,
    };
  }
  return nothingFound(problem);
}

/** R22F's api.php; null when something else answers there. */
async function detectR22f(call: Call): Promise<Detection | null> {
  const answer = await call('server', [['sub', 'list']]);
  try {
    if (listAnswer(answer, 'server').every((row) => 'server_name' in row)) {
      return found(
        'This is Xtream UI R22F’s api.php: lines are known by username and password, and lists need its database.',
      );
    }
  } catch (error) {
    if (!(error instanceof PanelError)) throw error;
    if (['unavailable', 'timeout', 'unreachable'].includes(error.code)) throw error;
    // The word under the key "0" is R22F's own way.
    if (/^\s*\{"result":false,"0":/.test(answer.body)) {
      const what =
        error.code === 'wrong-key' ? 'it does not take the key (api_pass)' : 'it does not take calls from here';
      return { ...found(`This is Xtream UI R22F’s api.php, but ${what}.`), problem: error };
    }
  }
  return null;

  function found(explanation: string): Detection {
    return { dialect: 'r22f', certain: true, explanation, problem: null };
  }
}

function playersAddress(): Detection {
  const explanation =
    'This is the address that players use. For a line’s own view use the Xtream UI Player API credential; for everything else, the address with the access code of the API.';
  const problem = new PanelError('wrong-url', 'The panel URL is the one of its player API.', { hint: explanation });
  return { dialect: 'player', certain: true, explanation, problem };
}

/** @param problem what the answer was; null: a page, at the root */
function nothingFound(problem: PanelError | null): Detection {
  const hint =
    'Put the access code of type Admin API at the end of the URL, as in http://panel.example.com:8080/ACCESSCODE/';
  const isPage = problem === null || problem.code === 'not-a-panel' || problem.code === 'wrong-url';
  return {
    dialect: 'xui',
    certain: false,
    explanation: isPage
      ? `This is a web page or nothing at all, not the API of a panel. ${hint}.`
      : `What this is cannot be told: ${problem.message}`,
    problem: problem ?? new PanelError('not-a-panel', 'No API of a panel answers there.', { hint }),
  };
}
