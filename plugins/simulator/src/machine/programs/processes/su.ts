import type { ByteString } from '../../byte-string.js'
import { Errno } from '../../errno.js'
import type { Proc, Program } from '../../kernel/proc.js'
import { complain } from '../complain.js'
import { Accounts, type Account } from '../shared/accounts.js'
import { become } from '../shared/become.js'
import { quoted } from '../shared/quote.js'
import { codeOf } from '../shared/run-command.js'
import { refuse, refuseMissing, wordsOf, type Usage } from '../shared/words.js'

const suUsage: Usage = {
  short: '+lmpc:s:Pg:G:f',
  long: { login: 'l', 'command:': 'c', 'shell:': 's', 'preserve-environment': 'p', pty: 'P', 'group:': 'g' },
  usage: '[-lmp] [-s SH] [-] [USER [ARGS]]',
}

/** Runs a shell as another user: root's right, since there are no passwords. */
export const su: Program = async (proc) => {
  const argv = moveUser(proc.argv)
  const words = wordsOf(proc, suUsage, argv)
  if (typeof words === 'number') return words
  const operands = [...words.operands]
  const isLogin = words.has('l') || operands[0] === '-'
  if (operands[0] === '-') operands.shift()
  const name = operands.shift() ?? 'root'
  const accounts = new Accounts(proc)
  const account = accounts.findUser(name)
  if (account === undefined) {
    const gnu = `user ${name} does not exist or the user entry does not contain all the required fields`
    await complain(proc, proc.flavor === 'gnu' ? gnu : `unknown user ${name}`)
    return 1
  }
  if (proc.uid !== 0) return denied(proc)
  const keeps = words.has('m') || words.has('p')
  const shell = words.last('s') ?? (keeps ? proc.env.get('SHELL') : undefined) ?? (account.shell || '/bin/sh')
  const environment = environmentOf(proc, account, shell, { isLogin, keeps })
  proc.groups = accounts.groupsOf(account)
  proc.gid = account.gid
  proc.uid = account.uid
  if (isLogin) await goHome(proc, account)
  const command = words.last('c')
  const base = shell.slice(shell.lastIndexOf('/') + 1)
  const shellArgs = command === undefined ? operands : ['-c', command, ...operands]
  return becomeShell(proc, shell, [isLogin ? `-${base}` : base, ...shellArgs], environment)
}

/** Options may stand behind the user: all up to what its shell gets is put in front. */
function moveUser(argv: readonly ByteString[]): readonly ByteString[] {
  const [own = '', ...rest] = argv
  const at = rest.findIndex(
    (word, index) =>
      !word.startsWith('-') && !/^-(?:[lmpP]*[csgG]|-(?:command|shell|group))$/.test(rest[index - 1] ?? ''),
  )
  if (at < 0 || !/^-[cs-]/.test(rest[at + 1] ?? '')) return argv
  const user = rest[at]!
  const behind = rest.slice(at + 1)
  const takes = behind[0] === '-c' || behind[0] === '-s' ? 2 : 1
  return moveUser([own, ...rest.slice(0, at), ...behind.slice(0, takes), user, ...behind.slice(takes)])
}

async function denied(proc: Proc): Promise<number> {
  if (proc.flavor === 'busybox') {
    await complain(proc, 'must be suid to work properly')
    return 1
  }
  await complain(proc, 'Authentication failure')
  return 1
}

function environmentOf(
  proc: Proc,
  { name, home, uid }: Account,
  shell: ByteString,
  { isLogin, keeps }: { readonly isLogin: boolean; readonly keeps: boolean },
): Map<ByteString, ByteString> {
  const env = new Map(isLogin ? [...proc.env].filter(([key]) => key === 'TERM') : proc.env)
  if (keeps) return env
  env.set('HOME', home)
  env.set('SHELL', shell)
  if (isLogin || uid !== 0) {
    env.set('USER', name)
    env.set('LOGNAME', name)
  }
  if (isLogin)
    env.set(
      'PATH',
      uid === 0 ? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' : '/usr/local/bin:/usr/bin:/bin',
    )
  return env
}

async function goHome(proc: Proc, { home }: Account): Promise<void> {
  try {
    proc.chdir(home)
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    proc.chdir('/')
    await complain(
      proc,
      proc.flavor === 'gnu'
        ? `warning: cannot change directory to ${home}: ${thrown.message}`
        : `can't change directory to '${home}'`,
    )
  }
}

async function becomeShell(
  proc: Proc,
  shell: ByteString,
  argv: readonly ByteString[],
  env: ReadonlyMap<ByteString, ByteString>,
): Promise<number> {
  let code: number | Promise<number>
  try {
    code = proc.exec(shell, argv, env)
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    await complain(
      proc,
      proc.flavor === 'gnu'
        ? `failed to execute ${shell}: ${thrown.message}`
        : `can't execute '${shell}': ${thrown.message}`,
    )
    return thrown.code === 'ENOENT' ? 127 : 126
  }
  return code
}

const setsidUsage: Usage = { short: '+cfwhV', long: { ctty: 'c', fork: 'f', wait: 'w' }, usage: '[-c] PROG ARGS' }

/** Runs a command in a session of its own. */
export const setsid: Program = async (proc) => {
  const words = wordsOf(proc, setsidUsage)
  if (typeof words === 'number') return words
  if (words.operands.length === 0) return refuse(proc, setsidUsage, 'no command specified')
  const isLeader = proc.host.processes().some(({ pid, group }) => pid === proc.pid && group === proc.pid)
  if (!isLeader && !words.has('f')) {
    proc.setSession()
    return become(proc, words.operands, { words: 'failed to execute ' })
  }
  const pid = proc.fork((child) => {
    child.setSession()
    return become(child, words.operands, { words: 'failed to execute ' })
  })
  if (!words.has('w') && proc.flavor === 'gnu') return 0
  const ended = await proc.wait(pid)
  return ended === undefined ? 0 : codeOf(ended)
}

const chrootUsage: Usage = {
  short: '+',
  long: { 'userspec:': 'u', 'groups:': 'g', 'skip-chdir': 's' },
  usage: 'NEWROOT [PROG ARGS]',
  wrong: { gnu: 125 },
}

/** Runs a command with another root, where that is the one that it has: there are no others. */
export const chroot: Program = async (proc) => {
  const words = proc.flavor === 'gnu' ? wordsOf(proc, chrootUsage) : { operands: proc.argv.slice(1) }
  if (typeof words === 'number') return words
  const [root, ...argv] = words.operands
  if (root === undefined) return refuseMissing(proc, chrootUsage)
  const gnu = proc.flavor === 'gnu'
  try {
    if (proc.uid !== 0) throw new Errno('EPERM')
    proc.chdir(root)
    if (proc.cwd !== '/') throw new Errno('EPERM')
  } catch (thrown) {
    if (!(thrown instanceof Errno)) throw thrown
    const words = gnu ? `cannot change root directory to ${quoted(root)}` : `can't change root directory to '${root}'`
    await complain(proc, `${words}: ${thrown.message}`)
    return gnu ? 125 : 1
  }
  return become(proc, argv.length > 0 ? argv : [proc.env.get('SHELL') ?? '/bin/sh', '-i'])
}
