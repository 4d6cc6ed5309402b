import { adapterNames, PanelError, type AdapterName, type Dialect } from '../../panel';

export type Authentication = 'panel' | 'player' | 'r22f' | 'reseller' | 'daemon';

export type CredentialName =
  'xtreamUiApi' | 'xtreamUiPlayerApi' | 'xtreamUiR22fApi' | 'xtreamUiResellerApi' | 'xtreamUiSyncApi';

/** A way in: one value of the Authentication field, with the credential it takes. n8n shows one list of the credentials of all of them. */
export interface AccessKind {
  authentication: Authentication;
  /** As the Authentication field shows it: Title Case. */
  name: string;
  description: string;
  credential: CredentialName;
  /** What may be at the other end: the node offers what one of them can do. */
  adapters: readonly AdapterName[];
  /** What it speaks, unless the credential tells better; null for the daemon, which knows the dialects of its panels. */
  dialect: Dialect | null;
}

/** All ways in, by name. */
export const accessKinds: readonly AccessKind[] = [
  {
    authentication: 'panel',
    name: 'Panel',
    description: 'Straight to one panel (XUI.ONE, XC_VM), with an administrator’s API key',
    credential: 'xtreamUiApi',
    adapters: ['xui', 'xcvm'],
    dialect: 'xui',
  },
  {
    authentication: 'player',
    name: 'Player API',
    description: 'What a line may see of itself, with its username and password',
    credential: 'xtreamUiPlayerApi',
    adapters: ['player'],
    dialect: 'player',
  },
  {
    authentication: 'r22f',
    name: 'R22F Panel',
    description: 'Straight to one panel of the older kind (Xtream Codes v2, Xtream UI R22F), with its api.php',
    credential: 'xtreamUiR22fApi',
    adapters: ['r22f'],
    dialect: 'r22f',
  },
  {
    authentication: 'reseller',
    name: 'Reseller API',
    description: 'Straight to one panel (XUI.ONE, XC_VM) as a reseller, who pays with credits',
    credential: 'xtreamUiResellerApi',
    adapters: ['reseller'],
    dialect: 'reseller',
  },
  {
    authentication: 'daemon',
    name: 'Sync Daemon',
    description: 'Through the sync daemon, which carries every write out once, however often a workflow is run again',
    credential: 'xtreamUiSyncApi',
    adapters: adapterNames,
    dialect: null,
  },
];

/** @throws PanelError `unsupported` where there is no such way in, e.g. in a workflow of a later version */
export function accessKindOf(authentication: unknown): AccessKind {
  const found = accessKinds.find((kind) => kind.authentication === authentication);
  if (found !== undefined) return found;
  throw new PanelError('unsupported', `There is no way to connect by "${String(authentication)}".`, {
    hint: 'Choose the credential of the node again.',
  });
}
