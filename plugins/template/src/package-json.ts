import type { Language } from './languages.js'
import type { Names } from './names.js'
import type { Versions } from './versions.js'

/** The `package.json` of a new backend. Its `libswarm` is the manifest: what swarmd reads before any code runs. */
export function packageJson(names: Names, language: Language, versions: Versions): string {
  const ours = `^${versions.own}`
  const json = {
    name: names.package,
    version: '0.1.0',
    description: 'A libswarm backend',
    license: 'Apache-2.0',
    keywords: ['libswarm-backend'],
    type: 'module',
    engines: { node: '>=20.19' },
    sideEffects: false,
    exports: { '.': language.exported, './package.json': './package.json' },
    files: language.files,
    scripts: language.scripts,
    libswarm: { backend: language.entry, api: '^1.0.0', options },
    peerDependencies: { 'libswarm-core': ours },
    devDependencies: sorted({ ...tools(language, versions), 'libswarm-core': ours, swarmd: ours }),
  }
  return `${JSON.stringify(json, undefined, 2)}\n`
}

const options = {
  name: { type: 'string', array: true, order: 0, default: ['hello'], describe: 'names of the containers to show' },
}

function tools(language: Language, versions: Versions): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(language.tools.map((name) => [name, versions.tools[name]]))
}

/** In the order that npm keeps. */
function sorted<T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => a.localeCompare(b, 'en')))
}
