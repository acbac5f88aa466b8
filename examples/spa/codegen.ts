import type { CodegenConfig } from '@graphql-codegen/cli';

// The schema is the file that each release publishes beside its jar; inside this repository its parts do as well.
const config: CodegenConfig = {
  schema: process.env.RAPPORT_SCHEMA ?? '../../schema/graphql/*.graphqls',
  documents: ['src/**/*.ts'],
  emitLegacyCommonJSImports: false, // endings that Node.js and bundlers both understand
  generates: {
    'src/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        scalars: { DateTime: 'string', Date: 'string', Duration: 'string', Decimal: 'string', EventCursor: 'string' },
      },
    },
  },
};
export default config;
