/** What a daemon says while it builds an image, in short: its steps hold whole scripts. */
export function buildStep(text: string): string {
  const step = /^Step (\d+)\/(\d+)/.exec(text)
  return step ? `step ${step[1]} of ${step[2]}` : text
}

/** Whether it is the beginning of something that takes a while. */
export function isBuildStep(text: string): boolean {
  return /^(Step \d+\/\d+|Pulling from |packing )/.test(text)
}
