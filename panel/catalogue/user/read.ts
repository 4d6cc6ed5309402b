import type { CreditLogQuery } from '../../parts';
import { checkRange, rangeOf } from '../days';
import type { ReadMany, ReadOne } from '../operation';
import { pagesOf } from '../pages';
import { partOf } from '../parts';
import { user } from './target';

const read = { access: 'read' } as const;

export const getUser: ReadOne = {
  ...read,
  id: 'user.get',
  needs: ['users.getUser'],
  resource: 'user',
  name: 'get',
  label: 'Get',
  action: 'Get user',
  description: 'Get an account of the panel with its credits, never with its password or API key',
  many: false,
  simplified: ['id', 'username', 'email', 'groupId', 'groupName', 'credits', 'reseller', 'enabled', 'ownerId', 'notes'],
  parameters: { user },
  run: (adapter, values) => partOf(adapter, 'users').getUser(values['user'] as string),
};

export const getManyCreditLogEntries: ReadMany = {
  ...read,
  id: 'creditLog.getMany',
  needs: ['users.listCreditLog'],
  resource: 'creditLog',
  name: 'getMany',
  label: 'Get Many',
  action: 'Get many credit log entries',
  description: 'Get how credits of users changed, by days or user',
  many: true,
  parameters: {
    from: { kind: 'date', label: 'From', description: 'First day, in the panel’s time zone' },
    to: { kind: 'date', label: 'To', description: 'Last day, included, in the panel’s time zone' },
    userId: { kind: 'owner', label: 'User', description: 'Only changes to this account’s credits' },
  },
  async *pages(adapter, values) {
    const users = partOf(adapter, 'users');
    const { from, to, userId } = values as Pick<CreditLogQuery, 'from' | 'to' | 'userId'>;
    checkRange(from, to);
    const query = { ...rangeOf(from, to), ...(userId === undefined ? {} : { userId }) };
    yield* pagesOf((start) => users.listCreditLog({ ...query, start }));
  },
};
