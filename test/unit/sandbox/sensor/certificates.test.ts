import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkServerIdentity, connect, TLSSocket } from 'node:tls'
import { expect, test } from 'vitest'
import { ThrowAwayCa } from '../../../../src/sandbox/sensor/certificates.ts'

const NOW = Date.UTC(2026, 10, 23)

/** What a client sees that trusts the root and insists on the name. */
async function handshake(ca: ThrowAwayCa, asked: string, roots: string): Promise<{ pem: string } | string> {
  const server = createServer((socket) => {
    const secured = new TLSSocket(socket, { isServer: true, secureContext: ca.contextFor(asked) })
    secured.on('error', () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  try {
    return await new Promise((resolve) => {
      const client = connect(
        {
          port,
          host: '127.0.0.1',
          ca: roots,
          checkServerIdentity: (_, certificate) => checkServerIdentity(asked, certificate),
        },
        () => {
          resolve({ pem: new X509Certificate(client.getPeerCertificate().raw).toString() })
          client.destroy()
        },
      )
      client.on('error', (error) => resolve(error.message))
    })
  } finally {
    server.close()
  }
}

test.each([
  ['a name', 'collect.looks-up.example'],
  ['a name longer than a common name may be', `${'a'.repeat(60)}.${'b'.repeat(60)}.example`],
  ['IPv4', '203.0.113.7'],
  ['IPv6', '2001:db8::7'],
  ['IPv6 without zeros to leave out', '2001:db8:1:2:3:4:5:6'],
])('%s is trusted by who trusts the root, and by nobody else', async (_, asked) => {
  const ca = new ThrowAwayCa(Date.now())
  expect(await handshake(ca, asked, ca.pem)).toHaveProperty('pem')
  expect(await handshake(ca, asked, new ThrowAwayCa(Date.now()).pem)).toMatch(/certificate/)
})

test('OpenSSL finds nothing to complain about, even when it is strict', async () => {
  const ca = new ThrowAwayCa(Date.now())
  const seen = await handshake(ca, 'strict.example', ca.pem)
  if (typeof seen === 'string') throw new Error(seen)
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'))
  try {
    writeFileSync(join(folder, 'ca.pem'), ca.pem)
    writeFileSync(join(folder, 'leaf.pem'), seen.pem)
    const args = ['verify', '-x509_strict', '-CAfile', join(folder, 'ca.pem'), join(folder, 'leaf.pem')]
    expect(execFileSync('openssl', args, { encoding: 'utf8' })).toContain('OK')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('validity is around the moment that was handed in, and serial numbers differ', () => {
  const [one, two] = [new ThrowAwayCa(NOW), new ThrowAwayCa(NOW)].map(({ pem }) => new X509Certificate(pem))
  expect(Date.parse(one?.validFrom ?? '')).toBeLessThan(NOW)
  expect(Date.parse(one?.validTo ?? '')).toBeGreaterThan(NOW)
  expect(one?.ca).toBe(true)
  expect(one?.serialNumber).not.toBe(two?.serialNumber)
})
