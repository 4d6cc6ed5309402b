import type {
  ICredentialDataDecryptedObject,
  ICredentialsDecrypted,
  ICredentialTestFunction,
  ICredentialTestFunctions,
  INodeCredentialTestResult,
} from 'n8n-workflow';
import { accessKindOf, type Authentication, type CredentialName } from './accessKinds';
import { adapterFor, dialectOf } from './connect';
import { credentialTypes } from './credentialTypes';
import { DaemonClient } from './daemonClient';
import { testSender, type Access, type Send } from './send';

/** A person waits for the result. Seconds. */
const patience = 15;

/** What the Test button of each credential does: tells a wrong address, a wrong key, a blocked IP address and something else than expected apart. */
export const credentialTest: Readonly<Record<`${CredentialName}Test`, ICredentialTestFunction>> = {
  xtreamUiApiTest: panelTest('panel'),
  xtreamUiPlayerApiTest: panelTest('player'),
  xtreamUiR22fApiTest: panelTest('r22f'),
  xtreamUiResellerApiTest: panelTest('reseller'),
  xtreamUiSyncApiTest: tested('daemon', async (access, send) => {
    const { body } = await new DaemonClient(send, access.url).call('GET', '/v1/panels', { timeoutSeconds: patience });
    const panels = (body as { panels?: Array<{ panel: string }> }).panels ?? [];
    return `Connected; panels: ${panels.map(({ panel }) => panel).join(', ') || 'none'}`;
  }),
};

/** Asks the panel what it is and whose key it is, and says what was found. */
function panelTest(authentication: Authentication): ICredentialTestFunction {
  return tested(authentication, async (access, send) => {
    const found = await dialectOf(accessKindOf(authentication), access, send);
    const { username, explanation } = await adapterFor(found.dialect, access, send, patience).identify();
    const connected = username === null ? 'Connected.' : `Connected as ${username}.`;
    return `${connected} ${found.explanation ?? explanation}`;
  });
}

function tested(
  authentication: Authentication,
  test: (access: Access, send: Send) => Promise<string>,
): ICredentialTestFunction {
  return async function (
    this: ICredentialTestFunctions,
    { data = {} }: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
  ): Promise<INodeCredentialTestResult> {
    const access = data as unknown as Access;
    const send = testSender(this, access, data, credentialTypes[accessKindOf(authentication).credential]);
    try {
      return { status: 'OK', message: await test(access, send) };
    } catch (error) {
      const { message, hint } = error as Error & { hint?: string };
      return { status: 'Error', message: hint === undefined ? message : `${message} ${hint}` };
    }
  };
}
