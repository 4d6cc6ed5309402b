import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../n8n';
import { library } from './library';
import { asText, build } from './template';

const wanted = process.argv.slice(2);
for (const template of library) {
  if (wanted.length > 0 && !wanted.includes(template.file)) continue;
  writeFileSync(join(projectRoot(), 'workflows', `${template.file}.json`), asText(build(template)));
  console.log(`workflows/${template.file}.json`);
}
