/** All that runs in the page: search, sort and pages of its tables, and the way to the evidence. */
export const SURVEY_SCRIPT = `
const data = JSON.parse(document.getElementById('data').textContent)
const SIZE = data.pageRows
const grouped = (number) => String(number).replace(/\\B(?=(\\d{3})+$)/g, ',')

function linkOf([words, evidence]) {
  if (evidence === null) return document.createTextNode(words)
  const link = document.createElement('a')
  link.href = '#e' + evidence
  link.textContent = words
  return link
}

function fill(cell, value, kind) {
  if (typeof value === 'number') cell.textContent = grouped(value)
  else if (Array.isArray(value)) value.forEach((one, at) => cell.append(...(at === 0 ? [] : [', ']), linkOf(one)))
  else if (kind === 'verdict') {
    const badge = document.createElement('span')
    badge.className = 'badge ' + value
    badge.textContent = value
    cell.append(badge)
  } else cell.textContent = value
}

function textOf(value) {
  return Array.isArray(value) ? value.map(([words]) => words).join(', ') : String(value)
}

function compare(a, b) {
  if (typeof a === 'number' || typeof b === 'number') {
    return (typeof a === 'number' ? a : -1) - (typeof b === 'number' ? b : -1)
  }
  const [one, other] = [textOf(a).toLowerCase(), textOf(b).toLowerCase()]
  return one < other ? -1 : one > other ? 1 : 0
}

function setUp(controls) {
  const id = controls.dataset.table
  const { kinds, rows } = data.tables[id]
  const table = document.getElementById(id)
  const heads = [...table.tHead.rows[0].cells]
  const labels = heads.map((head) => head.textContent)
  const [field, choice, told] = [controls.querySelector('input'), controls.querySelector('select'), controls.querySelector('.count')]
  const [back, on] = [controls.querySelector('.back'), controls.querySelector('.on')]
  let texts
  let order = rows.map((_, at) => at)
  let found = order
  let page = 0

  function draw() {
    const from = page * SIZE
    const body = document.createElement('tbody')
    for (const at of found.slice(from, from + SIZE)) {
      const line = body.insertRow()
      rows[at].forEach((value, column) => {
        const cell = line.insertCell()
        cell.className = kinds[column]
        cell.dataset.label = labels[column]
        fill(cell, value, kinds[column])
      })
    }
    table.tBodies[0].replaceWith(body)
    const to = Math.min(from + SIZE, found.length)
    const all = found.length === rows.length ? '' : ' (of ' + grouped(rows.length) + ')'
    told.textContent = (found.length === 0 ? 'none' : grouped(from + 1) + '–' + grouped(to) + ' of ' + grouped(found.length)) + all
    back.disabled = page === 0
    on.disabled = to >= found.length
  }

  function search() {
    texts ??= rows.map((cells) => cells.map(textOf).join('\\n').toLowerCase())
    const wanted = field.value.trim().toLowerCase()
    found = wanted === '' ? order : order.filter((at) => texts[at].includes(wanted))
    page = 0
    draw()
  }

  function sort(column, direction) {
    order = rows.map((_, at) => at)
    if (column !== null) order.sort((a, b) => direction * compare(rows[a][column], rows[b][column]) || a - b)
    heads.forEach((head, at) => {
      if (at === column) head.setAttribute('aria-sort', direction > 0 ? 'ascending' : 'descending')
      else head.removeAttribute('aria-sort')
    })
    search()
  }

  heads.forEach((head, column) => {
    head.querySelector('button').addEventListener('click', () => {
      const now = head.getAttribute('aria-sort')
      const first = kinds[column] === 'number' ? -1 : 1
      if (now === null) sort(column, first)
      else if ((now === 'ascending') === (first > 0)) sort(column, -first)
      else sort(null, 1)
    })
  })
  choice.addEventListener('change', () => {
    const column = choice.value === '' ? null : Number(choice.value)
    sort(column, column !== null && kinds[column] === 'number' ? -1 : 1)
  })
  field.addEventListener('input', search)
  const turn = (by) => { page += by; draw(); table.scrollIntoView({ block: 'nearest' }) }
  back.addEventListener('click', () => turn(-1))
  on.addEventListener('click', () => turn(1))
  controls.hidden = false
  draw()
}

function follow() {
  const number = /^#e(\\d+)$/.exec(location.hash)?.[1]
  if (number === undefined) return
  const known = document.getElementById('e' + number)
  const text = data.cards[number]
  if (known === null && text === undefined) return
  if (known === null) document.getElementById('more-evidence').insertAdjacentHTML('afterbegin', text)
  const card = document.getElementById('e' + number)
  document.querySelector('.card.current')?.classList.remove('current')
  card.classList.add('current')
  card.focus({ preventScroll: true })
  card.scrollIntoView({ block: 'start' })
}

for (const controls of document.querySelectorAll('.controls')) setUp(controls)
for (const note of document.querySelectorAll('.unscripted')) note.hidden = true
for (const pick of document.querySelectorAll('[data-pick]')) {
  pick.addEventListener('click', () => {
    const field = document.querySelector('.controls[data-table=' + pick.dataset.pick + '] input')
    field.value = pick.dataset.term
    field.dispatchEvent(new Event('input'))
    field.focus({ preventScroll: true })
    field.closest('section').scrollIntoView()
  })
}
addEventListener('hashchange', follow)
document.addEventListener('click', (event) => {
  // A link to where one is already is no change of the address.
  if (event.target.closest?.('a')?.hash === location.hash) follow()
})
follow()
`
