import { once } from 'node:events'
import { Duplex, PassThrough } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AttachedStream } from '../../../../src/sandbox/docker/attached-stream.ts'

/** The socket that the daemon's answer leaves: what is written to `far` comes, what is sent is kept. */
function opened() {
  const far = new PassThrough()
  const sent: Buffer[] = []
  const socket = new Duplex({
    read: () => void far.resume(),
    write: (chunk, _encoding, done) => {
      sent.push(chunk)
      done()
    },
  })
  far.on('data', (chunk: Buffer) => {
    if (!socket.push(chunk)) far.pause()
  })
  far.on('end', () => socket.push(null))
  const stderr: Buffer[] = []
  const stream = new AttachedStream(socket, (chunk) => stderr.push(chunk))
  return { far, socket, sent, stream, stderr: () => Buffer.concat(stderr) }
}

function frame(stream: number, bytes: Uint8Array, length = bytes.length): Buffer {
  const header = Buffer.alloc(8)
  header[0] = stream
  header.writeUInt32BE(length, 4)
  return Buffer.concat([header, bytes])
}

async function read(stream: AttachedStream): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

type Frames = readonly (readonly [stream: number, bytes: Uint8Array])[]

/** What comes out when the bytes come in these pieces. */
async function through(bytes: Buffer, cuts: readonly number[]): Promise<[Buffer, Buffer]> {
  const { far, stream, stderr } = opened()
  const places = [0, ...[...cuts].sort((a, b) => a - b), bytes.length]
  for (const [index, place] of places.slice(1).entries()) far.write(bytes.subarray(places[index], place))
  far.end()
  return [await read(stream), stderr()]
}

const of = (frames: Frames, wanted: number) =>
  Buffer.concat(frames.filter(([stream]) => stream === wanted).map(([, bytes]) => bytes))
const written = (frames: Frames) => Buffer.concat(frames.map(([stream, bytes]) => frame(stream, bytes)))

const FRAMES: Frames = [
  [1, Buffer.from('out')],
  [2, Buffer.from('err')],
  [1, Buffer.alloc(0)],
  [2, Buffer.alloc(0)],
  [1, Buffer.from([0, 1, 0, 0, 0, 0, 0, 2])],
]

describe('the attached stream', () => {
  it('is the same wherever it is cut once', async () => {
    const bytes = written(FRAMES)
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(await through(bytes, [cut]), `at ${cut}`).toEqual([of(FRAMES, 1), of(FRAMES, 2)])
    }
  })

  it('is the same byte by byte', async () => {
    const bytes = written(FRAMES)
    const everywhere = Array.from({ length: bytes.length }, (_, index) => index)
    expect(await through(bytes, everywhere)).toEqual([of(FRAMES, 1), of(FRAMES, 2)])
  })

  it('is the same for any frames and any cuts', async () => {
    const frames = fc.array(fc.tuple(fc.constantFrom(1, 2), fc.uint8Array({ maxLength: 300 })), {
      maxLength: 12,
    })
    await fc.assert(
      fc.asyncProperty(
        frames,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }),
        async (some, at) => {
          const bytes = written(some)
          const cuts = at.map((part) => Math.floor(part * bytes.length))
          expect(await through(bytes, cuts)).toEqual([of(some, 1), of(some, 2)])
        },
      ),
    )
  })

  it('passes on a frame of 4 GiB as it comes', async () => {
    const { far, stream } = opened()
    far.write(frame(1, Buffer.from('a beginning'), 0xffffffff))
    expect(String((await once(stream, 'data'))[0])).toBe('a beginning')
    far.write(' and more')
    expect(String((await once(stream, 'data'))[0])).toBe(' and more')
    expect(stream.readableLength).toBe(0)
  })

  it('hands out standard error although nobody reads the output', async () => {
    const { far, stream, stderr } = opened()
    stream.read(0)
    far.write(frame(2, Buffer.from('trouble')))
    await turn()
    expect(String(stderr())).toBe('trouble')
  })
})

describe('a slow reader', () => {
  const MUCH = 300
  const part = Buffer.alloc(8_192, 'x')

  it('holds the socket up, and loses nothing', async () => {
    const { far, socket, stream } = opened()
    stream.read(0)
    for (let count = 0; count < MUCH; count++) far.write(frame(1, part))
    far.end()
    for (let turns = 0; turns < 50; turns++) await turn()
    expect(socket.isPaused()).toBe(true)
    // One piece beyond the mark, whatever is waiting.
    expect(stream.readableLength).toBeLessThanOrEqual(stream.readableHighWaterMark + part.length * 2)
    expect(far.readableLength + far.writableLength).toBeGreaterThan(MUCH * part.length * 0.9)
    let bytes = 0
    for await (const chunk of stream) {
      bytes += (chunk as Buffer).length
      if (bytes % (part.length * 16) === 0) await turn()
    }
    expect(bytes).toBe(MUCH * part.length)
  })

  it('still gets what came before the socket was closed', async () => {
    const { far, socket, stream } = opened()
    stream.read(0)
    far.end(frame(1, Buffer.from('the last words')))
    socket.end()
    await once(socket, 'close')
    expect(String(await read(stream))).toBe('the last words')
    expect(stream.destroyed).toBe(true)
  })
})

describe('the two ends', () => {
  it('what is written goes as it is, and the end goes too', async () => {
    const { socket, sent, stream } = opened()
    stream.write('one')
    stream.end('two')
    await once(socket, 'finish')
    expect(Buffer.concat(sent).toString()).toBe('onetwo')
  })

  it('after the end of the output something can still be written', async () => {
    const { far, sent, stream } = opened()
    far.end(frame(1, Buffer.from('all')))
    const ended = once(stream, 'end')
    stream.resume()
    await ended
    await new Promise((done) => stream.write('a last word', done))
    expect(Buffer.concat(sent).toString()).toBe('a last word')
  })

  it('an error of the socket is its own', async () => {
    const { socket, stream } = opened()
    const failed = once(stream, 'error')
    socket.destroy(new Error('reset'))
    expect((await failed)[0]).toMatchObject({ message: 'reset' })
    expect(stream.destroyed).toBe(true)
  })

  it('a socket that is closed without an end closes it', async () => {
    const { socket, stream } = opened()
    const closed = once(stream, 'close')
    socket.destroy()
    await closed
    expect(stream.readableEnded).toBe(false)
  })

  it('destroying it closes the socket', async () => {
    const { socket, stream } = opened()
    stream.destroy()
    await once(socket, 'close')
    expect(socket.destroyed).toBe(true)
  })
})
