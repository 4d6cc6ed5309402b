import { createHash } from 'node:crypto';
import { route, type CloudProvider, type CloudRequest, type CloudResponse, type Route } from './provider';

interface Message {
  sid: string;
  to: string;
  from: string;
  body: string;
  at: Date;
}

const E164 = /^\+[1-9]\d{6,14}$/;
/** Letters and digits, 11 at most, one letter at least. */
const SENDER_NAME = /^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$/;
const MAX_BODY = 1600;
/** The characters of GSM 03.38 that take one septet, and those that take two. */
const GSM_BASIC = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]$/u;
const GSM_EXTENDED = /^[\f^{}\\[~\]|€]$/u;

/** Twilio's messages (2010-04-01), which n8n's Twilio node sends SMS with. */
export function createTwilio({ accountSid, authToken }: { accountSid: string; authToken: string }): CloudProvider {
  let messages: Message[] = [];

  function send(request: CloudRequest): CloudResponse {
    const form = new URLSearchParams(request.body);
    const to = form.get('To') ?? '';
    const from = form.get('From') ?? '';
    const body = form.get('Body') ?? '';
    const problem = messageProblem(to, from, body);
    if (problem) return problem;
    // From the content and the count, so that a replay gives the same one.
    const digest = createHash('md5').update(`${messages.length}|${to}|${body}`).digest('hex');
    const message = { sid: `SM${digest}`, to, from, body, at: request.at };
    messages.push(message);
    return { status: 201, body: show(message, accountSid, 'queued') };
  }

  const account = `/2010-04-01/Accounts/${accountSid}`;
  const routes: Route[] = [
    [
      'GET',
      new RegExp(`^${account}\\.json$`),
      () => ({
        status: 200,
        body: { sid: accountSid, friendly_name: 'Demo', status: 'active', type: 'Full', uri: `${account}.json` },
      }),
    ],
    ['POST', new RegExp(`^${account}/Messages\\.json$`), send],
    [
      'GET',
      new RegExp(`^${account}/Messages\\.json$`),
      () => ({
        status: 200,
        body: {
          messages: messages.map((message) => show(message, accountSid, 'delivered')).reverse(),
          page: 0,
          page_size: 50,
          start: 0,
          end: Math.max(0, messages.length - 1),
          uri: `${account}/Messages.json?PageSize=50&Page=0`,
          next_page_uri: null,
          previous_page_uri: null,
        },
      }),
    ],
    [
      'GET',
      new RegExp(`^${account}/Messages/(?<sid>SM[0-9a-f]{32})\\.json$`),
      (request, { sid }) => {
        const message = messages.find((sent) => sent.sid === sid);
        return message ? { status: 200, body: show(message, accountSid, 'delivered') } : notFound(request);
      },
    ],
  ];

  return {
    name: 'Twilio',
    hosts: ['api.twilio.com'],
    unauthorized(request) {
      const expected = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
      return request.headers.authorization === expected ? undefined : error(401, 20003, 'Authenticate');
    },
    handle: (request) => route(routes, request, notFound(request)),
    failure: (status) =>
      status === 429
        ? error(429, 20429, 'Too Many Requests')
        : error(status, 20500, 'An internal server error has occurred'),
    tables: () => [
      {
        title: 'Twilio messages',
        columns: ['sent', 'to', 'from', 'text'],
        rows: [...messages].reverse().map(({ at, to, from, body }) => [at.toISOString(), to, from, body]),
      },
    ],
    reset: () => (messages = []),
  };
}

function messageProblem(to: string, from: string, body: string): CloudResponse | undefined {
  if (!to) return error(400, 21604, "A 'To' phone number is required.");
  if (!from) return error(400, 21603, "A 'From' phone number is required.");
  if (!body) return error(400, 21602, 'Message body is required.');
  const bare = (number: string) => number.replace(/^whatsapp:/, '');
  if (!E164.test(bare(to))) return error(400, 21211, `Invalid 'To' Phone Number: ${to}`);
  if (!E164.test(bare(from)) && !SENDER_NAME.test(from)) {
    return error(400, 21212, `Invalid From Number (caller ID): ${from}`);
  }
  if (to === from) return error(400, 21266, "'To' and 'From' number cannot be the same");
  if (Array.from(body).length > MAX_BODY) {
    return error(400, 21617, `The concatenated message body exceeds the ${MAX_BODY} character limit`);
  }
  return undefined;
}

function show({ sid, to, from, body, at }: Message, accountSid: string, status: string): object {
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${sid}`;
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body,
    date_created: at.toUTCString().replace('GMT', '+0000'),
    date_sent: status === 'queued' ? null : at.toUTCString().replace('GMT', '+0000'),
    date_updated: at.toUTCString().replace('GMT', '+0000'),
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from,
    messaging_service_sid: null,
    num_media: '0',
    num_segments: String(segments(body)),
    price: null,
    price_unit: 'USD',
    sid,
    status,
    subresource_uris: { media: `${uri}/Media.json` },
    to,
    uri: `${uri}.json`,
  };
}

/**
 * How many SMS a text is. One character outside GSM 03.38, any Arabic one for instance, and the whole text is sent as
 * UCS-2: 70 characters instead of 160, 67 instead of 153 when it takes several.
 */
function segments(body: string): number {
  const characters = Array.from(body);
  const gsm = characters.every((character) => GSM_BASIC.test(character) || GSM_EXTENDED.test(character));
  const length = gsm
    ? characters.reduce((sum, character) => sum + (GSM_EXTENDED.test(character) ? 2 : 1), 0)
    : body.length;
  const [single, part] = gsm ? [160, 153] : [70, 67];
  return length <= single ? 1 : Math.ceil(length / part);
}

function notFound(request: CloudRequest): CloudResponse {
  return error(404, 20404, `The requested resource ${request.path} was not found`);
}

function error(status: number, code: number, message: string): CloudResponse {
  return { status, body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } };
}
