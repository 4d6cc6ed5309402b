/**
 * Runs what n8n's scanner of community packages checks, on the sources and on the tarball, without what needs a published
 * package (provenance). Also checks that the tarball holds only what n8n needs. Needs a build.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyzePackage, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';
import { packNodePackage } from './lib/pack.mjs';
import { root } from './lib/project.mjs';

/** package.json and the texts npm always packs, code, and what n8n reads beside it. */
const NEEDED = [
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/,
  /^dist\/(nodes|credentials|panel)\/.*\.js$/,
  /^dist\/(nodes|credentials|icons)\/.*\.(svg|png)$/,
  /^dist\/nodes\/.*(\.node\.json|\/__schema__\/.*\.json)$/,
];
const NOT_NEEDED = [/\.test\.js$/, /\/testing\//];
/** The patterns of the scanner's second leg. */
const TARBALL_FILE_PATTERNS = ['**/*.js', 'package.json'];

const problems = [];
const { tarball, files } = packNodePackage();
for (const file of files) {
  const needed = NEEDED.some((pattern) => pattern.test(file)) && !NOT_NEEDED.some((pattern) => pattern.test(file));
  if (!needed) problems.push(`The tarball holds ${file}, which n8n does not need.`);
}

const unpacked = mkdtempSync(join(tmpdir(), 'scan-package-'));
try {
  execFileSync('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1']);
  const legs = [
    ['sources', root, SOURCE_FILE_PATTERNS],
    ['tarball', unpacked, TARBALL_FILE_PATTERNS],
  ];
  for (const [name, folder, patterns] of legs) {
    const { passed, message, details } = await analyzePackage(folder, patterns);
    if (!passed) problems.push(`In the ${name}: ${message}\n${details ?? ''}`);
  }
} finally {
  rmSync(unpacked, { recursive: true, force: true });
}

for (const problem of problems) console.error(problem);
if (problems.length === 0)
  console.log(`${files.length} files in the tarball, nothing found in them or in the sources.`);
process.exitCode = problems.length > 0 ? 1 : 0;
