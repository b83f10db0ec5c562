/** The types that busybox' httpd knows (1.35), by the ends of names. */
const types: Readonly<Record<string, string>> = {
  txt: 'text/plain', h: 'text/plain', c: 'text/plain', cc: 'text/plain', cpp: 'text/plain', htm: 'text/html',
  html: 'text/html', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', png: 'image/png', svg: 'image/svg+xml',
  css: 'text/css', js: 'application/javascript', wav: 'audio/wav', avi: 'video/x-msvideo', qt: 'video/quicktime',
  mov: 'video/quicktime', mpe: 'video/mpeg', mpeg: 'video/mpeg', mid: 'audio/midi', midi: 'audio/midi', mp3: 'audio/mpeg',
} // prettier-ignore

/** Undefined for what it does not know, and sends without a type. */
export const typeOf = (path: string): string | undefined => {
  const [, end = ''] = /\.([^./]*)$/.exec(path) ?? []
  return Object.hasOwn(types, end) ? types[end] : undefined
}
