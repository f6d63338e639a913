import { CERTIFICATES, imageFromHost, SECURED_URL, startDocker } from '../helpers/docker-daemon.ts'
import { DAEMON_URL } from '../helpers/engine-under-test.ts'

/** One daemon and one image for all of these tests. */
export async function setup(): Promise<() => PromiseLike<void>> {
  const own = await startDocker()
  try {
    await imageFromHost(own)
  } catch (error) {
    await own[Symbol.asyncDispose]()
    throw error
  }
  process.env[DAEMON_URL] = own.url
  process.env[SECURED_URL] = own.secured?.url ?? ''
  process.env[CERTIFICATES] = own.secured?.certificates ?? ''
  return () => own[Symbol.asyncDispose]()
}
