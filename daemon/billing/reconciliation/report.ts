import { formatAmount, decimalOf } from '../money';
import type { FindingView } from './finding';
import type { ReconciliationView } from './runs';

/** A run with its findings, for people: as a table to calculate with, or a page to print. */
export interface Report {
  run: ReconciliationView;
  findings: readonly FindingView[];
  /** Names and addresses of customers, by id. */
  people: ReadonlyMap<string, { name: string | null; email: string | null }>;
}

const heads = [
  'id',
  'kind',
  'subject',
  'customer',
  'name',
  'email',
  'subscription',
  'panel',
  'line',
  'username',
  'expected',
  'found',
  'leaked per month',
  'currency',
  'why not known',
  'fix',
  'sure',
  'state',
  'message',
];

/** RFC 4180, with a head. Texts that a spreadsheet would take for a formula begin with an apostrophe. */
export function reportAsCsv({ run, findings, people }: Report): string {
  const currency = run.summary?.currency ?? '';
  const rows = findings.map((each) => [
    each.id,
    each.kind,
    each.subject,
    each.customer,
    people.get(each.customer ?? '')?.name ?? null,
    people.get(each.customer ?? '')?.email ?? null,
    each.subscription,
    each.panel,
    each.line,
    each.username,
    each.expected,
    each.found,
    each.leakedPerMonth === null ? null : { figure: decimalOf(each.leakedPerMonth, currency) },
    currency,
    each.leakUnknown,
    each.fixInWords,
    each.sure ? 'yes' : 'no',
    each.state,
    each.message,
  ]);
  return [heads, ...rows].map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

function cellOf(value: string | { figure: string } | null): string {
  if (value === null) return '';
  if (typeof value === 'object') return value.figure;
  const harmless = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

const kindsInWords: Readonly<Record<FindingView['kind'], string>> = {
  'paid-without-service': 'Paid, and no service',
  'suspended-but-paid': 'Paid, and switched off',
  'service-without-payment': 'Service without payment',
  'unpaid-but-enabled': 'Unpaid, and on',
  'wrong-package': 'Wrong package',
  'wrong-expiry': 'Wrong expiry',
  'unknown-line': 'Unknown line',
  'duplicate-line': 'Duplicate line',
  'too-many-devices': 'Too many devices',
  'missing-at-provider': 'Missing at the provider',
  'provider-unreachable': 'Provider not read',
};

/** A page that needs nothing else, to read or to print. Names of all scripts stand by themselves, and turn nothing round. */
export function reportAsHtml({ run, findings, people }: Report): string {
  const { summary } = run;
  const currency = summary?.currency ?? '';
  const money = (amount: number | null | undefined): string =>
    amount === null || amount === undefined ? 'not known' : formatAmount(amount, currency);
  const counts = Object.entries(summary?.counts ?? {})
    .map(([kind, count]) => `<li><b>${String(count)}</b> ${escaped(kindsInWords[kind as FindingView['kind']])}</li>`)
    .join('');
  const left = (summary?.notCompared ?? [])
    .map(({ what, name, reason }) => `<li>${what} <bdi>${escaped(name)}</bdi>: ${escaped(reason)}</li>`)
    .join('');
  const rows = findings.map((each) => {
    const person = people.get(each.customer ?? '');
    const who = [person?.name, person?.email].flatMap((text) => text ?? []);
    const leaked = each.leakedPerMonth === null ? (each.leakUnknown ?? 'not known') : money(each.leakedPerMonth);
    return `<tr><td>${kindsInWords[each.kind]}</td><td>${bdi(each.subject)}${each.username === null ? '' : `<br>${bdi(each.username)}`}</td><td>${who.map(bdi).join('<br>')}</td><td>${escaped(each.expected)}</td><td>${escaped(each.found)}</td><td class="n">${escaped(leaked)}</td><td>${escaped(each.fixInWords)}${each.sure ? ' <b>Sure.</b>' : ''}</td><td>${each.state}${each.message === null ? '' : `<br>${escaped(each.message)}`}</td></tr>`;
  });
  return `<!DOCTYPE html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Reconciliation of ${escaped(run.createdAt)}</title>
<style>
body { font: 14px/1.45 system-ui, sans-serif; margin: 2rem; color: #1b1f24; background: #fff; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; }
ul { padding-left: 1.2rem; }
.leak { font-size: 1.6rem; margin: 1rem 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #d5d9de; overflow-wrap: anywhere; }
th { border-bottom-width: 2px; }
.n { text-align: end; font-variant-numeric: tabular-nums; }
@media print { body { margin: 0; font-size: 10px; } thead { display: table-header-group; } tr { break-inside: avoid; } }
</style>
</head>
<body>
<h1>Reconciliation</h1>
<p>${escaped(run.createdAt)} · <bdi>${escaped(run.id)}</bdi> · ${run.source === null ? 'all sources' : bdi(run.source)}</p>
<p class="leak">Leaked per month: <b>${escaped(money(summary?.leakedPerMonth))}</b></p>
${(summary?.leakUnknown ?? 0) > 0 ? `<p>Of ${String(summary?.leakUnknown)} findings nobody knows what they cost.</p>` : ''}
<ul>${counts}</ul>
${left === '' ? '' : `<p>Not compared:</p><ul>${left}</ul>`}
${
  findings.length === 0
    ? '<p>Nothing was found.</p>'
    : `<table><thead><tr><th>What</th><th>Which</th><th>Customer</th><th>Expected</th><th>Found</th><th class="n">Leaked per month</th><th>Fix</th><th>State</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`
}
</body>
</html>
`;
}

/** Isolated, so that a name written from right to left does not turn its surroundings round. */
function bdi(text: string): string {
  return `<bdi>${escaped(text)}</bdi>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  // Marks of direction in a name could reach past their element.
  return text
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/gu, '')
    .replaceAll(/[&<>"']/g, (found) => entities[found] ?? found);
}
