import type { ProgramLines } from '../lines.js'

export const encoding: Readonly<Record<string, ProgramLines>> = {
  base64: {
    both: [
      'base64 fruit',
      'base64 -w 20 fruit',
      'base64 -w 0 fruit',
      'base64 binary',
      'base64 fruit | base64 -d',
      'base64 binary | base64 -d',
      'base64 empty',
      'cat unended | base64',
      "printf 'aGVsbG8=' | base64 -d",
      "printf 'aGVs\\nbG8=\\n' | base64 -d",
      'base64 nofile',
      'base64 -Q fruit',
      'base64 -w x fruit',
      "printf 'YQ' | base64 -d",
    ],
    gnu: ['base64 a b', "printf 'aG!VsbG8=' | base64 -di", "printf 'aG!VsbG8=' | base64 -d", 'base64 --wrap=10 left'],
  },
  md5sum: {
    both: [
      'md5sum fruit',
      'md5sum fruit old empty',
      'cat fruit | md5sum',
      'md5sum - < fruit',
      'md5sum fruit old > sums; md5sum -c sums',
      'md5sum nofile fruit',
      'md5sum -Q fruit',
      'printf "0123456789abcdef0123456789abcdef  fruit\\n" | md5sum -c',
      'printf "x\\n" | md5sum -c',
      'md5sum folder',
    ],
    gnu: [
      'md5sum -b fruit',
      'md5sum --tag fruit',
      'md5sum fruit old > sums; md5sum -c --quiet sums',
      'printf "0123456789abcdef0123456789abcdef  nofile\\n" | md5sum -c',
    ],
  },
  sha1sum: { both: ['sha1sum fruit', 'sha1sum empty binary'] },
  sha256sum: {
    both: [
      'sha256sum fruit',
      'cat binary | sha256sum',
      'sha256sum fruit > sums; sha256sum -c sums',
      'sha256sum nofile',
      'printf "zz\\n" | sha256sum -c -',
    ],
  },
  sha512sum: { both: ['sha512sum fruit', 'sha512sum empty'] },
  cksum: { gnu: ['cksum fruit', 'cksum fruit old', 'cat fruit | cksum', 'cksum empty', 'cksum nofile'] },
}
