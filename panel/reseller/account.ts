import { decodeAnswer, objectAnswer, read, type Row } from '../decode';
import { invalidParameter } from '../errors';
import type { SellingTerms } from '../parts';
import { isTimeZone } from '../rules';
import { isFailure, type Call } from '../xui/parts/call';

/** Who the key belongs to, from `user_info`: the account's row and, beside it, the permissions of its group (seen on a running XC_VM). */
export interface Account {
  id: string;
  username: string;
  timeZone: string | null;
  terms: SellingTerms;
  /** Groups that the sub-resellers it makes may be in. */
  subresellerGroupIds: string[];
  groupId: string | null;
}

export async function readAccount(call: Call): Promise<Account> {
  const answer = await call('user_info');
  // The row holds the API key, which goes no further than here.
  const row = objectAnswer(answer, 'user_info');
  const { permissions } = decodeAnswer(answer, 'user_info') as { permissions?: unknown };
  const group = typeof permissions === 'object' && permissions !== null ? (permissions as Row) : {};
  const timeZone = read.textOrNull(row, 'timezone');
  const id = read.requiredId(row);
  return {
    id,
    username: read.requiredText(row, 'username'),
    timeZone: timeZone !== null && isTimeZone(timeZone) ? timeZone : null,
    groupId: read.idOrNull(row, 'member_group_id'),
    subresellerGroupIds: read.idList(group, 'subresellers'),
    terms: {
      accountId: id,
      credits: read.decimal(row, 'credits'),
      minUsernameLength: read.integer(group, 'minimum_username_length'),
      minPasswordLength: read.integer(group, 'minimum_password_length'),
      ownUsernames: allows(group, 'allow_change_username'),
      ownPasswords: allows(group, 'allow_change_password'),
      choosesBouquets: read.flag(group, 'allow_change_bouquets'),
      restricts: read.flag(group, 'allow_restrictions'),
    },
  };
}

/** A build that does not name the permission does not ask for it. */
function allows(group: Row, permission: string): boolean {
  return group[permission] === undefined || read.flag(group, permission);
}

/**
 * Refuses an owner that is neither the reseller nor below it: the panel would make the reseller the owner without a word.
 * @throws PanelError `invalid-parameter`
 */
export async function checkOwner(call: Call, { id }: Account, ownerId: string | undefined): Promise<void> {
  if (ownerId === undefined || ownerId === id) return;
  try {
    objectAnswer(await call('get_user', [['id', ownerId]]), 'get_user');
  } catch (error) {
    if (!isFailure(error)) throw error;
    throw invalidParameter(
      'ownerId',
      `${ownerId} is no account of this reseller’s`,
      'Choose one of its sub-resellers.',
    );
  }
}
