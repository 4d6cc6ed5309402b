import {
  bearerToken,
  jsonObject,
  route,
  type CloudProvider,
  type CloudRequest,
  type CloudResponse,
  type Route,
} from './provider';

interface Message {
  ts: string;
  channel: string;
  text: string;
  at: Date;
}

/** Slack's `chat.postMessage`. Slack answers 200 to everything it understood, with `ok: false` for what it refuses. */
export function createSlack({ token }: { token: string }): CloudProvider {
  let messages: Message[] = [];
  const refuse = (reason: string): CloudResponse => ({ status: 200, body: { ok: false, error: reason } });
  const allowed = (request: CloudRequest) => bearerToken(request) === token;

  function post(request: CloudRequest): CloudResponse {
    const body = jsonObject(request) ?? Object.fromEntries(new URLSearchParams(request.body));
    const { channel, text, blocks, attachments } = body;
    if (typeof channel !== 'string' || !channel) return refuse('channel_not_found');
    if (!text && !blocks && !attachments) return refuse('no_text');
    const seconds = Math.floor(request.at.getTime() / 1000);
    const ts = `${seconds}.${String(messages.length + 1).padStart(6, '0')}`;
    const message = { ts, channel, text: typeof text === 'string' ? text : '', at: request.at };
    messages.push(message);
    return { status: 200, body: { ok: true, channel, ts, message: { type: 'message', text: message.text, ts } } };
  }

  const routes: Route[] = [
    ['POST', /^\/api\/chat\.postMessage$/, post],
    [
      'GET',
      /^\/api\/users\.profile\.get$/,
      () => ({ status: 200, body: { ok: true, profile: { real_name: 'Demo' } } }),
    ],
    ['POST', /^\/api\/auth\.test$/, () => ({ status: 200, body: { ok: true, team: 'Demo', user: 'demo' } })],
  ];

  return {
    name: 'Slack',
    hosts: ['slack.com'],
    unauthorized: (request) => (allowed(request) ? undefined : refuse('invalid_auth')),
    handle: (request) => route(routes, request, refuse('unknown_method')),
    failure: (status) =>
      status === 429
        ? { status, headers: { 'retry-after': '1' }, body: { ok: false, error: 'ratelimited' } }
        : { status, body: { ok: false, error: 'internal_error' } },
    tables: () => [
      {
        title: 'Slack messages',
        columns: ['sent', 'channel', 'text'],
        rows: [...messages].reverse().map(({ at, channel, text }) => [at.toISOString(), channel, text]),
      },
    ],
    reset: () => (messages = []),
  };
}
