/** The files that commands find in their working directory, which each group has of its own. */
export const files: Readonly<Record<string, string>> = {
  'hello.txt': 'hello\n',
  'variables.env': '# what a person writes\n\nONE=1\nTWO=a b # not a comment\nTERM\nUNSET_HERE\nQUOTED="as it is"\n',
  'broken.env': 'no name=1\n',
  'folder/one': 'one\n',
  'folder/deep/two': 'two\n',
}
