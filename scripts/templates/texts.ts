import { both, dateText, inText } from './expressions';
import type { MailRow } from './mails';

/** What a customer needs to watch, as rows of an e-mail. @param value code of a field of the line. Settings needs `serverUrl` */
export function loginRows(value: (field: string) => string): MailRow[] {
  const server = `$('Settings').first().json.serverUrl`;
  return [
    { label: { en: 'Username', ar: 'اسم المستخدم' }, value: both(inText(value('username'))), code: true },
    { label: { en: 'Password', ar: 'كلمة المرور' }, value: both(inText(value('password'))), code: true },
    { label: { en: 'Server', ar: 'الخادم' }, value: both(inText(server)), code: true },
    { label: { en: 'Valid until', ar: 'صالح حتى' }, value: dateText(value('expiresAt')) },
    {
      label: { en: 'Playlist', ar: 'رابط القائمة' },
      value: both(
        `${inText(server)}/get.php?username=${inText(`encodeURIComponent(${value('username')})`)}&password=${inText(`encodeURIComponent(${value('password')})`)}&type=m3u_plus&output=ts`,
      ),
      code: true,
    },
  ];
}
