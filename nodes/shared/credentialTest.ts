import type {
  ICredentialDataDecryptedObject,
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  INodeCredentialTestResult,
} from 'n8n-workflow';
import { XtreamUiApi } from '../../credentials/XtreamUiApi.credentials';
import { XtreamUiSyncApi } from '../../credentials/XtreamUiSyncApi.credentials';
import { XuiAdapter } from '../../panel';
import { DaemonClient } from './daemonClient';
import { panelTransport } from './panelTransport';
import { testSender, type Access } from './send';

/** A person waits for the result. Seconds. */
const patience = 15;

/** Asks the panel whose key it is. Tells a wrong address, a wrong key, a blocked IP address and something that is no panel apart. */
export async function xtreamUiApiTest(
  this: ICredentialTestFunctions,
  credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
  const data = credential.data ?? {};
  const access = data as unknown as Access;
  return await outcome(async () => {
    const send = testSender(this, access, async (options) => await new XtreamUiApi().authenticate(data, options));
    const identity = await new XuiAdapter(panelTransport(send, access.url, patience)).identify();
    return `Connected as ${identity.username}: ${identity.product}`;
  });
}

/** Asks the daemon for its panels. Tells a wrong address, a wrong token and something that is no daemon apart. */
export async function xtreamUiSyncApiTest(
  this: ICredentialTestFunctions,
  credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
  const data = credential.data ?? {};
  const access = data as unknown as Access;
  return await outcome(async () => {
    const send = testSender(this, access, async (options) => await new XtreamUiSyncApi().authenticate(data, options));
    const { body } = await new DaemonClient(send, access.url).call('GET', '/v1/panels', { timeoutSeconds: patience });
    const panels = (body as { panels?: Array<{ panel: string }> }).panels ?? [];
    return `Connected; panels: ${panels.map(({ panel }) => panel).join(', ') || 'none'}`;
  });
}

async function outcome(test: () => Promise<string>): Promise<INodeCredentialTestResult> {
  try {
    return { status: 'OK', message: await test() };
  } catch (error) {
    const { message, hint } = error as Error & { hint?: string };
    return { status: 'Error', message: hint === undefined ? message : `${message} ${hint}` };
  }
}
