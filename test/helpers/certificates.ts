import { join } from 'node:path'
import { run } from './run.ts'

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']

/** ca.pem, cert.pem and key.pem of a client, server.pem and server-key.pem for this machine, as Docker's manual makes them. */
export async function makeCertificates(folder: string): Promise<void> {
  const request = async (name: string, key: string, ...more: string[]) => {
    const out = ['-keyout', join(folder, key), '-out', join(folder, `${name}.pem`)]
    const args = ['req', '-x509', ...NEW_KEY, '-subj', `/CN=${name}`, ...out, ...more]
    const { code, stderr } = await run('openssl', args, {
      cwd: folder,
      env: { PATH: process.env.PATH ?? '', HOME: folder },
    })
    if (code !== 0) throw new Error(`openssl: ${stderr}\nMissing? Type as root: apt-get install openssl`)
  }
  await request('ca', 'ca-key.pem')
  const signed = ['-CA', join(folder, 'ca.pem'), '-CAkey', join(folder, 'ca-key.pem')]
  await request('server', 'server-key.pem', ...signed, '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost')
  await request('cert', 'key.pem', ...signed, '-addext', 'extendedKeyUsage=clientAuth')
}
