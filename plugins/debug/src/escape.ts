const named: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' }

// C0, DEL and C1 steer a terminal; line separators and the marks of writing direction fake what a line says.
const steering = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** The text with all that a terminal would obey written out: `\x1b`, `\u202e`. */
export function escapeControls(text: string): string {
  return text.replace(steering, (character) => named[character] ?? hex(character.charCodeAt(0)))
}

const hex = (code: number): string =>
  code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
