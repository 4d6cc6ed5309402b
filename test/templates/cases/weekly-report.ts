import { demoSpreadsheet } from '../../../demo/clouds';
import { withSettings } from '../../../demo/stack';
import type { Cases } from '../cases';
import { problemOf, runFrom } from '../runs';
import { day, now, subscribe } from '../subscriptions';
import { operator, until } from '../world';

const file = 'weekly-report';
const host = 'sheets.googleapis.com';

/** The weeks' figures, in a sheet and by mail. */
export const cases: Cases = ({ the, main, failure, also, cannot }) => {
  const ready = (weeks = 8) =>
    withSettings({ daemonUrl: the().stack.daemon.url, spreadsheetId: demoSpreadsheet.id, weeks });
  const report = (weeks?: number) => runFrom(the(), file, 'Monday morning', { change: ready(weeks) });
  const sheet = async (): Promise<string[][]> => {
    const answer = await fetch(
      `${the().stack.clouds.proxyUrl}/${host}/v4/spreadsheets/${demoSpreadsheet.id}/values/Weekly%20report`,
      { headers: { authorization: 'Bearer demo-google-access' } },
    );
    return ((await answer.json()) as { values?: string[][] }).values ?? [];
  };
  const ofReport = (at: number) =>
    until(
      async () =>
        the()
          .mailsTo(operator)
          .filter(({ subject }) => subject.includes('subscriptions'))[at],
      `report ${String(at + 1)}`,
    );

  main('writes a row for each week and sends figures and charts', async () => {
    await subscribe(the(), { email: 'last.week@example.com' }, { paidAt: now() - 7 * day });
    expect(problemOf(await report())).toBe('');
    const rows = await sheet();
    expect(rows).toHaveLength(9);
    expect(rows[0]).toEqual([
      ...['week', 'currency', 'revenue', 'payments', 'refunds', 'failed', 'monthly', 'subscriptions', 'begun', 'ended'],
    ]);
    const last = rows.at(-1) ?? [];
    expect(last[0]).toMatch(/^\d{4}-W\d\d$/);
    expect(Number(last[2])).toBeGreaterThanOrEqual(18.99);
    const mail = await ofReport(0);
    expect(mail.subject).toContain(`${last[0] ?? '-'}: ${Number(last[2]).toFixed(2)} USD`);
    expect(mail.text).toContain(`Revenue: ${Number(last[2]).toFixed(2)} USD`);
    expect(mail.text).toContain('family-monthly: ');
    expect(mail.html).toContain('width="100%"><tr><td style="background:#1f6feb');
    expect(mail.html).not.toContain('undefined');
    expect(mail.html).not.toContain('NaN');
  });

  also('keeps one row a week when it is run again', async () => {
    expect(problemOf(await report(4))).toBe('');
    expect(problemOf(await report(5))).toBe('');
    const weeks = (await sheet()).slice(1).map(([week]) => week);
    expect(weeks).toHaveLength(5);
    expect(new Set(weeks).size).toBe(5);
  });

  failure('says that the sheet was not written, and sends no report', async () => {
    the().stack.clouds.setFault(host, { status: 503, times: 20 });
    expect(problemOf(await report())).toContain('"Enter into the sheet" did not work for the weekly report');
    const told = the()
      .mailsTo(operator)
      .filter(({ subject }) => subject.includes('subscriptions'));
    expect(told).toEqual([]);
  });

  cannot(
    'restart',
    'nothing starts a scheduled run again that was killed; it can be run by hand as often as one likes',
  );
};
