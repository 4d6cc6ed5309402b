import type {
  ICredentialDataDecryptedObject,
  ICredentialTestFunctions,
  ICredentialType,
  IExecuteFunctions,
  IHttpRequestOptions,
  ILoadOptionsFunctions,
  ITriggerFunctions,
} from 'n8n-workflow';
import type { CredentialName } from './accessKinds';
import { networkError } from './networkError';

/** Where requests are made from: a running node, a picker in the editor, a trigger. */
export type NodeContext = IExecuteFunctions | ILoadOptionsFunctions | ITriggerFunctions;

export interface Outgoing {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  /** Text is a form, an object becomes JSON. */
  body?: string | object;
  timeoutSeconds: number;
  signal?: AbortSignal;
}

export interface Incoming {
  status: number;
  /** Undecoded. */
  body: string;
  /** Lower-case names. */
  headers: Record<string, string | undefined>;
}

/**
 * One HTTP exchange with the credential added. Resolves for every HTTP status; redirects are not followed, so that a credential goes nowhere else.
 * Rejects with PanelError `unreachable` or `timeout`, which holds nothing of the request.
 */
export type Send = (request: Outgoing) => Promise<Incoming>;

/** What the credentials hold that is looked at here; the credential type adds the key to requests by itself. */
export interface Access {
  url: string;
  apiKey?: string;
  ignoreSslIssues?: boolean;
  /** Which panel it is, where the credential is for more than one kind. */
  panelVersion?: 'detect' | 'xui' | 'xcvm';
}

/** Sends through n8n's own HTTP helper, with the node's credential. */
export function credentialSender(context: NodeContext, credential: CredentialName, access: Access): Send {
  return async (request) => {
    const options = { ...requestOptions(request, access), ...(request.signal ? { abortSignal: request.signal } : {}) };
    const answer = (await context.helpers.httpRequestWithAuthentication
      .call(context as IExecuteFunctions, credential, options as IHttpRequestOptions)
      .catch((error: unknown): never => {
        throw networkError(error, request.url);
      })) as { statusCode: number; body: unknown; headers: Incoming['headers'] };
    return { status: answer.statusCode, body: textOf(answer.body), headers: answer.headers };
  };
}

/** Sends from a credential test, where n8n offers only its older helper and does not add the credential itself. */
export function testSender(
  context: ICredentialTestFunctions,
  access: Access,
  data: ICredentialDataDecryptedObject,
  { authenticate }: ICredentialType,
): Send {
  return async (request) => {
    const bare = requestOptions(request, access) as IHttpRequestOptions;
    const options = typeof authenticate === 'function' ? await authenticate(data, bare) : bare;
    const answer = (await context.helpers
      .request({
        method: options.method,
        uri: options.url,
        headers: options.headers,
        body: options.body,
        timeout: options.timeout,
        followRedirect: false,
        rejectUnauthorized: access.ignoreSslIssues !== true,
        resolveWithFullResponse: true,
        simple: false,
      })
      .catch((error: unknown): never => {
        throw networkError(error, request.url);
      })) as { statusCode: number; body: unknown; headers: Incoming['headers'] };
    return { status: answer.statusCode, body: textOf(answer.body), headers: answer.headers };
  };
}

function requestOptions(request: Outgoing, access: Access): IHttpRequestOptions {
  const json = typeof request.body === 'object';
  return {
    method: request.method,
    url: request.url,
    headers: { accept: 'application/json', ...(json ? { 'content-type': 'application/json' } : {}) },
    ...(request.body === undefined ? {} : { body: json ? JSON.stringify(request.body) : request.body }),
    encoding: 'text',
    returnFullResponse: true,
    ignoreHttpStatusErrors: true,
    disableFollowRedirect: true,
    skipSslCertificateValidation: access.ignoreSslIssues === true,
    timeout: request.timeoutSeconds * 1000,
  };
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  return body === undefined ? '' : JSON.stringify(body);
}
