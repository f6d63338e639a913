import { gzipSync } from 'node:zlib'

export type Files = Readonly<Record<string, string | Uint8Array>>

const BLOCK = 512

/** A ustar header; names longer than 100 bytes do not occur in fixtures and are refused. */
function header(name: string, size: number, mode: number): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`name too long for a fixture: ${name}`)
  const block = Buffer.alloc(BLOCK)
  block.write(name, 0)
  block.write(`${mode.toString(8).padStart(7, '0')}\0`, 100)
  block.write('0000000\0', 108)
  block.write('0000000\0', 116)
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  // The date npm itself gives to every file of a package, so that the same files are always the same bytes.
  block.write(
    `${Math.floor(Date.UTC(1985, 9, 26, 8, 15) / 1000)
      .toString(8)
      .padStart(11, '0')}\0`,
    136,
  )
  block.write('        ', 148)
  block.write('0', 156)
  block.write('ustar\x0000', 257, 'latin1')
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

/** A package tarball as npm makes them: everything below `package/`. */
export function packTarball(files: Files): Buffer {
  const parts: Buffer[] = []
  for (const [name, content] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const data = Buffer.from(content)
    const executable = data.subarray(0, 2).toString('latin1') === '#!'
    parts.push(header(`package/${name}`, data.length, executable ? 0o755 : 0o644), data)
    parts.push(Buffer.alloc((BLOCK - (data.length % BLOCK)) % BLOCK))
  }
  parts.push(Buffer.alloc(2 * BLOCK))
  return gzipSync(Buffer.concat(parts), { level: 1 })
}
