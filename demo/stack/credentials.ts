import { demoCredentials, quickBooksCompany, salesforceUrl, zohoApiDomain, type OAuthApp } from '../clouds';
import type { CredentialRef, N8nClient, NodeTypeDescription } from '../../n8n';

export interface CredentialSources {
  panel: { url: string; apiKey: string; panelVersion: string };
  daemon: { url: string; token: string };
  smtpPort: number;
  /** @default none */
  elasticsearch?: { url: string; username: string; password: string };
  /** An `amqp://` URL. @default none */
  rabbitmq?: string;
}

/** An OAuth2 credential after the sign-in at the provider: with its tokens. @param more what the provider's token answer has besides */
const signedIn = ({ clientId, clientSecret, accessToken, refreshToken }: OAuthApp, more: object = {}): object => ({
  clientId,
  clientSecret,
  oauthTokenData: { access_token: accessToken, refresh_token: refreshToken, token_type: 'Bearer', ...more },
});

/**
 * Fills in n8n's credentials for everything the templates use.
 * @returns one of each credential type
 */
export async function fillCredentials(n8n: N8nClient, sources: CredentialSources): Promise<CredentialRef[]> {
  const { hubspot, twilio, stripe, slack, openai, salesforce, zoho, quickbooks, xero, google } = demoCredentials;
  const { elasticsearch, rabbitmq } = sources;
  const broker = rabbitmq === undefined ? undefined : new URL(rabbitmq);
  const wanted: Array<[name: string, type: string, data: object] | undefined> = [
    ['Demo panel', 'xtreamUiApi', sources.panel],
    ['Sync daemon', 'xtreamUiSyncApi', { url: sources.daemon.url, accessToken: sources.daemon.token }],
    ['HubSpot (stand-in)', 'hubspotAppToken', { appToken: hubspot.token }],
    [
      'Twilio (stand-in)',
      'twilioApi',
      { authType: 'authToken', accountSid: twilio.accountSid, authToken: twilio.authToken },
    ],
    ['Mail sink', 'smtp', { host: '127.0.0.1', port: sources.smtpPort, secure: false, disableStartTls: true }],
    ['Stripe (stand-in)', 'stripeApi', { secretKey: stripe.secretKey }],
    ['Slack (stand-in)', 'slackApi', { accessToken: slack.token }],
    ['OpenAI (stand-in)', 'openAiApi', { apiKey: openai.apiKey, url: 'https://api.openai.com/v1' }],
    [
      'Salesforce (stand-in)',
      'salesforceOAuth2Api',
      { environment: 'production', ...signedIn(salesforce, { instance_url: salesforceUrl }) },
    ],
    ['Zoho (stand-in)', 'zohoOAuth2Api', signedIn(zoho, { api_domain: zohoApiDomain })],
    [
      'QuickBooks (stand-in)',
      'quickBooksOAuth2Api',
      { environment: 'production', ...signedIn(quickbooks, { callbackQueryString: { realmId: quickBooksCompany } }) },
    ],
    ['Xero (stand-in)', 'xeroOAuth2Api', signedIn(xero)],
    ['Google Sheets (stand-in)', 'googleSheetsOAuth2Api', signedIn(google)],
    elasticsearch && ['Elasticsearch (stand-in)', 'elasticsearchApi', { ...elasticsearch, baseUrl: elasticsearch.url }],
    broker && [
      'RabbitMQ',
      'rabbitmq',
      {
        ...{
          hostname: broker.hostname,
          port: Number(broker.port),
          username: broker.username,
          password: broker.password,
        },
        ...{ vhost: '/', ssl: false },
      },
    ],
  ];
  const filled: CredentialRef[] = [];
  for (const credential of wanted) {
    if (credential === undefined) continue;
    const [name, type, data] = credential;
    filled.push(await n8n.upsertCredential(name, type, data as Record<string, unknown>));
  }
  return filled;
}

/** Which node type takes which of the credentials, as n8n describes its nodes; under `*` all of them, for nodes that name a type in a parameter. */
export function credentialsByNode(
  types: readonly NodeTypeDescription[],
  credentials: readonly CredentialRef[],
): Record<string, CredentialRef[]> {
  const byNode: Record<string, CredentialRef[]> = { '*': [...credentials] };
  for (const { name, credentials: taken = [] } of types) {
    const fitting = credentials.filter(({ type }) => taken.some((each) => each.name === type));
    const before = byNode[name] ?? [];
    byNode[name] = [...before, ...fitting.filter((each) => !before.includes(each))];
  }
  return byNode;
}
