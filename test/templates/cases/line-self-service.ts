import type { Cases } from '../cases';
import { withSettings } from '../../../demo/stack';
import { buttonIn, click, submitForm } from '../runs';
import { lineOf } from '../subscriptions';
import { operator, until } from '../world';

const file = 'line-self-service';
const path = 'my-line';
const playlist = 'Playlist and QR code / القائمة ورمز QR';
const password = 'New password / كلمة مرور جديدة';
const status = 'Status / الحالة';

/** What support is asked most, answered to the address itself. */
export const cases: Cases = ({ the, main, failure, also, cannot }) => {
  type Line = { id: number; username: string; password: string };
  const customer = (email: string) =>
    the().panel<Line>('POST', 'lines', { package_id: 1, contact: email, admin_notes: email });
  const ask = (email: string, wish: string, { username = '', language = 'English' } = {}) =>
    submitForm(the(), path, [email, username, wish, language]);
  const mail = (email: string, words: string) =>
    until(
      async () =>
        the()
          .mailsTo(email)
          .find(({ subject }) => subject.includes(words)),
      `"${words}" to ${email}`,
    );

  main('sends playlist, login and QR code to the address of the line', async () => {
    const email = 'self.playlist@example.com';
    const line = await customer(email);
    const page = await ask(email, playlist, { language: 'العربية' });
    expect(page).not.toContain(line.username);
    const answer = await mail(email, 'كيف تشاهد');
    expect(answer.text).toContain(`http://tv.example.com:8080/get.php?username=${line.username}&password=`);
    expect(answer.html).toContain('dir="rtl"');
    expect(answer.attachments).toMatchObject([{ filename: `${line.username}-qr-code.png` }]);
    await the().settled();
  });

  also('tells the status of the line that is named, without its password', async () => {
    const email = 'self.status@example.com';
    await customer(email);
    const second = await customer(email);
    await ask(email, status, { username: second.username });
    const answer = await mail(email, 'your line');
    expect(answer.text).toContain('It is on.');
    expect(answer.text).toContain(`Username: ${second.username}`);
    expect(answer.text).not.toContain('Password');
  });

  also('gives a new password once it is confirmed from the address', async () => {
    const email = 'self.password@example.com';
    const { id } = await customer(email);
    const before = (await lineOf(the(), id)) as unknown as Line;
    await ask(email, password);
    const asked = await mail(email, 'a new password?');
    await click(buttonIn(asked.html, 'New password'));
    const answer = await mail(email, 'how to watch');
    const given = /^Password: (\S+)$/m.exec(answer.text)?.[1] ?? '';
    expect(given).toMatch(/^[A-Za-z0-9]{12}$/);
    expect(given).not.toBe(before.password);
    expect(answer.text).toContain(`password=${given}`);
  });

  also('tells nobody else, and the page says the same', async () => {
    const page = await ask('nobody.knows@example.com', playlist);
    expect(page).toContain('the answer is on its way');
    await until(async () => {
      const running = await the().stack.n8n.client.executions({ status: ['running', 'new'] });
      return running.length === 0 ? true : undefined;
    }, 'the run to end');
    expect(the().mailsTo('nobody.knows@example.com')).toEqual([]);
  });

  failure('names who asked when the panel cannot be asked', async () => {
    const email = 'self.lost@example.com';
    await the().use(file, withSettings({ panel: 'elsewhere' }));
    await ask(email, status);
    const told = await until(async () => the().mailsTo(operator)[0], 'a mail to the operator');
    expect(told.text).toContain(`"Find lines" did not work for the line of ${email}`);
    expect(the().mailsTo(email)).toEqual([]);
    await the().use(file);
  });

  cannot('restart', 'nothing sends a form again; a run that waits for a confirmation outlasts a restart');
};
