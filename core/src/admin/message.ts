/** The sentence of an engine's error (`{"message": …}`); undefined where there is none. */
export function messageIn(text: string): string | undefined {
  try {
    const { message } = Object(JSON.parse(text)) as { readonly message?: unknown }
    return typeof message === 'string' && message !== '' ? message : undefined
  } catch {
    return undefined
  }
}
