import { expect } from 'chai'
import { families } from '../dist/images/families.js'
import { parseReference } from '../dist/images/reference.js'
import { fromBytes, toBytes } from '../dist/machine/byte-string.js'
import type { ContainerFiles } from '../dist/machine/files/container-files.js'
import { binaryContent, executableOf } from '../dist/machine/rootfs/binary.js'
import { accountsIn } from '../dist/machine/rootfs/accounts-in.js'
import { rootfsOf } from '../dist/machine/rootfs/rootfs.js'
import { userOf } from '../dist/machine/rootfs/user.js'
import { errno, newFiles, newTree, read, root, write } from './machine-files-support.js'

function filesOf(name: string): ContainerFiles {
  const parsed = parseReference(name)
  if ('refusal' in parsed) throw new Error(parsed.refusal)
  return newFiles(newTree({ image: rootfsOf(parsed.reference) }))
}

const programAt = (files: ContainerFiles, path: string): unknown => executableOf(files.readFile(path, root))

/** The first program that is found on a path, as execvp(3) does. */
function found(files: ContainerFiles, command: string, env: readonly string[]): string | undefined {
  if (command.startsWith('/')) return files.realPath(command, root)
  const [, path = ''] = env.find((entry) => entry.startsWith('PATH='))?.split('=') ?? []
  const candidates = path.split(':').map((directory) => `${directory}/${command}`)
  return candidates.find((one) => errno(() => files.stat(one, root)) === undefined && files.mayAccess(one, 1, root))
}

const homeOf = (name: string): string => (name === 'hello-world' ? '/' : '/root')

describe('the files of an image', () => {
  for (const [name, { config }] of Object.entries(families)) {
    it(`have what ${name} begins with`, () => {
      const files = filesOf(name)
      const [command = ''] = [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])]
      const path = found(files, command, config.Env ?? [])
      expect(path, command).to.be.a('string')
      expect(executableOf(files.readFile(path!, root))).to.not.equal(undefined)
      for (const directory of [...Object.keys(config.Volumes ?? {}), config.WorkingDir || '/']) {
        expect(files.stat(directory, root).kind, directory).to.equal('directory')
      }
      expect(userOf(config.User ?? '', accountsIn(files))).to.include({
        home: config.User ? '/home/memcache' : homeOf(name),
      })
    })
  }

  it('are one binary with many names for busybox', () => {
    const files = filesOf('busybox')
    expect(programAt(files, '/bin/ls')).to.deep.equal({ binary: { flavor: 'busybox', program: undefined } })
    expect(files.stat('/bin/ls', root).inode).to.equal(files.stat('/bin/sh', root).inode)
    expect(files.stat('/bin/ls', root).links).to.equal(files.list('/bin', root).length)
    expect(files.stat('/home', root)).to.include({ uid: 65534, mode: 0o755 })
    expect(files.stat('/tmp', root).mode).to.equal(0o1777)
    expect([...files.list('/', root)].sort().join(' ')).to.equal('bin dev etc home lib lib64 proc root sys tmp usr var')
  })

  it('are symlinks to busybox for alpine', () => {
    const files = filesOf('alpine:3.19.1')
    expect(files.readLink('/bin/ls', root)).to.equal('/bin/busybox')
    expect(files.readLink('/usr/bin/awk', root)).to.equal('/bin/busybox')
    expect(read(files, '/etc/alpine-release')).to.equal('3.19.1\n')
    expect(userOf('', accountsIn(files)).groups).to.deep.equal([0, 0, 1, 2, 3, 4, 6, 10, 11, 20, 26, 27])
    expect(read(files, '/etc/os-release')).to.contain('PRETTY_NAME="Alpine Linux v3.19"')
  })

  it('are a merged /usr for debian', () => {
    const files = filesOf('debian:12')
    expect(files.realPath('/bin/sh', root)).to.equal('/usr/bin/dash')
    expect(programAt(files, '/bin/ls')).to.deep.equal({ binary: { flavor: 'gnu', program: 'ls' } })
    expect(programAt(files, '/usr/bin/awk')).to.deep.equal({ binary: { flavor: 'gnu', program: 'awk' } })
    expect(files.stat('/bin/su', root).mode).to.equal(0o4755)
    expect(read(files, '/etc/debian_version')).to.equal('12.11\n')
    expect(errno(() => files.stat('/bin/ps', root))).to.equal('ENOENT')
    expect(read(filesOf('debian:bullseye-slim'), '/etc/os-release')).to.contain('VERSION_ID="11"')
    expect([...files.list('/', root)].sort().join(' ')).to.equal(
      'bin boot dev etc home lib lib64 media mnt opt proc root run sbin srv sys tmp usr var',
    )
    const ubuntu = filesOf('ubuntu')
    expect(read(ubuntu, '/etc/os-release')).to.contain('ID=ubuntu')
    expect(userOf('ubuntu', accountsIn(ubuntu))).to.include({ uid: 1000, home: '/home/ubuntu' })
    expect(read(filesOf('fedora'), '/etc/os-release')).to.contain('ID=fedora')
  })

  it('are those of the base that a tag names', () => {
    expect(read(filesOf('node:20-alpine3.18'), '/etc/alpine-release')).to.equal('3.18.0\n')
    expect(read(filesOf('node:20-bullseye'), '/etc/debian_version')).to.equal('11.11\n')
    expect(read(filesOf('redis:7'), '/etc/passwd')).to.match(/^redis:x:999:999:/m)
    expect(programAt(filesOf('redis:alpine'), '/usr/local/bin/redis-server')).to.deep.equal({
      binary: { flavor: 'busybox', program: 'redis-server' },
    })
  })

  it('are those of busybox and /app for any other image', () => {
    for (const name of ['acme/shop:2', 'localhost:5000/constructor', 'constructor']) {
      const files = filesOf(name)
      expect(programAt(files, '/app'), name).to.deep.equal({ binary: { flavor: 'busybox', program: 'app' } })
      expect(programAt(files, '/bin/sh')).to.deep.equal({ binary: { flavor: 'busybox', program: undefined } })
    }
  })

  it('have no shell for hello-world and what is distroless', () => {
    for (const name of ['hello-world', 'gcr.io/distroless/static-debian12']) {
      expect(
        errno(() => filesOf(name).stat('/bin/sh', root)),
        name,
      ).to.equal('ENOENT')
    }
  })

  it('are the same for all containers, whatever one of them does', () => {
    const [one, other] = [filesOf('busybox'), filesOf('busybox')]
    write(one, '/etc/passwd', 'gone')
    one.unlink('/bin/ls', root)
    one.rename('/etc', '/moved', root)
    expect(read(other, '/etc/passwd')).to.match(/^root:x:0:0/)
    expect(other.stat('/bin/ls', root).links).to.equal(one.stat('/bin/cat', root).links + 1)
    expect(read(one, '/moved/passwd')).to.equal('gone')
  })
})

