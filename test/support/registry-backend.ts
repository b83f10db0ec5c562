/** The files of a backend's package in JavaScript that shows one container; `more` goes into its `package.json`. */
export function backendFiles(
  name: string,
  container: string,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    'package.json': {
      name,
      version: '1.0.0',
      type: 'module',
      keywords: ['libswarm-backend'],
      exports: { '.': './index.js', './package.json': './package.json' },
      libswarm: { backend: './index.js', api: '^1.0.0' },
      ...more,
    },
    'index.js': `export const install = (engine) => {
  engine.register('ContainerList', () => [{ Id: 'c0ffee', Names: ['/${container}'] }])
}
`,
  }
}
