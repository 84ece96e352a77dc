/** The look of a report: the product's own colours, in light, dark and on paper. Nothing is loaded. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --canvas: #fff; --subtle: #fafafa; --line: #e4e4e7; --strong: #d0d0d6; --ink: #18181b; --muted: #52525b;
  --ok: #15753a; --bad: #b91c1c; --warn: #8f5205; --busy: #1d56c9; --ins: #e3f1e8; --ins-strong: #b9dcc6; --del: #fae7e7;
  --del-strong: #f2c4c4; --v1: #0a5fc4; --v2: #c24400; --v3: #00705a; --v4: #b53a9c; --v5: #615800; --v6: #5b2a86; --v7: #c0183f;
  --v8: #5a3102; --v9: #00758f; --v10: #1f4a1c; }
@media (prefers-color-scheme: dark) { :root { --canvas: #0c0c0e; --subtle: #131316; --line: #26262b; --strong: #3a3a42; --ink: #ededf0;
  --muted: #a9a9b3; --ok: #4ac77d; --bad: #ff7b7b; --warn: #e8b339; --busy: #6aa5ff; --ins: #11261a; --ins-strong: #1d4a30; --del: #2c1516;
  --del-strong: #5c2729; --v1: #5aa9ff; --v2: #ff9a4d; --v3: #12a886; --v4: #f58fe0; --v5: #e8d94a; --v6: #9d78ff; --v7: #ff6b81;
  --v8: #cf9f73; --v9: #6fe3f5; --v10: #9bd65a; } }
@media print { :root { color-scheme: light; --canvas: #fff; --subtle: #fafafa; --line: #d4d4d8; --strong: #c4c4cc; --ink: #000; --muted: #444;
  --ok: #15753a; --bad: #b91c1c; --warn: #8f5205; --busy: #1d56c9; --ins: #e3f1e8; --ins-strong: #b9dcc6; --del: #fae7e7;
  --del-strong: #f2c4c4; --v1: #0a5fc4; --v2: #c24400; --v3: #00705a; --v4: #b53a9c; --v5: #615800; --v6: #5b2a86; --v7: #c0183f;
  --v8: #5a3102; --v9: #00758f; --v10: #1f4a1c; } }
* { box-sizing: border-box; }
html { background: var(--canvas); color: var(--ink); font: 14px/1.5 ui-sans-serif, system-ui, -apple-system, "Segoe UI", sans-serif; }
body { margin: 0 auto; max-width: 72rem; padding: 2.5rem 1.5rem 4rem; overflow-wrap: anywhere; }
h1 { font-size: 1.75rem; line-height: 1.2; letter-spacing: -0.02em; margin: 0 0 0.25rem; }
h2 { font-size: 1.05rem; margin: 2.5rem 0 0.75rem; padding-bottom: 0.4rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 0; }
h4 { font-size: 0.85rem; margin: 1.25rem 0 0.4rem; }
p { margin: 0.35rem 0; }
.muted { color: var(--muted); } .ok { color: var(--ok); } .bad { color: var(--bad); } .warn { color: var(--warn); }
.eyebrow { color: var(--muted); font-size: 0.8rem; margin: 0 0 0.5rem; }
.verdict { border: 1px solid var(--strong); border-left: 4px solid var(--ok); border-radius: 8px; padding: 0.9rem 1.1rem; margin: 1.25rem 0;
  font-size: 1.05rem; }
.verdict.open { border-left-color: var(--warn); }
.verdict strong { display: block; font-size: 0.8rem; color: var(--muted); font-weight: 600; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: 0.75rem 1.5rem; margin: 1.25rem 0 0; }
.facts div { min-width: 0; } .facts dt { color: var(--muted); font-size: 0.78rem; } .facts dd { margin: 0; }
pre, code, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.8rem; }
pre { margin: 0.4rem 0; padding: 0.6rem 0.8rem; border: 1px solid var(--line); border-radius: 6px; background: var(--subtle);
  white-space: pre-wrap; }
.scroll { overflow-x: auto; }
table.score { border-collapse: collapse; min-width: 100%; font-variant-numeric: tabular-nums; }
.score th, .score td { text-align: left; padding: 0.4rem 0.9rem 0.4rem 0; border-bottom: 1px solid var(--line); vertical-align: top;
  overflow-wrap: normal; }
.score thead th { font-weight: 600; } .score tbody th { font-weight: 500; white-space: nowrap; }
.score .won { background: var(--subtle); } .score .won:first-of-type { padding-left: 0.5rem; }
.delta { font-size: 0.78rem; margin-left: 0.3rem; } .best { font-weight: 700; }
.note { display: block; font-size: 0.78rem; color: var(--muted); }
.mark { display: inline-block; min-width: 1.4rem; padding: 0 0.3rem; border-radius: 999px; text-align: center; font-weight: 700;
  font-size: 0.75rem; line-height: 1.4rem; color: var(--canvas); background: var(--ink); }
${Array.from({ length: 10 }, (_none, index) => `.v${index + 1} { background: var(--v${index + 1}); }`).join(' ')}
.base { background: transparent; color: var(--muted); border: 1px dashed var(--muted); line-height: 1.25rem; }
.run { border-top: 1px solid var(--line); padding: 1.25rem 0; } .run:first-of-type { border-top: 0; padding-top: 0; }
.run header { display: flex; flex-wrap: wrap; gap: 0.3rem 0.6rem; align-items: center; }
.tag { border: 1px solid currentColor; border-radius: 999px; padding: 0 0.55rem; font-size: 0.75rem; line-height: 1.3rem; }
.failure p { white-space: pre-wrap; } .failure { border-left: 3px solid var(--bad); padding-left: 0.8rem; margin: 0.8rem 0; }
details { border: 1px solid var(--line); border-radius: 6px; margin: 0.4rem 0; } details > pre, details > p { margin: 0 0.8rem 0.6rem; }
summary { cursor: pointer; padding: 0.4rem 0.8rem; } summary:hover { background: var(--subtle); }
summary:focus-visible, [tabindex]:focus-visible { outline: 2px solid var(--busy); outline-offset: 1px; }
.file { display: inline-flex; gap: 0.75rem; max-width: calc(100% - 1.5rem); vertical-align: bottom; flex-wrap: wrap; }
.diff { font: 0.75rem/1.35 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; border-top: 1px solid var(--line); tab-size: 4; }
.d2h-diff-table { border-collapse: collapse; width: 100%; table-layout: fixed; }
.diff td { padding: 0; vertical-align: top; } .diff td:first-child { width: 5.5rem; }
.d2h-code-linenumber { color: var(--muted); user-select: none; padding-right: 0.5rem; }
.d2h-code-linenumber::after { content: ""; display: block; clear: both; }
.line-num1, .line-num2 { float: left; width: 50%; min-height: 1px; text-align: right; padding-right: 0.4rem; overflow-wrap: normal; }
.d2h-code-line { display: flex; } .d2h-code-line-prefix { flex: none; width: 1.1rem; text-align: center; }
.d2h-code-line-ctn { flex: 1; min-width: 0; white-space: pre-wrap; }
.d2h-info { color: var(--muted); background: var(--subtle); } .d2h-info .d2h-code-line { padding-left: 1.1rem; white-space: pre-wrap; }
.d2h-ins { background: var(--ins); } .d2h-del { background: var(--del); } .diff ins, .diff del { text-decoration: none; border-radius: 2px; }
.diff ins { background: var(--ins-strong); } .diff del { background: var(--del-strong); }
.time { width: 100%; height: auto; display: block; } .time text { fill: var(--ink); font: 11px ui-sans-serif, system-ui, sans-serif; }
.time .axis { stroke: var(--line); } .time .tick { fill: var(--muted); }
.wait { fill: var(--strong); background: var(--strong); } .setup { fill: var(--warn); background: var(--warn); }
.agent { fill: var(--busy); background: var(--busy); } .capture { fill: var(--muted); background: var(--muted); }
.gates { fill: var(--ok); background: var(--ok); } .measure { fill: var(--v6); background: var(--v6); }
.legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; font-size: 0.78rem; color: var(--muted); margin: 0.5rem 0 0; padding: 0; list-style: none; }
.legend i { display: inline-block; width: 0.7rem; height: 0.7rem; border-radius: 2px; margin-right: 0.35rem; vertical-align: -1px; }
footer { margin-top: 3rem; color: var(--muted); font-size: 0.78rem; border-top: 1px solid var(--line); padding-top: 0.75rem; }
@media print { html { font-size: 11px; -webkit-print-color-adjust: exact; print-color-adjust: exact; } body { max-width: none; padding: 0; }
  @page { margin: 14mm; } h2, h3, h4, summary, .run header { break-after: avoid; } tr, .verdict, .failure { break-inside: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; } .scroll { overflow: visible; } }
@media (max-width: 40rem) { body { padding: 1.25rem 1rem 3rem; } .diff td:first-child { width: 4rem; } }
`;
