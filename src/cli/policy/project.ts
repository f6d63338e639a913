import { join } from 'node:path'
import { POLICY_FILE } from '../../shared/paths.ts'
import { UsageError } from '../error.ts'
import { type PolicyPlace, policyPlaces, projectFolders } from './places.ts'

/** The policies of the user and of the project that this folder belongs to; which one that is, npm says. */
export async function placesHere(given: string | null): Promise<PolicyPlace[]> {
  return policyPlaces(given, await projectHere())
}

/** The file that was named, else the project's. */
export async function policyHere(file: string | undefined): Promise<string> {
  if (file !== undefined) return file
  const [folder = process.cwd()] = await projectHere()
  const place = policyPlaces(null, [folder]).find(({ kind }) => kind === 'project')
  if (place !== undefined) return place.path
  throw new UsageError(`there is no ${join(folder, POLICY_FILE)}`, 'docs/policy.md says what goes into it')
}

async function projectHere(): Promise<string[]> {
  const [{ findNpm }, { loadNpm }] = await Promise.all([
    import('../../npm/find-npm.ts'),
    import('../../npm/load-config.ts'),
  ])
  await loadNpm(findNpm(process.env.PATH ?? '', process.execPath))
  return projectFolders({})
}
