import { describe, expect, it } from 'vitest'
import { sshArguments } from '../../../../src/sandbox/docker/ssh-agent.ts'

const DIAL = 'docker system dial-stdio'

const CASES = [
  ['ssh://far', `-- far ${DIAL}`],
  ['ssh://u@far', `-l u -- far ${DIAL}`],
  ['ssh://u@far:2222', `-l u -p 2222 -- far ${DIAL}`],
  ['ssh://far:22/', `-p 22 -- far ${DIAL}`],
  ['ssh://a%40b@far', `-l a@b -- far ${DIAL}`],
  ['ssh://u@[2001:db8::1]:22', `-l u -p 22 -- 2001:db8::1 ${DIAL}`],
  // What looks like an option is a host that does not exist.
  ['ssh://-oProxyCommand=x', `-- -oProxyCommand=x ${DIAL}`],
  [
    'ssh://far/run/user/1000/docker.sock',
    '-- far docker --host unix:///run/user/1000/docker.sock system dial-stdio',
  ],
  // A shell over there reads this.
  ['ssh://far/a;reboot', "-- far docker --host 'unix:///a;reboot' system dial-stdio"],
  ["ssh://far/a'%20b", "-- far docker --host 'unix:///a'\\'' b' system dial-stdio"],
] as const

describe('ssh is called', () => {
  it.each(CASES)('for %s with %s', (url, expected) => {
    expect(sshArguments(url).slice(0, 3)).toEqual(['-T', '-o', 'ConnectTimeout=15'])
    expect(sshArguments(url).slice(3).join(' ')).toBe(expected)
  })
})
