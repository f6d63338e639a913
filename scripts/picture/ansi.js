// What `tmux capture-pane -e` prints, as lines of pieces of one style. Only colours and attributes occur in it (SGR,
// ECMA-48 §8.3.117): tmux has dealt with everything else.

const PLAIN = { color: null, bold: false, dim: false, underline: false }

/** Lines of pieces `{ text, color, bold, dim, underline }`; `color` is 0 to 255, or null for the usual one. */
export function readScreen(screen) {
  let style = PLAIN
  return screen.split('\n').map((line) => {
    const pieces = []
    for (const part of line.split(/(\x1b\[[\d;:]*m|[\x0e\x0f])/)) {
      if (part.startsWith('\x1b')) style = withCodes(style, part.slice(2, -1).split(/[;:]/).map(Number))
      else if (part !== '' && part !== '\x0e' && part !== '\x0f') pieces.push({ text: part, ...style })
    }
    return pieces
  })
}

const CODES = {
  0: () => PLAIN,
  1: (style) => ({ ...style, bold: true }),
  2: (style) => ({ ...style, dim: true }),
  4: (style) => ({ ...style, underline: true }),
  22: (style) => ({ ...style, bold: false, dim: false }),
  24: (style) => ({ ...style, underline: false }),
  39: (style) => ({ ...style, color: null }),
}

function withCodes(before, codes) {
  let style = before
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at]
    if (code === 38 && codes[at + 1] === 5) {
      style = { ...style, color: codes[at + 2] }
      at += 2
    } else if (code >= 30 && code <= 37) style = { ...style, color: code - 30 }
    else if (code >= 90 && code <= 97) style = { ...style, color: code - 82 }
    else style = CODES[code]?.(style) ?? style
  }
  return style
}
