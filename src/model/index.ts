/**
 * The nouns of safe-npm. Nothing here does anything.
 *
 * Glossary
 * - **package**: name, version and bytes (integrity). Two tarballs under one version are two packages.
 * - **tree**: what npm resolved, before a byte is written (Arborist's ideal tree).
 * - **box**: the sealed sandbox in which packages are unpacked and their scripts run.
 * - **sensor**: the trusted process in the box's network namespace: DNS server, sinkhole, capture, supervisor.
 * - **gateway**: the host's side of the pipe, which answers reads of the configured registries and nothing else.
 * - **run**: one lifecycle script (or import) in the box, in a process namespace of its own.
 * - **phase**: stage of a watch: fetch, install, import, bin.
 * - **evidence**: everything a watch brought back; verdicts are made of it alone.
 * - **finding**: one fact worth telling, as a code with arguments.
 * - **verdict**: clean, suspicious, malicious or inconclusive: a pure function of evidence and policy.
 * - **canary**: a credential of no worth in the box; that it was sent proves what would have become of the real one.
 * - **decoy**: a file or a variable of the box that holds one.
 * - **policy**: which package may contact which host. **Decision**: one such rule that a person made at the question.
 * - **inert**: a package whose bytes hold nothing that npm would run while installing.
 * - **approval**: an entry of npm's own `allowScripts`, pinned to a version. **Standing**: what these say of a package.
 * - **closure**: a package and everything its dependencies resolve to in the tree.
 */
export type * from './approval.ts'
export type * from './canary.ts'
export type * from './evidence.ts'
export * from './finding.ts'
export type * from './network.ts'
export * from './package.ts'
export type * from './policy.ts'
export * from './scan.ts'
export type * from './source.ts'
export type * from './verdict.ts'
