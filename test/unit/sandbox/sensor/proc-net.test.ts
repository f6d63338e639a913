import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { plainAddress, readKernelSockets } from '../../../../src/sandbox/sensor/proc-net.ts'

describe('plainAddress', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:0201', '192.0.2.1'],
    ['0:0:0:0:0:ffff:c000:201', '192.0.2.1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['fe80::1%lo', 'fe80::1'],
    ['::1', '::1'],
    ['::', '::'],
    ['64:ff9b::c000:201', '64:ff9b::c000:201'],
    ['', ''],
  ])('%s is %s', (address, plain) => expect(plainAddress(address)).toBe(plain))
})

describe.skipIf(!existsSync('/proc/self/net/tcp'))('readKernelSockets', () => {
  it.each([['127.0.0.1'], ['::1']])('finds both ends of a connection over %s', async (host) => {
    const server = createServer().listen(0, host)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const client = connect(port, host)
    await once(client, 'connect')
    const sockets = readKernelSockets('tcp').filter(
      ({ local, remote }) => local.port === port || remote.port === port,
    )
    const ends = sockets.map(({ local, remote }) => [local.address, local.port, remote.address, remote.port])
    expect(ends).toContainEqual([host, client.localPort, host, port])
    expect(sockets.every(({ inode }) => /^[1-9]\d*$/.test(inode))).toBe(true)
    client.destroy()
    server.close()
  })

  it('finds a socket that takes datagrams from everywhere', async () => {
    const socket = createSocket('udp4')
    socket.bind(0)
    await once(socket, 'listening')
    const found = readKernelSockets('udp').filter(({ local }) => local.port === socket.address().port)
    expect(found.map(({ local }) => local.address)).toEqual(['0.0.0.0'])
    socket.close()
  })
})
