// Writes core/src/testing/shapes.ts: the Engine API's payload types as data, for checks at run time.
// `node scripts/shapes.js` writes the file, `--print` prints it.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('..', import.meta.url))
const source = join(root, 'core/src/api/table.ts')
const target = join(root, 'core/src/testing/shapes.ts')

function generate() {
  const options = { strict: true, module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2023, types: [] }
  const program = ts.createProgram([source], options)
  const checker = program.getTypeChecker()
  const module = checker.getSymbolAtLocation(program.getSourceFile(source))
  const payloads = checker.getExportsOfModule(module).find(({ name }) => name === 'Payloads')
  const models = new Map()
  const answers = []
  const bodies = []
  for (const operation of checker.getDeclaredTypeOfSymbol(payloads).getProperties()) {
    const payload = checker.getTypeOfSymbol(operation)
    for (const [kind, list] of [
      ['answer', answers],
      ['body', bodies],
    ]) {
      const type = checker.getTypeOfSymbol(payload.getProperty(kind))
      if (!(type.flags & ts.TypeFlags.Undefined)) list.push([operation.name, shapeOf(type, checker, models)])
    }
  }
  const table = (entries) => entries.sort(byName).map(([name, shape]) => `  ${name}: ${write(shape)},\n`)
  return [
    '// Made by scripts/shapes.js of the types in core/src/api/models; `npm run docs` makes it anew.\n',
    "import type { OperationName } from '../api/table.js'\nimport type { ModelShape, Shape } from './shape.js'\n\n",
    '/** The models of the Engine API, by name. */\n',
    'export const models: Readonly<Record<string, ModelShape>> = {\n',
    ...table([...models]),
    '}\n\n/** What each operation answers, one message of it where they are many. */\n',
    'export const answers: { readonly [O in OperationName]?: Shape } = {\n',
    ...table(answers),
    '}\n\n/** What each operation takes as its JSON body. */\n',
    'export const bodies: { readonly [O in OperationName]?: Shape } = {\n',
    ...table(bodies),
    '}\n',
  ].join('')
}

function byName([a], [b]) {
  return a < b ? -1 : 1
}

/** A type as data. A named object type becomes a reference (`#Name`), and its fields one entry of `models`. */
function shapeOf(type, checker, models) {
  if (type.isUnion()) return unionOf(type, checker, models)
  if (type.isLiteral()) return { one: [type.value] }
  const primitive = primitives.find(([flag]) => type.flags & flag)
  if (primitive !== undefined) return primitive[1]
  const element = checker.isArrayType(type) ? checker.getTypeArguments(type)[0] : undefined
  if (element !== undefined) return { list: shapeOf(element, checker, models) }
  const index = type.getStringIndexType()
  if (index !== undefined && type.getProperties().length === 0) return { map: shapeOf(index, checker, models) }
  if (!(type.flags & ts.TypeFlags.Object)) throw new Error(`no shape for ${checker.typeToString(type)}`)
  const name = type.symbol.name
  if (name.startsWith('__')) return { fields: fieldsOf(type, checker, models) }
  if (!models.has(name)) {
    models.set(name, undefined)
    models.set(name, fieldsOf(type, checker, models))
  }
  return `#${name}`
}

const primitives = [
  [ts.TypeFlags.String, 'string'],
  [ts.TypeFlags.Number, 'number'],
  [ts.TypeFlags.Boolean, 'boolean'],
  [ts.TypeFlags.Null, 'null'],
  [ts.TypeFlags.Unknown, 'unknown'],
  [ts.TypeFlags.NonPrimitive, 'unknown'],
  [ts.TypeFlags.Never, 'unknown'],
]

function unionOf(type, checker, models) {
  const types = type.types.filter(({ flags }) => !(flags & ts.TypeFlags.Undefined))
  const values = types.filter((member) => member.isLiteral()).map(({ value }) => value)
  const isBoolean = types.some(({ flags }) => flags & ts.TypeFlags.BooleanLiteral)
  const others = types.filter((member) => !member.isLiteral() && !(member.flags & ts.TypeFlags.BooleanLiteral))
  const shapes = [
    ...(values.length > 0 ? [{ one: values.sort() }] : []),
    ...(isBoolean ? ['boolean'] : []),
    ...others.map((member) => shapeOf(member, checker, models)),
  ]
  return shapes.length === 1 ? shapes[0] : { either: shapes }
}

function fieldsOf(type, checker, models) {
  return Object.fromEntries(
    type.getProperties().map((field) => {
      const optional = field.flags & ts.SymbolFlags.Optional ? '?' : ''
      return [field.name + optional, shapeOf(checker.getTypeOfSymbol(field), checker, models)]
    }),
  )
}

/** A shape as source text, on one line. */
function write(shape) {
  if (typeof shape === 'string') return `'${shape}'`
  const entries = Object.entries(shape).map(
    ([key, value]) => `${/^\w+$/.test(key) ? key : `'${key}'`}: ${writeValue(value)}`,
  )
  return `{ ${entries.join(', ')} }`
}

function writeValue(value) {
  if (!Array.isArray(value)) return write(value)
  return `[${value.map((item) => (typeof item === 'object' ? write(item) : JSON.stringify(item).replace(/^"|"$/g, "'"))).join(', ')}]`
}

const text = generate()
if (process.argv.includes('--print')) process.stdout.write(text)
else await writeFile(target, text)
