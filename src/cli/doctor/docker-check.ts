import { bytes } from '../../report/words.ts'
import { type DockerStatus, dockerStatus } from '../../sandbox/docker/status.ts'
import { statusOfBroken } from './another-engine.ts'
import type { CheckResult, DoctorCheck } from './check.ts'

const NAME = 'docker'

/** The daemon, where it is, and its image; or every place that was tried, and why it has none. */
export const dockerCheck: DoctorCheck = {
  kind: 'engine',
  name: NAME,
  async run({ settings }) {
    const status = await dockerStatus()
    if (status.daemon !== null) return { name: NAME, status: 'ok', ...factsOf(status, status.daemon) }
    return { name: NAME, status: await statusOfBroken(NAME, settings.engine), ...reasonsOf(status) }
  },
}

type Facts = Pick<CheckResult, 'detail' | 'more' | 'fix'>

export function factsOf(
  { image, refused }: DockerStatus,
  daemon: NonNullable<DockerStatus['daemon']>,
): Facts {
  const state = image
    ? `image ${image.tags[0] ?? image.id} (${bytes(image.bytes)})`
    : 'no image yet: it is built on first use, or by dsca image build'
  return {
    detail: `${daemon.name} at ${daemon.url} (${daemon.from})`,
    more: [state, ...refused.map(({ from, detail }) => `passed over: ${from}: ${detail}`)],
  }
}

export function reasonsOf({ refused }: DockerStatus): Facts {
  const [first, ...others] = refused.map(({ from, detail }) => `${from}: ${detail}`)
  const fix = refused.find((one) => one.fix !== null)?.fix
  return {
    detail: first ?? 'no place to look for a daemon',
    ...(others.length > 0 ? { more: others } : {}),
    ...(fix ? { fix } : {}),
  }
}
