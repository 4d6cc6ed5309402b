import { startDemoPanel, type DemoPanel } from '../../../demo/panel';
import { executeWrite, operationById, parseParameters, XuiAdapter, type Write } from '../../index';
import { httpTransport, refusal } from '../../testing';

/** Changing an account, on the demo panel with the real one's forgetfulness. */

const context = { now: Date.parse('2026-11-22T12:00:00Z'), timeZone: 'UTC', randomByte: () => 7 };
const override_packages = '{"1":{"assign":1,"official_credits":8}}';

let demo: DemoPanel;
let adapter: XuiAdapter;
beforeEach(async () => {
  demo = await startDemoPanel({
    clock: () => context.now,
    seed: {
      users: [
        {
          username: 'levant',
          password: 'old-hash',
          email: 'l@example.test',
          credits: 42.5,
          owner_id: 1,
          notes: 'since 2020',
          api_key: '0123456789abcdef0123456789abcdef',
          override_packages,
        },
        { username: 'nile' },
      ],
    },
  });
  adapter = new XuiAdapter(httpTransport(demo));
});
afterEach(() => demo.stop());

function run(given: Record<string, unknown>): Promise<object> {
  const operation = operationById('user.update') as Write;
  return executeWrite(operation, adapter, parseParameters(operation, { user: '2', ...given }, context), context);
}

const row = () => demo.state.users.get(2)!;
const edits = (): number => demo.requests.filter(({ action }) => action === 'edit_user').length;

it('changes what is named, and keeps credits, key, password and agreed prices', async () => {
  const before = { ...row() };
  const user = await run({ email: 'new@example.test', notes: 'since 2019' });
  expect(user).toMatchObject({ id: '2', username: 'levant', email: 'new@example.test', credits: 42.5 });
  expect(row()).toEqual({ ...before, email: 'new@example.test', notes: 'since 2019' });
  expect(demo.state.creditLogs.size).toBe(0);
});

it('changes name and group', async () => {
  expect(await run({ username: 'levant2', groupId: '1' })).toMatchObject({ username: 'levant2', groupId: '1' });
});

it('sets a password only when asked, and never shows it or its hash', async () => {
  const user = await run({ password: 'brandnew99' });
  expect(row().password).not.toBe('old-hash');
  expect(JSON.stringify(user)).not.toMatch(/brandnew99|rounds=/);
});

it('a lost answer is read back', async () => {
  demo.setFault({ kind: 'apply-then-reset', actions: ['edit_user'], times: 1 });
  expect(await run({ notes: 'moved' })).toMatchObject({ notes: 'moved' });
  expect(edits()).toBe(1);
});

it('a lost answer to a new password leaves it open', async () => {
  demo.setFault({ kind: 'apply-then-reset', actions: ['edit_user'], times: 1 });
  expect((await refusal(() => run({ password: 'brandnew99' }))).code).toBe('not-verified');
  expect(edits()).toBe(1);
});

it('says when the panel changed more than was asked', async () => {
  const direct = httpTransport(demo);
  adapter = new XuiAdapter({
    async post(fields) {
      const answer = await direct.post(fields);
      if (fields.some(([, value]) => value === 'edit_user')) row().override_packages = '[]';
      return answer;
    },
  });
  const error = await refusal(() => adapter.parts.users!.updateUser!('2', { notes: 'x' }));
  expect([error.code, error.message.includes('override_packages')]).toEqual(['not-verified', true]);
});

it.each(['credits', 'override_packages', 'member_group_id', 'username'])(
  'an answer without %s ends before the edit: sent back as nothing it would be wiped',
  async (column) => {
    const direct = httpTransport(demo);
    adapter = new XuiAdapter({
      async post(fields) {
        const { body, ...answer } = await direct.post(fields);
        return { ...answer, body: body.replace(`"${column}":`, '"other":') };
      },
    });
    await refusal(() => adapter.parts.users!.updateUser!('2', { notes: 'x' }));
    expect(edits()).toBe(0);
  },
);

it.each([
  [{}, 'user'],
  [{ username: 'NILE' }, 'username'],
  [{ groupId: '99' }, 'groupId'],
])('refuses %j before anything is sent', async (given, field) => {
  expect((await refusal(() => run(given))).field).toBe(field);
  expect(edits()).toBe(0);
});
