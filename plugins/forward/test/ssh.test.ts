import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect } from 'chai'
import { isSwarmError } from 'libswarm-core'
import { failureOf, forwarding } from './support/forwarding.js'

describe('the address of an engine behind ssh', () => {
  const bad: Readonly<Record<string, RegExp>> = {
    'ssh://': /expected ssh:\/\/user@host:port\/path, an IPv6 address in brackets/,
    'ssh:///run/docker.sock': /expected ssh:\/\/user@host:port\/path/,
    'ssh://me@': /expected ssh:\/\/user@host:port\/path/,
    'ssh://::1': /an IPv6 address in brackets/,
    'ssh://-oProxyCommand=x': /invalid host "-oProxyCommand=x"/,
    'ssh://a b': /invalid host "a b"/,
    'ssh://$(x)': /invalid host "\$\(x\)"/,
    'ssh://-v@host': /invalid user "-v"/,
    'ssh://@host': /invalid user ""/,
    'ssh://me;x@host': /invalid user "me;x"/,
    'ssh://host:0': /invalid port "0", a port is a number from 1 to 65535/,
    'ssh://host:65536': /invalid port "65536"/,
    'ssh://host:': /invalid port ""/,
    'ssh://host/run/': /does not end in "\/"/,
    'ssh://host/a:b': /has letters, digits and/,
    'ssh://host/%h': /has letters, digits and/,
    'ssh://host/${HOME}/s': /has letters, digits and/,
    [`ssh://host/${'x'.repeat(107)}`]: /too long \(108 bytes, at most 107\)/,
    'ssh://a\nb': /control characters/,
  }

  for (const [address, sentence] of Object.entries(bad)) {
    it(`is refused when it is ${JSON.stringify(address.slice(0, 40))}`, async () => {
      const error = await failureOf(forwarding(address))
      expect(isSwarmError(error) && error.kind).to.equal('InvalidParameter')
      expect(error.message).to.match(sentence)
    })
  }

  it('is refused with a password, which is not repeated', async () => {
    const { message } = await failureOf(forwarding('ssh://me:s3cret@host/x.sock'))
    expect(message).to.contain('invalid address "ssh://me:…@host/x.sock": it has a password, and ssh takes keys')
    expect(message).not.to.contain('s3cret')
  })

  it('is what sshconfig is for', async () => {
    const { message } = await failureOf(forwarding('unix:///none.sock', { sshconfig: 'c' }))
    expect(message).to.contain('sshconfig is for ssh://user@host, not unix:///none.sock')
  })

  describe('is given to ssh', () => {
    const path = process.env['PATH']
    let folder: string

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'words-'))
      await writeFile(join(folder, 'ssh'), '#!/bin/sh\necho "$*" >&2\nexit 255\n')
      await chmod(join(folder, 'ssh'), 0o755)
      process.env['PATH'] = `${folder}${delimiter}${path}`
    })

    after(async () => {
      process.env['PATH'] = path
      await rm(folder, { recursive: true })
    })

    const given: Readonly<Record<string, string>> = {
      'ssh://host': ':/var/run/docker.sock -- host',
      'ssh://host/': ':/var/run/docker.sock -- host',
      'ssh://me@host:2222/run/user/1000/docker.sock': ':/run/user/1000/docker.sock -p 2222 -l me -- host',
      'ssh://me@realm@host.lan': ':/var/run/docker.sock -l me@realm -- host.lan',
      'ssh://me@[fe80::1%eth0]:22': ':/var/run/docker.sock -p 22 -l me -- fe80::1%eth0',
    }

    for (const [address, words] of Object.entries(given)) {
      it(`as ${words} for ${address}`, async () => {
        const { chain } = await forwarding(address, { sshconfig: 'a file' })
        const { message } = await failureOf(chain.run({ operation: 'SystemInfo' }))
        expect(message).to.contain(`cannot connect to the engine at ${address.replace(/\/$/, '')}: -F a file -N -T `)
        expect(message).to.match(/ -o BatchMode=yes .* -o ControlPath=none .* -L \/\S+\/engine\.sock:\/\S+ .*-- \S+$/)
        expect(message.endsWith(words), message).to.equal(true)
        await chain.close()
      })
    }
  })
})
