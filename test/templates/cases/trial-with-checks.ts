import type { Cases } from '../cases';
import { withSettings } from '../../../demo/stack';
import { problemOf, runFrom, submitForm } from '../runs';
import { operator, until } from '../world';

const file = 'trial-with-checks';
const path = 'free-trial';

/** A trial for each person, mails about it, and what becomes of it. */
export const cases: Cases = ({ the, main, failure, also, cannot }) => {
  const linesOf = async (email: string) => (await the().lines()).filter(({ contact }) => contact === email);
  const ask = (email: string, phone: string, address: string, language = 'English'): Promise<string> =>
    submitForm(the(), path, ['Nadia Haddad', email, phone, language], { address });
  const hour = async (rows: Record<string, unknown>): Promise<void> => {
    const run = await runFrom(the(), file, 'Every hour', { change: withSettings(rows) });
    expect(problemOf(run)).toBe('');
  };

  main('makes a trial line, tells the login, and leads to a plan by two mails, each once', async () => {
    const email = 'trial.one@example.com';
    const page = await ask('Trial.One@example.com', '+961 70 100 001', '192.0.2.1', 'العربية');
    expect(page).toContain(email);
    const login = await the().stack.mail.waitFor(({ to }) => to.includes(email));
    const [line] = await linesOf(email);
    expect(line).toMatchObject({ is_trial: 1, admin_notes: `${email} · +96170100001 · ar` });
    expect(login.subject).toBe('Cedar TV: تجربتك المجانية جاهزة');
    expect(login.text).toContain(line?.username ?? '-');
    expect(page).not.toContain(line?.username ?? '-');

    await hour({ tipsAfterHours: 1000, offerHoursBeforeEnd: 0 });
    expect(the().mailsTo(email)).toHaveLength(1);
    for (let time = 0; time < 2; time++) await hour({ tipsAfterHours: 0, offerHoursBeforeEnd: 0 });
    expect(
      the()
        .mailsTo(email)
        .map(({ subject }) => subject),
    ).toEqual([login.subject, 'Cedar TV: كيف تستفيد من تجربتك']);
    for (let time = 0; time < 2; time++) await hour({ tipsAfterHours: 0, offerHoursBeforeEnd: 48 });
    expect(
      the()
        .mailsTo(email)
        .map(({ subject }) => subject)
        .slice(2),
    ).toEqual(['Cedar TV: تجربتك على وشك الانتهاء']);
    expect(the().mailsTo(email)[2]?.html).toContain(`plans?email=${encodeURIComponent(email)}`);
    await the().use(file);
  });

  also('refuses the same mailbox, phone or internet address, and disposable mailboxes', async () => {
    const refused = 'You have had your trial';
    await ask('sam.had@gmail.com', '+44 7700 900 100', '192.0.2.20');
    await the().stack.mail.waitFor(({ to }) => to.includes('sam.had@gmail.com'));
    expect(await ask('s.a.m.had+2@gmail.com', '+44 7700 900 101', '192.0.2.21')).toContain(refused);
    expect(await ask('other@example.com', '0044 7700-900100', '192.0.2.22')).toContain(refused);
    expect(await ask('another@example.com', '+44 7700 900 103', '192.0.2.20')).toContain(refused);
    expect(await ask('new@yopmail.com', '+44 7700 900 104', '192.0.2.24')).toContain('your own address');
    expect(await ask('new@example.com', 'none', '192.0.2.25')).toContain('your own address');
    expect(the().stack.mail.messages()).toHaveLength(1);
    expect(await linesOf('other@example.com')).toEqual([]);
  });

  also('marks who pays as converted: the trial line is switched off and the mails end', async () => {
    const email = 'trial.buyer@example.com';
    await ask(email, '+44 7700 900 200', '192.0.2.30');
    await the().stack.mail.waitFor(({ to }) => to.includes(email));
    await the().pay({ email });
    const told = await the().stack.mail.waitFor(({ to }) => to.includes(operator));
    await the().settled();
    expect(told.subject).toBe(`Trial converted: ${email}`);
    const [line] = await linesOf(email);
    expect(line).toMatchObject({ is_trial: 1, enabled: 0 });
    the().stack.mail.clear();
    await hour({ tipsAfterHours: 0, offerHoursBeforeEnd: 48 });
    expect(the().mailsTo(email)).toEqual([]);
    await the().use(file);
  });

  failure('names who asked when the panel has no such package, and notes no trial', async () => {
    const email = 'trial.failed@example.com';
    await the().use(file, withSettings({ trialPackage: '99' }));
    await ask(email, '+44 7700 900 300', '192.0.2.40');
    const told = await until(async () => the().mailsTo(operator)[0], 'a mail to the operator');
    expect(told.text).toContain(`"Create trial line" did not work for ${email}, +447700900300, who asked for a trial`);
    await the().use(file);
    expect(await ask(email, '+44 7700 900 300', '192.0.2.40')).toContain(email);
    await the().stack.mail.waitFor(({ to }) => to.includes(email));
  });

  cannot('restart', 'nothing sends a form again; who filled it in sees that it failed, and may');
};
