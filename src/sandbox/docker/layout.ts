/** Where things lie in the image (docker/Dockerfile) and in the container. */
export const LAYOUT = {
  node: '/usr/local/bin/node',
  /** A volume: the user's own npm, and the sensor in a folder that only root can enter. */
  modules: '/usr/local/lib/node_modules',
  npm: '/usr/local/lib/node_modules/npm',
  sensor: '/usr/local/lib/node_modules/.lib',
  reaper: '/usr/local/sbin/reaper',
  /** The files of /etc that are made for each box; /etc has links to them. */
  etc: '/run/etc',
  /** Holds `include/node/node.h`. */
  headers: '/usr/local',
  path: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
} as const
