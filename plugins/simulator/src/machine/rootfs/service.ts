import type { ByteString } from '../byte-string.js'
import type { Flavor } from '../kernel/proc.js'
import type { ImageBuilder } from './builder.js'

/** What an official image has besides its base. Paths are absolute. */
export interface Service {
  /** `/etc/passwd` and `/etc/group` lines of whom it runs as. */
  readonly user?: { readonly passwd: string; readonly group: string }
  /** Programs, by path, with the names that the kernel knows them by. */
  readonly programs?: Readonly<Record<ByteString, string>>
  /** Scripts, which may be executed. */
  readonly scripts?: Readonly<Record<ByteString, string>>
  readonly texts?: Readonly<Record<ByteString, string>>
  readonly symlinks?: Readonly<Record<ByteString, ByteString>>
  /** Directories, with owner and mode where they are not root's 0755. */
  readonly directories?: Readonly<
    Record<ByteString, { readonly uid?: number; readonly gid?: number; readonly mode?: number }>
  >
}

/** The accounts of a base, for a service's to be added. */
export interface BaseAccounts {
  readonly passwd: string
  readonly group: string
}

/** Adds it to its base. */
export function addService(
  image: ImageBuilder,
  service: Service,
  flavor: Flavor,
  { passwd, group }: BaseAccounts,
): void {
  if (service.user !== undefined) {
    image.file('/etc/passwd', `${passwd}${service.user.passwd}\n`)
    image.file('/etc/group', `${group}${service.user.group}\n`)
  }
  const entries = <T>(record: Readonly<Record<ByteString, T>> = {}): [ByteString, T][] => Object.entries(record)
  for (const [path, entry] of entries(service.directories)) image.directory(path, entry)
  for (const [path, name] of entries(service.programs)) image.program(path, flavor, name)
  for (const [path, text] of entries(service.scripts)) image.file(path, text, { mode: 0o755 })
  for (const [path, text] of entries(service.texts)) image.file(path, text)
  for (const [path, target] of entries(service.symlinks)) image.symlink(path, target)
}
