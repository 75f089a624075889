/** The direction of the house: standard ← contract ← server, web. @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'standard-stands-alone',
      severity: 'error',
      from: { path: '^standard/' },
      to: { path: '^(contract|server|web|practice)/' },
    },
    {
      name: 'contract-is-data',
      severity: 'error',
      from: { path: '^contract/' },
      to: { pathNot: '^(contract|standard)/|node_modules/zod/' },
    },
    {
      name: 'web-speaks-http',
      severity: 'error',
      from: { path: '^web/', pathNot: '[.]config[.]ts$' },
      to: { path: '^(server|practice)/' },
    },
    {
      name: 'sql-is-private',
      severity: 'error',
      from: { path: '^server/([^/]+)/' },
      to: { path: '^server/[^/]+/sql\\.ts$', pathNot: '^server/$1/' },
    },
    {
      name: 'platform-knows-no-domain',
      severity: 'error',
      from: { path: '^server/platform/', pathNot: '[.]test[.]ts$' },
      to: { path: '^server/(?!platform/)' },
    },
    {
      name: 'verify-trusts-nobody',
      severity: 'error',
      from: { path: '^verify/' },
      to: { path: '^(standard|contract|server|web|practice|bench)/' },
    },
    {
      name: 'verify-stands-alone',
      severity: 'error',
      from: { path: '^(standard|contract|server|web|practice)/', pathNot: '[.]test[.]ts$' },
      to: { path: '^verify/' },
    },
    {
      name: 'no-server-knows-practice',
      severity: 'error',
      from: { path: '^server/(?!main|testing)' },
      to: { path: '^practice/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^web/dist/' },
  },
}
