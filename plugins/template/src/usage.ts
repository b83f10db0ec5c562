/** How it is called. What follows `--` is ours, not npm's. */
export const usage = 'usage: npm init libswarm-backend [<name>] [-- --dir <folder> --js --yes]'

/** What `--help` prints. */
export const help = `Makes a backend of swarmd, as an npm package with tests.

${usage}

  <name>          foo makes libswarm-backend-foo, @me/foo makes @me/libswarm-backend-foo; asked for unless given
  --dir <folder>  where to make it: an empty folder, or one to come; libswarm-backend-<name> unless given
  --js            in JavaScript, without a build step, instead of TypeScript
  --yes, -y       asks nothing
  --version, -v   the version of create-libswarm-backend
  --help, -h      this`
