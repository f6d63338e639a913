import { fileURLToPath } from 'node:url'

/** The sensor beside this file. */
export const SENSOR = fileURLToPath(new URL('./sensor-main.js', import.meta.url))
