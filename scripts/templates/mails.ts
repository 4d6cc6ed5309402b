import { expression, inText, setting, type Bilingual } from './expressions';
import { branch, chain, failing, type Into, type Link } from './links';
import { step, tries, type Step } from './step';
import { is, question } from './steps';

/** E-mails as every template sends them: one look, Arabic from right to left, a text part beside the HTML. */

export interface MailRow {
  label: Bilingual;
  value: Bilingual;
  /** A username, password or address: written from left to right in a fixed width also within Arabic. */
  code?: boolean;
}

export interface MailText {
  /** Company and subject: `Cedar TV: your line is ready`. */
  subject: Bilingual;
  title: Bilingual;
  /** Code of the customer's name; its first word greets. @default no name */
  name?: string;
  paragraphs: readonly Bilingual[];
  rows?: readonly MailRow[];
  button?: { label: Bilingual; url: string };
  /** Small print. */
  footer?: Bilingual;
}

type Language = keyof Bilingual;

const greeting = { en: 'Hello', ar: 'أهلًا' } as const;
const comma = { en: ',', ar: '،' } as const;

function greet(language: Language, name?: string): string {
  const called = name === undefined ? '' : inText(`${name} ? ' ' + ${name}.split(' ')[0] : ''`);
  return `${greeting[language]}${called}${comma[language]}`;
}

/** The text part. */
function plain(mail: MailText, language: Language): string {
  const rows = (mail.rows ?? []).map(({ label, value }) => `${label[language]}: ${value[language]}`);
  return [
    greet(language, mail.name),
    ...mail.paragraphs.map((each) => each[language]),
    ...(rows.length > 0 ? [rows.join('\n')] : []),
    ...(mail.button ? [`${mail.button.label[language]}:\n${mail.button.url}`] : []),
    ...(mail.footer ? [mail.footer[language]] : []),
  ].join('\n\n');
}

const fonts = { en: "'Segoe UI',Helvetica,Arial,sans-serif", ar: "'Segoe UI',Tahoma,Arial,sans-serif" } as const;

/** The HTML page around what a mail says. @param head the dark bar's text */
export function mailPage(head: string, inner: string, footer: string, language: Language = 'en'): string {
  const rtl = language === 'ar';
  const dir = rtl ? 'rtl' : 'ltr';
  const table = `<table role="presentation" dir="${dir}" width="100%" cellpadding="0" cellspacing="0"`;
  return [
    '<!doctype html>',
    `<html lang="${language}" dir="${dir}">`,
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"></head>',
    '<body style="margin:0;padding:0;background:#f1f3f6">',
    `${table} style="background:#f1f3f6"><tr><td align="center" style="padding:24px 12px">`,
    `${table} style="max-width:560px;background:#ffffff;border:1px solid #e0e4ea;border-radius:10px;font-family:${fonts[language]};color:#1f2733;font-size:16px;line-height:1.6;text-align:${rtl ? 'right' : 'left'}">`,
    `<tr><td style="padding:20px 28px;background:#16324f;border-radius:10px 10px 0 0;color:#ffffff;font-size:17px;font-weight:bold">${head}</td></tr>`,
    '<tr><td style="padding:24px 28px 4px">',
    inner,
    '</td></tr>',
    ...(footer === ''
      ? []
      : [`<tr><td style="padding:12px 28px 24px;font-size:13px;color:#5b6675">${footer}</td></tr>`]),
    '</table>',
    '</td></tr></table>',
    '</body>',
    '</html>',
  ].join('\n');
}

