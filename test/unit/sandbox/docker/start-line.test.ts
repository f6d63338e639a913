import { expect, it } from 'vitest'
import { startLine } from '../../../../src/sandbox/docker/start-line.ts'

it.each([
  ['default socket', 'linux', ['dockerd', 'apt-get'], 'sudo systemctl start docker'],
  ['default socket', 'linux', ['apt-get'], 'sudo apt-get install docker.io'],
  ['default socket', 'linux', [], 'install Docker or Podman'],
  ['default socket', 'darwin', [], 'start Docker Desktop'],
  ['default pipe', 'win32', [], 'start Docker Desktop'],
  ['Colima', 'darwin', [], 'colima start'],
  ['Podman', 'linux', ['dockerd'], 'systemctl --user start podman.socket'],
  ['DOCKER_HOST', 'linux', ['dockerd'], 'unset DOCKER_HOST   (to look in the usual places)'],
  ['context far-away', 'linux', ['dockerd'], 'docker context use default'],
])('%s on %s with %j: %s', (from, platform, programs, line) => {
  expect(startLine(from, { platform, isRoot: false, has: (program) => programs.includes(program) })).toBe(
    line,
  )
})

it('needs no sudo as root', () => {
  const facts = { platform: 'linux', isRoot: true, has: (program: string) => program === 'dockerd' }
  expect(startLine('default socket', facts)).toBe('systemctl start docker')
})
