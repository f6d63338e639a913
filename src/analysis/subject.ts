import type { Finding, Run } from '../model/index.ts'

/** Whose doing a finding is. */
export type Subject = Pick<Finding, 'phase' | 'package' | 'version' | 'script' | 'path'>

export type SubjectOf = (run: Run | null) => Subject

export const NOBODY: Subject = { phase: null, package: null, version: null, script: null, path: [] }
