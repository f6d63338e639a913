/** By these programs tell that they run in CI, and where. */
export const CI_VARIABLES: readonly string[] = [
  'CI',
  'CONTINUOUS_INTEGRATION',
  'GITHUB_ACTIONS',
  'GITLAB_CI',
  'TRAVIS',
  'CIRCLECI',
  'BUILDKITE',
  'TF_BUILD',
  'APPVEYOR',
  'JENKINS_HOME',
]
