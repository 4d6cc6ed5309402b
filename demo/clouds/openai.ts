import { createHash } from 'node:crypto';
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
  role: string;
  content?: string | Array<{ type: string; text?: string }> | null;
  tool_calls?: Array<{ id: string; function: { name: string; arguments: string } }>;
  tool_call_id?: string;
}

/** One turn of the model: it calls tools, or says something. `{{tool}}` in what it says stands for what the last tool answered. */
export type ModelTurn = { call: { tool: string | RegExp; arguments: object } } | { say: string };

export interface OpenAi extends CloudProvider {
  /** What the model does next, turn by turn. Without: it says what the last tool answered, or repeats what it was told. */
  plan(turns: readonly ModelTurn[]): void;
}

/**
 * Chat completions as OpenAI and compatible servers offer them, with a model that follows a plan instead of thinking. It refuses what a real server
 * would: unknown roles, tool results without a call, tools without a schema.
 */
export function createOpenAi({ apiKey }: { apiKey: string }): OpenAi {
  let plan: ModelTurn[] = [];
  let count = 0;

  function complete(request: CloudRequest): CloudResponse {
    const body = jsonObject(request);
    const messages = body?.['messages'] as Message[] | undefined;
    const tools = (body?.['tools'] ?? []) as Array<{ type: string; function?: { name?: string; parameters?: object } }>;
    if (typeof body?.['model'] !== 'string') return refuse(400, 'you must provide a model parameter');
    if (!Array.isArray(messages) || messages.length === 0) return refuse(400, "[] is too short - 'messages'");
    const strange = messages.find(({ role }) => !['system', 'developer', 'user', 'assistant', 'tool'].includes(role));
    if (strange)
      return refuse(
        400,
        `Invalid value: '${strange.role}'. Supported values are: 'system', 'assistant', 'user', 'tool'.`,
      );
    const called = new Set(messages.flatMap(({ tool_calls = [] }) => tool_calls.map(({ id }) => id)));
    if (messages.some(({ role, tool_call_id }) => role === 'tool' && !called.has(tool_call_id ?? '')))
      return refuse(400, "messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.");
    const nameless = tools.find((tool) => !/^[a-zA-Z0-9_-]{1,64}$/.test(tool.function?.name ?? ''));
    if (nameless) return refuse(400, "Invalid 'tools[0].function.name': string does not match pattern.");
    if (body['stream'] === true) return refuse(400, 'This stand-in does not stream.');

    count += 1;
    const id = createHash('sha256')
      .update(`${String(count)}|${request.body}`)
      .digest('hex')
      .slice(0, 24);
    const turn = plan.shift();
    const message =
      turn && 'call' in turn
        ? call(turn.call, tools, id)
        : { role: 'assistant', content: said(turn, messages), refusal: null };
    if (!message)
      return refuse(
        500,
        `The plan calls a tool that was not offered. Offered: ${tools.map((tool) => tool.function?.name ?? '').join(', ')}`,
      );
    return {
      status: 200,
      body: {
        ...{
          id: `chatcmpl-${id}`,
          object: 'chat.completion',
          created: Math.floor(request.at.getTime() / 1000),
          model: body['model'],
        },
        choices: [
          { index: 0, message, logprobs: null, finish_reason: 'tool_calls' in message ? 'tool_calls' : 'stop' },
        ],
        usage: {
          prompt_tokens: Math.ceil(request.body.length / 4),
          completion_tokens: 20,
          total_tokens: Math.ceil(request.body.length / 4) + 20,
        },
      },
    };
  }

  function call(
    { tool, arguments: given }: { tool: string | RegExp; arguments: object },
    tools: Array<{ function?: { name?: string } }>,
    id: string,
  ): object | undefined {
    const name = tools
      .map((each) => each.function?.name ?? '')
      .find((each) => (typeof tool === 'string' ? each === tool : tool.test(each)));
    if (name === undefined) return undefined;
    return {
      role: 'assistant',
      content: null,
      refusal: null,
      tool_calls: [{ id: `call_${id}`, type: 'function', function: { name, arguments: JSON.stringify(given) } }],
    };
  }

  function said(turn: { say: string } | undefined, messages: Message[]): string {
    const tool = textOf(messages.filter(({ role }) => role === 'tool').at(-1));
    const user = textOf(messages.filter(({ role }) => role === 'user').at(-1));
    return turn ? turn.say.replaceAll('{{tool}}', tool) : tool || user;
  }

  const routes: Route[] = [
    ['POST', /^\/v1\/chat\/completions$/, complete],
    [
      'GET',
      /^\/v1\/models$/,
      () => ({
        status: 200,
        body: {
          object: 'list',
          data: ['gpt-5-mini', 'gpt-4.1-mini', 'gpt-4o-mini'].map((id) => ({
            id,
            object: 'model',
            created: 1_700_000_000,
            owned_by: 'system',
          })),
        },
      }),
    ],
  ];

  return {
    name: 'OpenAI',
    hosts: ['api.openai.com'],
    unauthorized: (request) =>
      bearerToken(request) === apiKey ? undefined : refuse(401, 'Incorrect API key provided.', 'invalid_api_key'),
    handle: (request) => route(routes, request, refuse(404, `Invalid URL (${request.method} ${request.path})`)),
    failure: (status) =>
      refuse(
        status,
        status === 429 ? 'Rate limit reached.' : 'The server had an error while processing your request.',
        status === 429 ? 'rate_limit_exceeded' : 'server_error',
      ),
    tables: () => [],
    reset() {
      plan = [];
      count = 0;
    },
    plan: (turns) => (plan = [...turns]),
  };
}

function textOf(message: Message | undefined): string {
  const { content } = message ?? {};
  return typeof content === 'string' ? content : (content ?? []).map(({ text = '' }) => text).join('\n');
}

function refuse(status: number, message: string, code: string | null = null): CloudResponse {
  return {
    status,
    body: { error: { message, type: status >= 500 ? 'server_error' : 'invalid_request_error', param: null, code } },
  };
}
