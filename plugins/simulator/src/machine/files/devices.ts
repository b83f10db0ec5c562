import { Errno } from '../errno.js'
import type { Caller, OpenFile, OpenFlags, Stat } from './files.js'

/** Opens a character device; undefined where it has none with these numbers. */
export type Devices = (place: OpenedDevice) => OpenFile | undefined

/** Which device is opened, and how. */
export interface OpenedDevice {
  readonly numbers: readonly [number, number]
  readonly flags: OpenFlags
  /** The path of its node. */
  readonly shown: string
  readonly stat: () => Stat
  readonly caller: Caller
}

type Read = (atMost: number) => Uint8Array | null
type Write = (bytes: Uint8Array) => void

const longestRead = 65536

const zeros: Read = (atMost) => new Uint8Array(Math.min(atMost, longestRead))
const nothing: Read = () => null
const anything: Write = () => undefined
const full: Write = (bytes) => {
  if (bytes.length > 0) throw new Errno('ENOSPC')
}

/** The devices of memory (drivers/char/mem.c of Linux), major number 1, by their minor ones. */
export function memoryDevices(random: (length: number) => Uint8Array): Devices {
  const noise: Read = (atMost) => random(Math.min(atMost, longestRead))
  const table: Readonly<Record<number, readonly [Read, Write]>> = {
    3: [nothing, anything],
    5: [zeros, anything],
    7: [zeros, full],
    8: [noise, anything],
    9: [noise, anything],
  }
  return (opened) => {
    const [major, minor] = opened.numbers
    const device = major === 1 ? table[minor] : undefined
    return device === undefined ? undefined : openDevice(opened, ...device)
  }
}

function openDevice(opened: OpenedDevice, read: Read, write: Write): OpenFile {
  const { flags, shown, stat } = opened
  return {
    flags,
    shown,
    stat,
    isTerminal: false,
    read(atMost) {
      if (flags.read !== true) throw new Errno('EBADF')
      return read(atMost)
    },
    write(bytes) {
      if (flags.write !== true) throw new Errno('EBADF')
      write(bytes)
    },
    seek: () => 0,
    truncate() {
      throw new Errno('EINVAL')
    },
    release: () => undefined,
    reopen: (again) => openDevice({ ...opened, flags: again }, read, write),
  }
}
