import { expect } from 'chai'
import { accountsIn } from '../dist/machine/rootfs/accounts-in.js'
import { UnknownUser, userOf } from '../dist/machine/rootfs/user.js'
import { newFiles, root, write } from './machine-files-support.js'
import { newMachine } from './machine-mounts-support.js'

const passwd = `root:x:0:0:root:/root:/bin/sh
# a comment
daemon:x:1:1::/usr/sbin:/bin/false
alice:x:1000:1000:Alice:/home/alice:/bin/sh
alice:x:2000:2000::/other:/bin/sh
7:x:70:70::/seven:
broken
`
const group = `root:x:0:
wheel:x:10:root,alice
alice:x:1000:
staff:x:50:alice
`
const accounts = { passwd, group }
const none = { passwd: '', group: '' }

describe('the user of a container', () => {
  const users: readonly [string, unknown][] = [
    ['', { uid: 0, gid: 0, groups: [0, 10], home: '/root' }],
    ['root', { uid: 0, gid: 0, groups: [0, 10], home: '/root' }],
    ['alice', { uid: 1000, gid: 1000, groups: [10, 50, 1000], home: '/home/alice' }],
    ['1000', { uid: 1000, gid: 1000, groups: [10, 50, 1000], home: '/home/alice' }],
    ['alice:staff', { uid: 1000, gid: 50, groups: [50], home: '/home/alice' }],
    ['alice:4000', { uid: 1000, gid: 4000, groups: [4000], home: '/home/alice' }],
    ['4000', { uid: 4000, gid: 0, groups: [0], home: '/' }],
    ['4000:staff', { uid: 4000, gid: 50, groups: [50], home: '/' }],
    [':staff', { uid: 0, gid: 50, groups: [50], home: '/root' }],
    ['7', { uid: 7, gid: 0, groups: [0], home: '/' }],
  ]
  for (const [spec, user] of users) {
    it(`is found by '${spec}'`, () => expect(userOf(spec, accounts)).to.deep.equal(user))
  }

  it('is root where an image has no accounts', () => {
    expect(userOf('', none)).to.deep.equal({ uid: 0, gid: 0, groups: [0], home: '/' })
    expect(userOf('5:6', none)).to.deep.equal({ uid: 5, gid: 6, groups: [6], home: '/' })
  })

  it('is in the groups that are added', () => {
    expect(userOf('daemon', accounts, ['staff', '50', '77', '10']).groups).to.deep.equal([1, 10, 50, 77])
  })

  const refused: readonly [string, readonly string[], string][] = [
    ['bob', [], 'unable to find user bob: no matching entries in passwd file'],
    ['alice:nothing', [], 'unable to find group nothing: no matching entries in group file'],
    ['2147483648', [], 'uids and gids must be in range 0-2147483647'],
    ['-1', [], 'uids and gids must be in range 0-2147483647'],
    ['', ['nothing'], 'Unable to find group nothing: no matching entries in group file'],
  ]
  for (const [spec, added, sentence] of refused) {
    it(`is not found by '${spec}' and [${added.join()}]`, () => {
      expect(() => userOf(spec, accounts, added)).to.throw(UnknownUser, sentence)
    })
  }

  it('is looked up in the files of the container', () => {
    expect(userOf('www-data', accountsIn(newMachine().files))).to.deep.equal({
      uid: 33,
      gid: 33,
      groups: [33],
      home: '/var/www',
    })
    const files = newFiles()
    expect(accountsIn(files)).to.deep.equal(none)
    files.makeDirectory('/etc', 0o755, root)
    files.makeDirectory('/etc/group', 0o755, root)
    write(files, '/etc/passwd', passwd)
    expect(accountsIn(files)).to.deep.equal({ passwd, group: '' })
  })
})
