/** The words of a text, by spaces and ends of lines. */
const words = (text: string): string[] => text.trim().split(/\s+/)

/** `/etc/passwd`, of `name:uid:gid:comment:home:shell` each; `_` in a comment is a space. */
export const passwd = (users: string): string =>
  words(users)
    .map((user) => {
      const [name = '', uid = '', gid = '', comment = '', ...rest] = user.split(':')
      return `${[name, 'x', uid, gid, comment.replaceAll('_', ' '), ...rest].join(':')}\n`
    })
    .join('')

/** `/etc/group`, of `name:gid` or `name:gid:members` each. */
export const group = (groups: string): string =>
  words(groups)
    .map((entry) => {
      const [name = '', gid = '', members = ''] = entry.split(':')
      return `${name}:x:${gid}:${members}\n`
    })
    .join('')

/** `/etc/shadow` for the users of `/etc/passwd`: nobody has a password. */
export const shadow = (users: string): string => users.replace(/^([^:\n]*):.*$/gm, '$1:*:19700:0:99999:7:::')
