import ts from 'typescript'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const core = new URL('../../core/dist/', import.meta.url)

async function declarationsOf(file: string): Promise<readonly ts.Statement[]> {
  const url = new URL(file, core)
  return [...ts.createSourceFile(fileURLToPath(url), await readFile(url, 'utf8'), ts.ScriptTarget.Latest).statements]
}

/** The members of an interface in core's published types. */
export async function membersOf(file: string, name: string): Promise<readonly string[]> {
  const found = (await declarationsOf(file)).filter(ts.isInterfaceDeclaration).find((one) => one.name.text === name)
  if (found === undefined) throw new Error(`${file} has no interface ${name}`)
  return found.members.map((member) => (member.name as ts.Identifier).text)
}

/** The strings that a type of core's published types is one of; of a member of it, where that is named. */
export async function wordsOf(file: string, name: string, member?: string): Promise<readonly string[]> {
  const declarations = await declarationsOf(file)
  const alias = declarations.filter(ts.isTypeAliasDeclaration).find((one) => one.name.text === name)
  const members = declarations.filter(ts.isInterfaceDeclaration).find((one) => one.name.text === name)?.members
  const property = members?.filter(ts.isPropertySignature).find((one) => (one.name as ts.Identifier).text === member)
  const type = alias?.type ?? property?.type
  if (type === undefined || !ts.isUnionTypeNode(type)) throw new Error(`${file} has no words ${name} ${member ?? ''}`)
  return type.types.map((one) => ((one as ts.LiteralTypeNode).literal as ts.StringLiteral).text)
}
