import type { ReadOne } from '../operation';
import { partOf } from '../parts';

/** What customers are asked by support first. A wrong login is an answer: `valid` is false. */
export const checkLineLogin: ReadOne = {
  id: 'line.checkLogin',
  resource: 'line',
  name: 'checkLogin',
  label: 'Check Login',
  action: 'Check login of line',
  description: 'Check whether a username and password are right, and whether the line may watch',
  needs: ['login.checkLogin'],
  access: 'read',
  many: false,
  parameters: {
    username: { kind: 'verbatim', label: 'Username', description: 'As the customer types it', required: true },
    password: {
      kind: 'verbatim',
      label: 'Password',
      description: 'As the customer types it',
      required: true,
      secret: true,
    },
  },
  run: (adapter, values) => {
    const { username, password } = values as { username: string; password: string };
    return partOf(adapter, 'login').checkLogin(username, password);
  },
};
