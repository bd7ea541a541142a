"""The style sheet: one column on a phone, black on white on paper, dark where the reader's system is."""

from __future__ import annotations

from typing import Final

__all__ = ["STYLE"]

STYLE: Final = """
:root{color-scheme:light dark;--paper:#fff;--ink:#1b2126;--soft:#59646e;--rule:#d9dee3;--tint:#f4f6f8;
--accent:#24507a;--bar:#4a7298;--up:#5b8a5f;--down:#b0643c;--strong:#9c2b25;--possible:#8a5a00;--weak:#59646e;
--help:#1d6b62;--helptint:#eaf5f3;--mark:#fbe6b4;--s1:#f3f6f9;--s2:#e6edf3;--s3:#d3dfea;--s4:#b9cede;--s5:#9dbbd3}
@media (prefers-color-scheme:dark){:root{--paper:#15191d;--ink:#e3e8ec;--soft:#9aa6b0;--rule:#343c44;--tint:#1d2328;
--accent:#8fbbe4;--bar:#6f9cc4;--up:#7cae80;--down:#d68a60;--strong:#f08b83;--possible:#e0b159;--weak:#9aa6b0;
--help:#74c7bb;--helptint:#172825;--mark:#5c4812;--s1:#1b2127;--s2:#202a33;--s3:#273644;--s4:#2f465a;--s5:#385873}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;
font-variant-numeric:tabular-nums}
header,main,footer{max-width:62rem;margin:0 auto;padding:0 1rem}
header{padding-top:1.5rem;padding-bottom:.5rem}
footer{padding-top:1rem;padding-bottom:2rem;color:var(--soft);font-size:.85rem}
h1{font-size:1.55rem;line-height:1.25;margin:0 0 .25rem;font-weight:650}
h2{font-size:1.2rem;margin:2.25rem 0 .6rem;padding-top:.6rem;border-top:2px solid var(--ink);font-weight:650}
h3{font-size:1rem;margin:1.5rem 0 .4rem;font-weight:650}
h4{font-size:.9rem;margin:0 0 .35rem;font-weight:650}
p{margin:.4rem 0}
a{color:var(--accent)}
bdi,td,th,dd,code{overflow-wrap:anywhere}
.lead,.none,.why,.more{color:var(--soft)}
.lead{margin:0}
nav ul{list-style:none;margin:.75rem 0 0;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.1rem}
nav a{display:inline-block;padding:.3rem 0}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:start;vertical-align:top;padding:.35rem .6rem .35rem 0;border-bottom:1px solid var(--rule)}
thead th,caption{color:var(--soft);font-weight:400;font-size:.8rem}
caption{text-align:start;padding-bottom:.3rem}
.number{text-align:end;white-space:nowrap}
th.number{white-space:normal}
td.digest{font-family:ui-monospace,"Noto Sans Mono",monospace;font-size:.75rem;overflow-wrap:anywhere}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(8rem,1fr));gap:.75rem;margin:1rem 0;padding:0}
.figures div{border-top:1px solid var(--rule);padding-top:.4rem}
.figures dt{color:var(--soft);font-size:.85rem}
.figures dd{margin:0;font-size:1.6rem;line-height:1.2;font-weight:600}
.notice{border-inline-start:4px solid var(--possible);background:var(--tint);padding:.5rem .75rem;margin:.75rem 0}
.care{border-inline-start:4px solid var(--help);background:var(--helptint);padding:.5rem .75rem;margin:0 0 .75rem}
.note{background:var(--tint);padding:.5rem .75rem;margin:0 0 .75rem}
details{margin:.35rem 0}
summary{cursor:pointer;padding:.35rem 0}
summary:focus-visible,a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
details.hit{margin:0;border-bottom:1px solid var(--rule)}
.hit-line{display:grid;grid-template-columns:3.4rem 5.6rem minmax(0,1fr) minmax(0,14rem);
gap:0 .75rem;padding:.55rem .25rem;list-style:none;align-items:baseline}
.hit-line::-webkit-details-marker{display:none}
.hit-line:hover{background:var(--tint)}
.score{font-weight:650}
.band{font-size:.85rem}
.band.strong{color:var(--strong);font-weight:650}
.band.possible{color:var(--possible);font-weight:600}
.band.weak{color:var(--weak)}
.band.help{color:var(--help);font-weight:600}
.names{display:grid;grid-template-columns:1fr 1fr;gap:0 .75rem}
.source{color:var(--soft);font-size:.8rem;text-align:end}
.source::after{content:"  ▾"}[open]>.hit-line .source::after{content:"  ▴"}
.card{padding:.5rem .25rem 1.5rem;scroll-margin-top:3.5rem}
.part{margin-top:1.25rem}
.pair{table-layout:fixed}
.pair th{width:6.5rem;font-weight:400;color:var(--soft)}
.pair thead th{width:auto}.pair thead th:first-child{width:6.5rem}
.pair .name{font-weight:600}
.pair .how{color:var(--soft);font-size:.85rem}
.weight{color:var(--ink);font-weight:600;white-space:nowrap}
.more,.latin{font-size:.85rem}
.latin{color:var(--soft)}
mark{background:var(--mark);color:inherit;font-weight:650;text-decoration:underline;text-underline-offset:.15em}
.facts{display:grid;grid-template-columns:6.5rem minmax(0,1fr);gap:.2rem .6rem;margin:.75rem 0 0;font-size:.85rem}
.facts dt{color:var(--soft)}.facts dd{margin:0;white-space:pre-line}
.links td{width:28%}.links .number{width:6rem}
.over td{color:var(--soft)}
.says{color:var(--soft);font-size:.8rem;margin:.75rem 0 .25rem}
.scroll{overflow-x:auto}
.matrix{width:auto;table-layout:auto}
.matrix th,.matrix bdi{font-weight:400;white-space:nowrap;overflow-wrap:normal}
.matrix th,.matrix td{padding:.25rem .5rem;border:1px solid var(--paper)}
.matrix tbody td{text-align:center;min-width:3.2rem;color:var(--soft);background:var(--s0,var(--tint))}
.matrix .s1{background:var(--s1)}.matrix .s2{background:var(--s2)}.matrix .s3{background:var(--s3)}
.matrix tbody .s4{background:var(--s4);color:var(--ink)}.matrix tbody .s5{background:var(--s5);color:var(--ink)}
.matrix tbody .chosen{outline:2px solid var(--ink);outline-offset:-2px;color:var(--ink)}
.waterfall th{font-weight:400;width:40%}
.waterfall th .why{display:block;font-size:.8rem}
.waterfall .drawn{width:40%;vertical-align:middle}
.waterfall .total th,.waterfall .total td{font-weight:650;border-bottom:0}
.strip{display:block;width:100%;height:.85rem;min-width:4rem}
.track{fill:var(--tint)}.whole{fill:var(--bar)}.up{fill:var(--up)}.down{fill:var(--down)}
.threshold{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:3 2}
.span{fill:var(--s4)}.span.differs{fill:var(--mark)}.at{fill:var(--ink)}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr));gap:1.5rem}
.charts figure{margin:0}.charts figcaption{font-size:.9rem;font-weight:600}
.curve{display:block;width:100%;max-width:30rem;height:auto}
.curve text{font-size:11px;fill:var(--soft)}
.grid{stroke:var(--rule);stroke-width:1}.line{fill:none;stroke:var(--bar);stroke-width:2}.dot{fill:var(--bar)}
.rates th{overflow-wrap:normal}.rates .drawn{width:32%;vertical-align:middle}.rates .differs{font-weight:650}
.receipt dl{margin:0}
ul{padding-inline-start:1.2rem;margin:.25rem 0}
@media (max-width:56rem){
.stack thead{display:none}
.stack,.stack tbody{display:block}
.stack tr{display:grid;grid-template-columns:6.5rem minmax(0,1fr);border-bottom:1px solid var(--rule);padding:.35rem 0}
.stack th,.stack td{display:contents;border:0;padding:0;width:auto;text-align:start;white-space:normal}
.stack [data-label]::before{content:attr(data-label);color:var(--soft);font-size:.8rem}
}
@media (max-width:40rem){
.hit-line{grid-template-columns:3.2rem 1fr auto}
.names{grid-column:1/-1;grid-template-columns:1fr;grid-row:2}
.whom{color:var(--soft)}
.pair thead{display:none}
.pair,.pair tbody{display:block}
.pair tr{display:grid;grid-template-columns:1fr 1fr;gap:0 .75rem;border-bottom:1px solid var(--rule);padding:.4rem 0}
.pair th,.pair td{border:0;padding:0;width:auto}
.pair th{font-size:.8rem}
.pair th,.pair .how{grid-column:1/-1}.pair .how{font-size:.8rem}.pair td bdi{overflow-wrap:anywhere}
.waterfall th{width:44%}.waterfall .drawn{width:28%}.strip{min-width:2.5rem}
.links .number{width:3.6rem}.links td,.links th{padding-inline-end:.4rem}
}
@page{margin:15mm 14mm}
@media print{
:root{color-scheme:light;--paper:#fff;--ink:#000;--soft:#444;--rule:#bbb;--tint:#f4f4f4}
body{font-size:10pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
header,main,footer{max-width:none;padding:0}
nav,.source::after{display:none}
h2,h3,h4,summary,caption,thead{break-after:avoid}
tr,figure,.figures div,.notice,.care,.matrix,.waterfall,.pair,.receipt{break-inside:avoid}
.scroll{overflow:visible}
details::details-content{content-visibility:visible;display:block;height:auto}
.hit-line{border-top:1px solid #000;background:none}
details.hit{border:0}
.index::details-content,.measured::details-content{display:none}.index,.measured{display:none}
a{color:inherit;text-decoration:none}
}
""".strip()
