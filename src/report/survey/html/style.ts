/** What the page of a survey has beside the page of a scan. */
export const SURVEY_STYLE = `
:root { --watched: #0550ae; --inferred: #6cb0f2; --inert: #c3ccd5; --fill: #d8dee4 }
@media (prefers-color-scheme: dark) { :root { --watched: #79c0ff; --inferred: #2f6fad; --inert: #484f58; --fill: #21262d } }
nav { position: sticky; top: 0; z-index: 1; background: var(--page); border-bottom: 1px solid var(--line) }
nav ul { max-width: 1080px; margin: 0 auto; padding: 9px 20px; list-style: none; display: flex; flex-wrap: wrap; gap: 4px 20px; font-size: 14px }
nav a { text-decoration: none } nav a:hover { text-decoration: underline }
h2, .card { scroll-margin-top: 52px } section { scroll-margin-top: 30px }
header.verdict h1, header.verdict p { color: var(--ink) } header.verdict p.soft { color: var(--soft) } header.verdict .badge { color: var(--inconclusive) }
.card > a.up { color: var(--accent); font-size: 13px; display: inline-block; margin-top: 8px }
.overview { display: grid; grid-template-columns: 1.15fr 1fr; gap: 24px; align-items: start } .overview figure + figure { margin-top: 16px }
.tiles { display: grid; grid-template-columns: repeat(4, 1fr); gap: 12px; margin: 22px 0 8px }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; display: flex; flex-direction: column }
.tile strong { font-size: 28px; line-height: 1.2; font-variant-numeric: tabular-nums }
.charts { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; margin: 8px 0 }
figure { margin: 0; padding: 14px 16px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; min-width: 0 }
figcaption { font-weight: 600; margin-bottom: 10px } figcaption .soft { font-weight: 400; font-size: 13px; margin-left: 6px }
.stack-bar { display: block; width: 100%; height: 18px; border-radius: 4px }
.legend { list-style: none; margin: 12px 0 0; padding: 0; font-size: 14px }
.legend li { display: grid; grid-template-columns: 16px 1fr auto 76px; gap: 6px; align-items: baseline; padding: 2px 0 }
.legend b, .value b { font-variant-numeric: tabular-nums } .legend li > :last-child { text-align: right }
.dot { width: 10px; height: 10px }
.bar-row { display: grid; grid-template-columns: minmax(0, 11em) 1fr auto; gap: 12px; align-items: center; padding: 3px 0; font-size: 14px }
.bar-row svg { display: block; width: 100%; height: 12px } .value { display: grid; grid-template-columns: 1fr 4.6em; text-align: right; white-space: nowrap } .value :only-child { grid-column: 1 / -1 } .hosts .bar-row { grid-template-columns: minmax(0, 17em) 1fr auto }
.pick { text-align: left; border: 0; padding: 0; background: none; color: var(--accent); cursor: pointer; overflow-wrap: anywhere; font-size: 14px } .pick.mono { font-size: 13px }
.pick:hover { text-decoration: underline }
.fill-none { fill: var(--fill) } .fill-accent { fill: var(--accent) } .fill-watched { fill: var(--watched) } .fill-inferred { fill: var(--inferred) } .fill-inert { fill: var(--inert) }
.fill-clean { fill: var(--clean) } .fill-suspicious { fill: var(--suspicious) } .fill-malicious { fill: var(--malicious) } .fill-inconclusive { fill: var(--inconclusive) }
button, select { font: inherit; color: var(--ink); background: var(--page); border: 1px solid var(--line); border-radius: 6px; padding: 4px 10px }
button:not(:disabled) { cursor: pointer } button:disabled { opacity: .4 }
th button { border: 0; padding: 0; background: none; color: inherit; font-weight: 600; text-align: inherit }
th[aria-sort=ascending] button::after { content: " ▲" } th[aria-sort=descending] button::after { content: " ▼" }
th[aria-sort] button { color: var(--ink) }
.controls { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; margin: 4px 0 6px }
.controls[hidden] { display: none }
.controls input { margin: 0 0 0 6px; width: 280px; padding: 5px 10px } .controls .narrow { display: none }
.pages { margin-left: auto; display: flex; gap: 8px; align-items: center; font-size: 14px }
td.mono { font-size: 13px } td .badge { font-size: 12px } td.verdict { white-space: nowrap; border-left: 0; padding: 5px 10px 5px 0 }
.badge.allowed { color: var(--clean) }
#study td { padding: 6px 10px 6px 0 } #study tr.main td { font-weight: 600; color: var(--ink) }
td.links a, .pick { text-decoration: none } td.links a:hover { text-decoration: underline }
td::before { font: 14px system-ui, sans-serif }
.card.current { outline: 2px solid var(--accent); outline-offset: 2px }
main ul { padding-left: 20px } main .legend { padding: 0 } section > h3 { margin: 26px 0 8px } th { white-space: nowrap } #hosts td:first-child { min-width: 190px } #hosts td:last-child { min-width: 70px }
@media (max-width: 860px) { .overview, .charts { grid-template-columns: 1fr } .tiles { grid-template-columns: 1fr 1fr } }
@media (max-width: 640px) { h2, .card { scroll-margin-top: 78px } #hosts td { min-width: 0 } nav ul { padding: 8px 14px; gap: 4px 14px } .tile { padding: 10px 12px } .tile strong { font-size: 23px }
  table.stack thead { display: none } .controls label { width: 100% } .controls input { width: 100%; max-width: none; margin: 2px 0 0 } .controls .narrow { display: block }
  .pages { margin: 0 } .bar-row, .hosts .bar-row { grid-template-columns: minmax(0, 9.5em) 1fr auto; gap: 8px } .legend li { grid-template-columns: 16px 1fr auto 66px } td.verdict { padding: 1px 0 } }
@media print { nav, .controls, a.up { display: none } .charts { grid-template-columns: 1fr 1fr } .tiles { grid-template-columns: repeat(4, 1fr) } figure, .tile, tr { break-inside: avoid } .pick { color: var(--ink) } a { color: var(--ink); text-decoration: none }
  svg rect { print-color-adjust: exact; -webkit-print-color-adjust: exact } }
`
