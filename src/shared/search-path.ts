/** PATH with the folder first, and nowhere else in it. Empty entries stay what they are: the current folder. */
export function firstOnPath(path: string, folder: string, delimiter: string): string {
  const others = path === '' ? [] : path.split(delimiter).filter((entry) => entry !== folder)
  return [folder, ...others].join(delimiter)
}

export function isOnPath(path: string, folder: string, delimiter: string): boolean {
  return path.split(delimiter).includes(folder)
}
