// By the API version that is the newest it speaks: a late patch of the release that brought it (docs.docker.com, the
// matrix of API versions).
const releases: readonly (readonly [api: string, engine: string])[] = [
  ['1.24', '1.12.6'],
  ['1.25', '1.13.0'],
  ['1.26', '1.13.1'],
  ['1.27', '17.03.2-ce'],
  ['1.28', '17.04.0-ce'],
  ['1.29', '17.05.0-ce'],
  ['1.30', '17.06.2-ce'],
  ['1.31', '17.07.0-ce'],
  ['1.32', '17.09.1-ce'],
  ['1.33', '17.10.0-ce'],
  ['1.34', '17.11.0-ce'],
  ['1.35', '17.12.1-ce'],
  ['1.36', '18.02.0-ce'],
  ['1.37', '18.05.0-ce'],
  ['1.38', '18.06.3-ce'],
  ['1.39', '18.09.9'],
  ['1.40', '19.03.15'],
  ['1.41', '20.10.24'],
  ['1.42', '23.0.6'],
  ['1.43', '24.0.9'],
  ['1.44', '25.0.5'],
  ['1.45', '26.1.4'],
  ['1.46', '27.1.2'],
  ['1.47', '27.5.1'],
  ['1.48', '28.0.4'],
  ['1.49', '28.1.1'],
  ['1.50', '28.2.2'],
  ['1.51', '28.3.3'],
  ['1.52', '29.0.4'],
  ['1.53', '29.2.1'],
  ['1.54', '29.4.1'],
  ['1.55', '29.6.2'],
  ['1.56', '29.8.1'],
]

/** The oldest API version that the simulated engine speaks. */
export const oldest = releases[0]![0]

/** The newest API version that the simulated engine speaks. */
export const newest = releases.at(-1)![0]

/** The release of Docker Engine whose newest API version is this one; undefined for a version that no release had. */
export const releaseOf = (api: string): string | undefined => releases.find(([version]) => version === api)?.[1]
