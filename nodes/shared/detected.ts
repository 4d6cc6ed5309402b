import { createHash } from 'node:crypto';
import { detectPanel, PanelError, type Detection, type Dialect } from '../../panel';
import { accessKinds, type AccessKind } from './accessKinds';
import { credentialTypes } from './credentialTypes';
import { panelTransport } from './panelTransport';
import type { Access, Send } from './send';

/** What a panel speaks, and in words where it was found out. */
export interface Found {
  dialect: Dialect;
  explanation?: string;
}

/** How long a finding holds: an update of the panel is noticed soon, and a workflow that runs every minute does not ask each time. Milliseconds. */
const keptFor = 10 * 60_000;
/** By address and key, of which only the hash is kept. */
const findings = new Map<string, { found: Found; until: number }>();
/** Of a person waiting for it. Seconds. */
const patience = 15;

/**
 * Finds out what the panel of a credential speaks.
 * @throws PanelError for a panel that another credential is for, and for one that does not take the key
 */
export async function detected(kind: AccessKind, access: Access, send: Send): Promise<Found> {
  const place = createHash('sha256')
    .update(JSON.stringify([access.url, access.apiKey]))
    .digest('hex');
  const known = findings.get(place);
  if (known !== undefined && known.until > Date.now()) return known.found;
  const found = checked(
    kind,
    await detectPanel({
      url: access.url,
      apiKey: access.apiKey ?? '',
      connect: (_dialect, address) => panelTransport(send, address, patience),
    }),
  );
  findings.set(place, { found, until: Date.now() + keptFor });
  return found;
}

function checked(kind: AccessKind, { dialect, explanation, problem }: Detection): Found {
  const other = accessKinds.find((each) => each.dialect !== null && each.adapters.includes(dialect));
  if (other !== undefined && other !== kind) {
    throw new PanelError('wrong-key', explanation, {
      hint: `Choose a credential of the type ${credentialTypes[other.credential].displayName} in the node.`,
    });
  }
  if (problem === null) return { dialect, explanation };
  throw problem.code === 'wrong-key' ? new PanelError(problem.code, problem.message, { hint: explanation }) : problem;
}
