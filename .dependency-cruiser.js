// The layering of the project, executable. Each rule says why it is there; test/unit/layers.test.ts plants
// a bad import for every rule and sees it fail.
const PURE = '^src/(model|tree|decode|analysis|policy|verdict|report)/'
const IO = ['sandbox', 'gateway', 'npm', 'history', 'survey']

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A cycle means that two concepts cannot be understood, tested or replaced one at a time.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'pure-does-no-io',
      comment:
        'Verdicts must be repeatable from stored evidence: a pure folder gets everything handed in. node:zlib and node:crypto transform bytes and do no I/O; node:buffer is a type.',
      severity: 'error',
      from: { path: PURE },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(buffer|util|zlib|crypto|net|url|querystring)$' },
    },
    {
      name: 'pure-only-imports-pure',
      comment: 'The arrows go from I/O to pure code, never back.',
      severity: 'error',
      from: { path: PURE },
      to: { path: '^src/', pathNot: PURE },
    },
    {
      name: 'model-imports-nothing',
      comment: 'The nouns stand below everything else.',
      severity: 'error',
      from: { path: '^src/model/' },
      to: { path: '^src/', pathNot: '^src/model/' },
    },
    ...[
      ['tree', 'model'],
      ['decode', 'model'],
      ['analysis', 'model|decode'],
      ['policy', 'model'],
      ['verdict', 'model|policy'],
      ['report', 'model|verdict|policy'],
    ].map(([folder, allowed]) => ({
      name: `${folder}-arrows`,
      comment: `src/${folder} may import only ${allowed} (and itself): each stage stands on the stages before it.`,
      severity: 'error',
      from: { path: `^src/${folder}/` },
      to: { path: '^src/', pathNot: `^src/(${folder}|${allowed})/` },
    })),
    ...IO.map((folder) => ({
      name: `${folder}-stands-alone`,
      comment: `Adapters do not import each other: src/${folder} may be replaced without touching another. The sandbox may use the pure decoders.`,
      severity: 'error',
      from: { path: `^src/${folder}/` },
      to: {
        path: '^src/',
        pathNot: `^src/(${folder}|model|shared${folder === 'sandbox' ? '|decode' : ''})/`,
      },
    })),
    {
      name: 'shared-knows-nothing',
      comment: 'shared is for clock, retry, paths: it knows nothing of npm or verdicts.',
      severity: 'error',
      from: { path: '^src/shared/' },
      to: { path: '^src/', pathNot: '^src/shared/' },
    },
    {
      name: 'pipeline-wires-nothing',
      comment: 'The pipeline is the list of stages; concrete adapters are handed in by cli.',
      severity: 'error',
      from: { path: '^src/pipeline/' },
      to: {
        path: `^src/(cli|${IO.join('|')})/`,
        pathNot: '^src/(sandbox/(sandbox|plan)|history/history|survey/(queue|store))\\.ts$',
      },
    },
    {
      name: 'nobody-imports-cli',
      comment: 'cli is the composition root.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'vendor-better-sqlite3',
      comment: 'One vendor in the folders of its name: SQLite can be replaced there alone.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(history/sqlite|survey/local|shared/sqlite)/' },
      to: { path: 'node_modules/better-sqlite3/' },
    },
    {
      name: 'vendor-dockerode',
      comment: 'One vendor, one folder.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/sandbox/docker/' },
      to: { path: 'node_modules/(@types/)?dockerode/' },
    },
    {
      name: 'vendor-pg',
      comment: 'One vendor, one folder: histories and surveys are kept through the same connection.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/shared/postgres/' },
      to: { path: 'node_modules/(@types/)?pg/' },
    },
    {
      name: 'vendor-pg-boss',
      comment: 'One vendor, one folder.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/survey/pg-boss/' },
      to: { path: 'node_modules/pg-boss/' },
    },
    {
      name: 'no-tests-in-src',
      comment: 'What ships does not depend on what tests it.',
      severity: 'error',
      from: { path: '^(src|bin)/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-dev-dependency-in-src',
      comment: 'A user installs without devDependencies.',
      severity: 'error',
      from: { path: '^(src|bin)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'not-to-unresolvable',
      comment: 'An import that resolves to nothing fails at run time.',
      severity: 'error',
      from: { path: '^(src|test)/', pathNot: '^test/fixtures/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|test/fixtures)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
