import type { ICredentialType } from 'n8n-workflow';
import { XtreamUiApi } from '../../credentials/XtreamUiApi.credentials';
import { XtreamUiPlayerApi } from '../../credentials/XtreamUiPlayerApi.credentials';
import { XtreamUiR22fApi } from '../../credentials/XtreamUiR22fApi.credentials';
import { XtreamUiResellerApi } from '../../credentials/XtreamUiResellerApi.credentials';
import { XtreamUiSyncApi } from '../../credentials/XtreamUiSyncApi.credentials';
import type { CredentialName } from './accessKinds';

/** One of each credential type: how each adds its key to a request is needed where n8n does not do it, in credential tests. */
export const credentialTypes: Readonly<Record<CredentialName, ICredentialType>> = {
  xtreamUiApi: new XtreamUiApi(),
  xtreamUiPlayerApi: new XtreamUiPlayerApi(),
  xtreamUiR22fApi: new XtreamUiR22fApi(),
  xtreamUiResellerApi: new XtreamUiResellerApi(),
  xtreamUiSyncApi: new XtreamUiSyncApi(),
};