describe('what a file is that is to be run', () => {
  const script = (text: string): unknown => executableOf(toBytes(text))

  it('is a program of ours by its content', () => {
    for (const binary of [
      { flavor: 'gnu', program: 'ls' } as const,
      { flavor: 'busybox', program: undefined } as const,
    ]) {
      expect(executableOf(toBytes(binaryContent(binary)))).to.deep.equal({ binary })
    }
    const other = binaryContent({ flavor: 'gnu', program: 'ls' }).replace('libswarm', 'libother')
    for (const text of ['', 'x', '\x7fEL', fromBytes(new Uint8Array(300))]) {
      expect(script(text), JSON.stringify(text)).to.equal(undefined)
    }
    for (const text of ['\x7fELF', other]) expect(script(text), JSON.stringify(text)).to.equal('foreign')
  })

  const lines: readonly [string, string | undefined, string | undefined][] = [
    ['#!/bin/sh\nx', '/bin/sh', undefined],
    ['#! /bin/sh -e -x \t\nx', '/bin/sh', '-e -x'],
    ['#!/usr/bin/env\tbash', '/usr/bin/env', 'bash'],
    ['#!', undefined, undefined],
    ['#!  \n/bin/sh', undefined, undefined],
    [`#!/${'x'.repeat(300)}`, undefined, undefined],
    [`#!/bin/sh ${'x'.repeat(300)}`, '/bin/sh', 'x'.repeat(246)],
  ]
  for (const [text, interpreter, argument] of lines) {
    it(`is a script where it begins with ${JSON.stringify(text.slice(0, 20))}`, () => {
      expect(script(text)).to.deep.equal(interpreter === undefined ? undefined : { interpreter, argument })
    })
  }
})
