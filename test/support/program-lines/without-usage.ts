/** What a program complains of without the text of how it is used, which is no part of what is simulated. */
export const withoutUsage = (stderr: string): string =>
  stderr.replace(/^BusyBox v[^]*$/m, '').replace(/^(?:\n|\t)?[Uu]sage:[^]*$/m, '')
