import { demoCredentials } from '../clouds';
import type { CredentialRef, N8nClient } from '../../n8n';

export interface CredentialSources {
  panel: { url: string; apiKey: string; panelVersion: string };
  daemon: { url: string; token: string };
  smtpPort: number;
}

/**
 * Fills in n8n's credentials for everything the templates use, and says which node type takes which.
 * @returns node type → credentials
 */
export async function fillCredentials(
  n8n: N8nClient,
  sources: CredentialSources,
): Promise<Record<string, CredentialRef[]>> {
  const panel = await n8n.upsertCredential('Demo panel', 'xtreamUiApi', sources.panel);
  const daemon = await n8n.upsertCredential('Sync daemon', 'xtreamUiSyncApi', {
    url: sources.daemon.url,
    accessToken: sources.daemon.token,
  });
  const hubspot = await n8n.upsertCredential('HubSpot (stand-in)', 'hubspotAppToken', {
    appToken: demoCredentials.hubspot.token,
  });
  const twilio = await n8n.upsertCredential('Twilio (stand-in)', 'twilioApi', {
    authType: 'authToken',
    accountSid: demoCredentials.twilio.accountSid,
    authToken: demoCredentials.twilio.authToken,
  });
  const smtp = await n8n.upsertCredential('Mail sink', 'smtp', {
    host: '127.0.0.1',
    port: sources.smtpPort,
    secure: false,
    disableStartTls: true,
  });
  return {
    'n8n-nodes-xtream-ui.xtreamUi': [daemon, panel],
    'n8n-nodes-xtream-ui.xtreamUiTrigger': [daemon],
    'n8n-nodes-base.hubspot': [hubspot],
    'n8n-nodes-base.twilio': [twilio],
    'n8n-nodes-base.emailSend': [smtp],
  };
}
