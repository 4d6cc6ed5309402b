import type { Row } from '../../decode';
import type { OfferedParts } from '../../parts';
import type { Call } from '../../xui/parts/call';
import type { Account } from '../account';
import type { Known } from '../known';
import { resellerDevices } from './devices';
import { salesPart } from './sales';
import { resellerUsers } from './users';

/** What the parts of the reseller API stand on. */
export interface Reseller {
  call: Call;
  known: Known;
  account: () => Promise<Account>;
  packageRows: () => Promise<Row[]>;
  /** Queued for the account's credits. */
  alone: <T>(work: () => Promise<T>) => Promise<T>;
  /** @throws PanelError `not-found` */
  lineRow: (id: string) => Promise<Row>;
}

/** All parts this dialect has. */
export function resellerParts(reseller: Reseller) {
  return {
    devices: resellerDevices(reseller),
    sales: salesPart(reseller),
    users: resellerUsers(reseller),
  } satisfies OfferedParts;
}
