const bytes = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte))

/** When all of that was changed last, in milliseconds since 1970. */
export const preparedAt = Date.UTC(2024, 0, 2, 3, 4, 5)

/** What is in the folder that each line runs in; each character is a byte. */
export const preparedFiles: Readonly<Record<string, string>> = {
  fruit: 'apple\nbanana\ncherry\napple\ndate\nBanana\nelderberry\nfig\n',
  numbers: '10\n9\n2\n33\n1\n007\n-5\n2.5\n1e3\n\n',
  table: 'id name   age\n1 alice  30\n2 bob    25\n3 carol  41\n4 dave   25\n',
  passwd:
    'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\nalice:x:1000:1000:Alice,,,:/home/alice:/bin/sh\n',
  csv: 'name,qty,price\nbolt,10,0.25\nnut,200,0.10\nscrew,35,0.15\n',
  config: '# settings\n[main]\nport = 8080\nhost = localhost\n\n[log]\nlevel = debug\n# end\n',
  code: 'int main(void)\n{\n\tint i;\n\tfor (i = 0; i < 10; i++)\n\t\tprintf("%d\\n", i);\n\treturn 0;\n}\n',
  words: 'the quick brown fox jumps over the lazy dog\nThe rain in Spain stays mainly in the plain\nfoo bar baz foo\n',
  long: `${'lorem ipsum dolor sit amet consectetur adipiscing elit '.repeat(4).trim()}\nshort line\n\n   indented line here\n`,
  unended: 'one\ntwo\nthree',
  empty: '',
  binary: bytes,
  tabs: 'a\tb\tc\n\tindented\n        eight\nx       y\n',
  old: 'alpha\nbeta\ngamma\ndelta\nepsilon\nzeta\neta\ntheta\niota\nkappa\n',
  new: 'alpha\nbeta\nGAMMA\ndelta\nepsilon\nzeta\ntheta\niota\niota and a half\nkappa\nlambda\n',
  left: '1 one\n2 two\n3 three\n5 five\n',
  right: '1 eins\n2 zwei\n4 vier\n5 fuenf\n',
  'folder/a.txt': 'hello from a\nsecond line\n',
  'folder/b.txt': 'hello from b\n',
  'folder/deep/c.log': 'hello from c\nlast\n',
}
