import { fileURLToPath } from 'node:url'

/** The repository's folder `docker`, which is part of the package: what images are made of. */
export const DOCKER_FOLDER = fileURLToPath(new URL('../../../docker/', import.meta.url))