export const mailParts = {
  title: (text: string): string =>
    `<h1 style="margin:0 0 12px;font-size:22px;line-height:1.35;color:#16324f">${text}</h1>`,
  paragraph: (text: string): string => `<p style="margin:0 0 14px">${text}</p>`,
  button: (label: string, url: string): string =>
    `<p style="margin:0 0 18px"><a href="${url}" style="display:inline-block;padding:11px 22px;background:#1f6feb;border-radius:6px;color:#ffffff;font-weight:bold;text-decoration:none">${label}</a></p>`,
  /** Labels and values, one beneath the other. */
  table: (rows: ReadonlyArray<{ label: string; value: string; code?: boolean }>, language: Language = 'en'): string => {
    const cells = rows.map(({ label, value, code = false }, index) => {
      const line = index === 0 ? '' : ';border-top:1px solid #e0e4ea';
      const shown = code ? `<span dir="ltr" style="font-family:Consolas,Menlo,monospace">${value}</span>` : value;
      return `<tr><td style="padding:9px 14px;color:#5b6675;font-size:14px;white-space:nowrap${line}">${label}</td><td style="padding:9px 14px;font-weight:bold${line}">${shown}</td></tr>`;
    });
    const dir = language === 'ar' ? 'rtl' : 'ltr';
    return `<table role="presentation" dir="${dir}" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 18px;border:1px solid #e0e4ea;border-radius:8px">\n${cells.join('\n')}\n</table>`;
  },
};

function html(mail: MailText, language: Language): string {
  const inner = [
    mailParts.title(mail.title[language]),
    mailParts.paragraph(greet(language, mail.name)),
    ...mail.paragraphs.map((each) => mailParts.paragraph(each[language])),
    ...((mail.rows ?? []).length > 0
      ? [
          mailParts.table(
            (mail.rows ?? []).map(({ label, value, code = false }) => ({
              ...{ label: label[language], value: value[language], code },
            })),
            language,
          ),
        ]
      : []),
    ...(mail.button ? [mailParts.button(mail.button.label[language], mail.button.url)] : []),
  ];
  return mailPage(inText(setting('company')), inner.join('\n'), mail.footer?.[language] ?? '', language);
}

function mailStep(name: string, to: string, mail: MailText, language: Language): Step {
  return step(
    'n8n-nodes-base.emailSend',
    name,
    {
      fromEmail: expression(setting('senderEmail')),
      toEmail: expression(to),
      subject: `=${mail.subject[language]}`,
      emailFormat: 'both',
      text: `=${plain(mail, language)}`,
      html: `=${html(mail, language)}`,
      options: { appendAttribution: false },
    },
    tries,
  );
}

/** The question and the two e-mails of one message to a customer. */
export interface CustomerMail {
  ask: Step;
  arabic: Step;
  english: Step;
  /** Both e-mails lead on to `next`, what cannot be sent to `unsent`. */
  links(next: Step | Into | null, unsent: Step): Link[];
}

/**
 * A message to a customer in Arabic or English. Steps that cannot be taken back come last: put it after everything that may fail.
 * @param name of the e-mail nodes, to which the language is added, e.g. `Reminder`
 * @param to code of the address
 * @param language code that is `ar` or else English
 */
export function customerMail(
  name: string,
  { to, language, ask = 'Speaks Arabic?', ...mail }: MailText & { to: string; language: string; ask?: string },
): CustomerMail {
  const asked = question(ask, [is.text(language, 'ar')]);
  const arabic = mailStep(`${name} in Arabic`, to, mail, 'ar');
  const english = mailStep(`${name} in English`, to, mail, 'en');
  return {
    ...{ ask: asked, arabic, english },
    links: (next, unsent) => [
      ...branch(asked, arabic, english),
      ...(next === null ? [] : [...chain(arabic, next), ...chain(english, next)]),
      ...failing([arabic, english], unsent),
    ],
  };
}

/** A plain e-mail to the operator. It is the last resort: when it fails, too, the run goes on. @param text with `{{ }}` */
export function tellOperator(
  name: string,
  { subject, text, lastResort = true }: { subject: string; text: string; lastResort?: boolean },
): Step {
  return step(
    'n8n-nodes-base.emailSend',
    name,
    {
      fromEmail: `={{ $('Settings').first().json.senderEmail }}`,
      toEmail: `={{ $('Settings').first().json.operatorEmail }}`,
      subject: `=${subject}`,
      emailFormat: 'text',
      text: `=${text}`,
      options: { appendAttribution: false },
    },
    { ...tries, ...(lastResort ? { onError: 'continueRegularOutput' } : {}) },
  );
}
