// Lines of coloured text as an SVG that needs nothing else: no font, no style sheet, no script.

const CELL = { width: 8.4, height: 19 }
const PADDING = 18
const BAR = 30
const FONT = "ui-monospace, 'SF Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace"
const BACKGROUND = '#16191f'
const FOREGROUND = '#d6dae2'
/** The sixteen colours of a terminal, with enough contrast on the background. */
const COLORS = [
  ...['#5c6370', '#f07178', '#9ad07e', '#e6c07b', '#7aa8f7', '#c792ea', '#6fc7d6', '#d6dae2'],
  ...['#8b93a3', '#ff8b92', '#b6e39c', '#ffd98f', '#9bbfff', '#dcb0ff', '#8fe0ee', '#ffffff'],
]

export function drawSvg(lines, { columns, title }) {
  const width = Math.ceil(columns * CELL.width + 2 * PADDING)
  const height = Math.ceil(BAR + lines.length * CELL.height + PADDING)
  const rows = lines.flatMap((pieces, row) => drawLine(pieces, BAR + (row + 0.75) * CELL.height))
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title">
<title id="title">${escapeXml(title)}</title>
<rect width="${width}" height="${height}" rx="8" fill="${BACKGROUND}"/>
${[0, 1, 2].map((dot) => `<circle cx="${PADDING + dot * 16}" cy="15" r="5" fill="#3a404c"/>`).join('\n')}
<g font-family="${FONT}" font-size="14" fill="${FOREGROUND}" xml:space="preserve">
${rows.join('\n')}
</g>
</svg>
`
}

function drawLine(pieces, y) {
  const drawn = []
  let column = 0
  for (const { text, ...style } of pieces) {
    // Each word at its own place: whatever font it is drawn in, columns stay below each other.
    for (const part of text.match(/ +|[\x21-\x7e]+(?: [\x21-\x7e]+)*|[^\x20-\x7e]/gu) ?? []) {
      if (part.trim() !== '') drawn.push(drawText(part, column, y, style))
      column += [...part].length
    }
  }
  return drawn
}

function drawText(text, column, y, { color, bold, dim, underline }) {
  const length = [...text].length
  const attributes = [
    `x="${round(PADDING + column * CELL.width)}" y="${round(y)}"`,
    // A sign from another font may be wider than a cell; it must not push anything.
    `textLength="${round(length * CELL.width)}"${length === 1 ? '' : ' lengthAdjust="spacingAndGlyphs"'}`,
    color === null ? '' : `fill="${colorOf(color)}"`,
    bold ? 'font-weight="bold"' : '',
    dim ? 'opacity="0.7"' : '',
    underline ? 'text-decoration="underline"' : '',
  ]
  return `<text ${attributes.filter((one) => one !== '').join(' ')}>${escapeXml(text)}</text>`
}

/** xterm's palette: 16 colours, a cube of 6 × 6 × 6, 24 greys. */
function colorOf(index) {
  if (index < 16) return COLORS[index]
  if (index >= 232) return rgb([0, 0, 0].map(() => 8 + (index - 232) * 10))
  const level = (step) => (step === 0 ? 0 : 55 + step * 40)
  const cube = index - 16
  return rgb([Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(level))
}

function rgb(parts) {
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

function round(number) {
  return Math.round(number * 100) / 100
}

function escapeXml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
