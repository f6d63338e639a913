/** The whole look of a page: nothing is loaded, so it is the same from a file and in ten years. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d8dee4; --page: #ffffff; --card: #f6f8fa; --accent: #0550ae;
  --clean: #116329; --suspicious: #8a4600; --malicious: #a40e26; --inconclusive: #6639ba; --info: #57606a; --mark: #0550ae }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --soft: #9aa4ae; --line: #30363d; --page: #0d1117; --card: #161b22; --accent: #79c0ff;
    --clean: #56d364; --suspicious: #f0a64b; --malicious: #ff8182; --inconclusive: #c297ff; --info: #9aa4ae; --mark: #79c0ff } }
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
main { max-width: 1080px; margin: 0 auto; padding: 24px 20px 64px }
h1 { font-size: 26px; line-height: 1.25; margin: 6px 0 10px }
h2 { font-size: 19px; margin: 40px 0 12px; padding-top: 12px; border-top: 1px solid var(--line) }
h3 { font-size: 16px; margin: 0 0 8px }
p { margin: 6px 0 }
a { color: var(--accent) }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
code, pre, .mono { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere }
pre { margin: 6px 0; padding: 10px 12px; background: var(--card); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; max-height: 320px; overflow: auto }
.soft { color: var(--soft) }
.verdict { border-left: 6px solid var(--info); padding: 2px 0 2px 18px }
.badge { display: inline-block; padding: 1px 9px; border-radius: 999px; border: 1px solid currentColor; font-size: 13px; font-weight: 600 }
.clean { color: var(--clean); border-color: var(--clean) } .suspicious { color: var(--suspicious); border-color: var(--suspicious) }
.malicious { color: var(--malicious); border-color: var(--malicious) } .inconclusive { color: var(--inconclusive); border-color: var(--inconclusive) }
.info { color: var(--info); border-color: var(--info) }
.card { background: var(--card); border: 1px solid var(--line); border-left: 4px solid currentColor; border-radius: 6px; padding: 14px 16px; margin: 12px 0 }
.card > * { color: var(--ink) }
.card > .badge.suspicious { color: var(--suspicious) } .card > .badge.malicious { color: var(--malicious) }
.card > .badge.inconclusive { color: var(--inconclusive) } .card > .badge.info { color: var(--info) }
dl { display: grid; grid-template-columns: minmax(90px, 130px) 1fr; gap: 3px 14px; margin: 8px 0 0 }
dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
ol.path { list-style: none; margin: 0; padding: 0 } ol.path li { padding-left: 14px; border-left: 2px solid var(--line) }
ol.path li:last-child { font-weight: 600; border-left-color: var(--malicious) }
ol.path ol { padding-left: 12px }
table { border-collapse: collapse; width: 100%; font-size: 14px }
th, td { text-align: left; vertical-align: top; padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere }
th { color: var(--soft); font-weight: 600 }
td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
.wide { overflow-x: auto }
.row { display: grid; grid-template-columns: minmax(150px, 260px) 1fr; gap: 12px; align-items: center; padding: 3px 0; border-bottom: 1px solid var(--line) }
.row svg { display: block; width: 100%; height: 22px }
.track { fill: var(--card) } .bar { fill: var(--line); stroke: var(--soft) } .mark { fill: var(--mark) } .bad { fill: var(--malicious) }
summary { cursor: pointer; overflow-wrap: anywhere } details { margin: 8px 0 }
input { font: inherit; width: 100%; max-width: 420px; padding: 7px 10px; color: var(--ink); background: var(--page); border: 1px solid var(--soft); border-radius: 6px; margin: 4px 0 10px }
[hidden] { display: none }
@media (max-width: 640px) { main { padding: 16px 14px 40px } h1 { font-size: 21px } .row { grid-template-columns: 1fr; gap: 2px } dl { grid-template-columns: 1fr } dt { margin-top: 5px }
  table.stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) } table.stack tr { display: block; padding: 6px 0; border-bottom: 1px solid var(--line) }
  table.stack td { display: block; border: 0; padding: 1px 0; text-align: left } table.stack td::before { content: attr(data-label) " "; color: var(--soft) } }
@media print { body { font-size: 11px } main { max-width: none; padding: 0 } pre { max-height: none } details { display: block } input { display: none } .card, .row { break-inside: avoid } }
`
