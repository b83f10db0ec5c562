import type { Program } from '../../kernel/proc.js'
import { Accounts } from '../shared/accounts.js'
import { become } from '../shared/become.js'

/** `gosu USER COMMAND…`: becomes a command as another user, without a process in between. */
export const gosu: Program = async (proc) => {
  const [, named = '', ...argv] = proc.argv
  if (argv.length === 0) {
    await proc.write(1, 'Usage: gosu user-spec command [args]\n')
    return 1
  }
  const accounts = new Accounts(proc)
  const [name = ''] = named.split(':')
  const account = accounts.findUser(name) ?? (/^\d+$/.test(name) ? accounts.user(Number(name)) : undefined)
  if (account === undefined) {
    await proc.write(
      2,
      `error: failed switching to "${named}": unable to find user ${name}: no matching entries in passwd file\n`,
    )
    return 1
  }
  if (proc.uid !== 0 && proc.uid !== account.uid) {
    await proc.write(2, `error: failed switching to "${named}": operation not permitted\n`)
    return 1
  }
  proc.groups = accounts.groupsOf(account)
  proc.gid = account.gid
  proc.uid = account.uid
  proc.env.set('HOME', account.home)
  return become(proc, argv)
}
