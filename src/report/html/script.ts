/** All that runs in a page: a search in a table. Without it everything is there as well. */
export const SCRIPT = `
for (const field of document.querySelectorAll('input[data-filters]')) {
  const rows = [...document.querySelectorAll('#' + field.dataset.filters + ' tbody tr')]
  const told = document.querySelector('#' + field.dataset.filters + '-count')
  field.hidden = false
  field.addEventListener('input', () => {
    const wanted = field.value.trim().toLowerCase()
    let shown = 0
    for (const row of rows) {
      row.hidden = wanted !== '' && !row.textContent.toLowerCase().includes(wanted)
      if (!row.hidden) shown += 1
    }
    told.textContent = shown + ' of ' + rows.length
  })
}
`
