import { randomUUID } from 'node:crypto';
import type { CloudRequest, CloudResponse } from './provider';

/** What an OAuth2 app was given, and the token it holds. */
export interface OAuthApp {
  clientId: string;
  clientSecret: string;
  accessToken: string;
  refreshToken: string;
}

/**
 * A token endpoint (RFC 6749, section 6): the refresh token of the app gives its access token again. Client credentials in the header or in the body.
 * @param extra what the provider's answer has besides
 */
export function tokenAnswer(app: OAuthApp, request: CloudRequest, extra: object = {}): CloudResponse {
  const form = new URLSearchParams(request.body);
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const [id, secret] = basic
    ? Buffer.from(basic, 'base64').toString('utf8').split(':')
    : [form.get('client_id'), form.get('client_secret')];
  if (id !== app.clientId || secret !== app.clientSecret)
    return refused(401, 'invalid_client', 'Client authentication failed');
  if (form.get('grant_type') !== 'refresh_token')
    return refused(400, 'unsupported_grant_type', 'Only refresh_token is known here');
  if (form.get('refresh_token') !== app.refreshToken)
    return refused(400, 'invalid_grant', 'The refresh token is not known');
  return {
    status: 200,
    body: {
      ...{ access_token: app.accessToken, refresh_token: app.refreshToken, token_type: 'Bearer', expires_in: 3600 },
      ...extra,
    },
  };
}

const refused = (status: number, error: string, error_description: string): CloudResponse => ({
  status,
  body: { error, error_description },
});

/** For answers that name themselves. */
export const traceId = (): string => randomUUID();
