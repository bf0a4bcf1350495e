/**
 * The report's own style: one sheet inside the file, nothing from outside. Light and dark follow the reader; paper is
 * always light. Meaning has words and shape besides colour.
 */
export const REPORT_STYLE = `
:root{color-scheme:light dark;--page:#f4f5f7;--sheet:#fff;--ink:#16191f;--soft:#515a68;--line:#dde1e7;--tint:#f3f5f8;
--ok:#14713f;--ok-tint:#e7f4ec;--bad:#ab2a1c;--bad-tint:#fbecea;--warn:#835300;--warn-tint:#fdf4e1;--calm:#2b4a80;--calm-tint:#eaf0fa;
--production:#a3231a;--staging:#7d5400;--other:#4c5563;
--mono:ui-monospace,"SF Mono","Cascadia Mono","DejaVu Sans Mono",Menlo,Consolas,monospace}
@media (prefers-color-scheme:dark){:root{--page:#101318;--sheet:#181c23;--ink:#e8ebf0;--soft:#a3adbc;--line:#2d343f;--tint:#1f252e;
--ok:#6fd39c;--ok-tint:#14301f;--bad:#ff9a8c;--bad-tint:#3a1a17;--warn:#eebd63;--warn-tint:#33270f;--calm:#9dbdf5;--calm-tint:#1a263b}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;
font-variant-numeric:tabular-nums;-webkit-text-size-adjust:100%}
main{max-width:1000px;margin:32px auto;background:var(--sheet);border:1px solid var(--line);border-radius:10px;overflow:hidden}
.band{color:#fff;font-weight:700;letter-spacing:.09em;padding:7px 40px;font-size:12px;display:flex;justify-content:space-between;gap:24px}
.band span:last-child{font-weight:500;letter-spacing:0;overflow-wrap:anywhere}
.band.production{background:var(--production)}.band.staging{background:var(--staging)}.band.other{background:var(--other)}
.sheet{padding:28px 40px 40px}
.kicker{color:var(--soft);margin:0 0 14px;font-size:13px;display:flex;justify-content:space-between;gap:24px;flex-wrap:wrap}
.state{display:flex;gap:18px;align-items:flex-start;border-radius:8px;padding:20px 22px;background:var(--calm-tint)}
.state svg{flex:none;width:34px;height:34px;margin-top:1px;color:var(--calm)}
.state.ok{background:var(--ok-tint)}.state.ok svg{color:var(--ok)}
.state.bad{background:var(--bad-tint)}.state.bad svg{color:var(--bad)}
.state.warn{background:var(--warn-tint)}.state.warn svg{color:var(--warn)}
h1{font-size:22px;line-height:1.3;margin:0;letter-spacing:-.01em;overflow-wrap:anywhere}
.state p{margin:6px 0 0;overflow-wrap:anywhere}
h2{font-size:15px;margin:34px 0 10px;padding-bottom:6px;border-bottom:1px solid var(--line);display:flex;justify-content:space-between;gap:16px;align-items:baseline}
h2 small{font-weight:400;color:var(--soft);font-size:13px}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));margin:18px 0 0;border:1px solid var(--line);border-radius:8px;overflow:hidden}
.figures div{padding:10px 14px;border-left:1px solid var(--line)}.figures div:first-child{border-left:0}
.figures dt{color:var(--soft);font-size:12px}.figures dd{margin:2px 0 0;font-size:17px;font-weight:600}
.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:5px 22px;margin:0}
.facts dt{color:var(--soft)}.facts dd{margin:0;overflow-wrap:anywhere}
.pair{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:0 40px}
code,pre,.mono{font-family:var(--mono);font-size:12.5px;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}
th{font-weight:600;color:var(--soft);text-align:left;font-size:12px;border-bottom:1px solid var(--line);padding:6px 12px 6px 0}
td{border-bottom:1px solid var(--line);padding:6px 12px 6px 0;vertical-align:top;overflow-wrap:anywhere}
th:last-child,td:last-child{padding-right:0}
.n{text-align:right;white-space:nowrap}td.n:not(:last-child),th.n:not(:last-child){padding-right:22px}
.sub td{border:0;padding-top:0;padding-bottom:2px;color:var(--soft);font-size:13px}.sub td:first-child{padding-left:20px}
.last td{padding-bottom:8px;border-bottom:1px solid var(--line)}.open td{border-bottom:0}
.note{color:var(--soft);font-size:13px}
.mark{white-space:nowrap}.mark::before{display:inline-block;width:1.3em;font-weight:700}
.mark.match::before{content:"\\2713";color:var(--ok)}.mark.mismatch::before{content:"\\2715";color:var(--bad)}.mark.not-checked::before{content:"\\25CB";color:var(--warn)}
.mark.done::before{content:"\\2713";color:var(--ok)}.mark.failed::before{content:"\\2715";color:var(--bad)}
.mark.reversed::before{content:"\\21A9";color:var(--warn)}.mark.waiting::before,.mark.skipped::before{content:"\\25CB";color:var(--soft)}
.mark.running::before,.mark.stalled::before,.mark.cancelled::before{content:"\\25A0";color:var(--warn)}
tr.mismatch{background:var(--bad-tint)}
.box{border-left:3px solid var(--warn);background:var(--warn-tint);padding:10px 14px;margin:0 0 8px;border-radius:0 6px 6px 0}
.box.bad{border-color:var(--bad);background:var(--bad-tint)}
.box p{margin:3px 0 0;overflow-wrap:anywhere}.box .note{color:inherit;opacity:.8}
pre{background:var(--tint);border:1px solid var(--line);border-radius:6px;padding:10px 14px;margin:8px 0 0;white-space:pre-wrap;line-height:1.55}
.rules{margin:0;padding:0;list-style:none}.rules>li{padding:7px 0;border-bottom:1px solid var(--line)}
.rules ul{margin:4px 0 0;padding:0 0 0 20px;list-style:none}
.commands{counter-reset:c;list-style:none;margin:10px 0 0;padding:0;border:1px solid var(--line);border-radius:6px;background:var(--tint)}
.commands li{padding:6px 14px;border-top:1px solid var(--line)}.commands li:first-child{border-top:0}
.commands li.say{color:var(--soft)}
.commands li:not(.say){counter-increment:c;display:flex;gap:12px}.commands li:not(.say)::before{content:counter(c);color:var(--soft);min-width:1.4em;text-align:right;font-size:12.5px}
footer{color:var(--soft);font-size:12px;margin-top:36px;border-top:1px solid var(--line);padding-top:10px;overflow-wrap:anywhere}
@media (max-width:720px){main{margin:0;border:0;border-radius:0}.sheet{padding:20px}.band{padding:7px 20px}.figures{grid-template-columns:repeat(2,1fr)}.pair{grid-template-columns:minmax(0,1fr)}}
@media print{@page{margin:16mm 14mm}
:root{color-scheme:light;--page:#fff;--sheet:#fff;--ink:#000;--soft:#444;--line:#bbb;--tint:#f5f5f5;--ok:#14713f;--ok-tint:#fff;--bad:#ab2a1c;--bad-tint:#fff;--warn:#835300;--warn-tint:#fff;--calm:#2b4a80;--calm-tint:#fff}
body{font-size:10.5pt}main{max-width:none;margin:0;border:0;border-radius:0}.sheet{padding:16px 0 0}
.band{print-color-adjust:exact;-webkit-print-color-adjust:exact;padding:6px 12px}
.state{border:1.5px solid currentColor}h2{break-after:avoid}tr,.box,.rules>li,.commands li,.figures{break-inside:avoid}thead{display:table-header-group}}
`;
