// How the report looks on a screen, bright and dark, and on paper. Everything is in the page: it needs no network.
#pragma once

namespace flotilla::cli {

inline constexpr const char* kReportStyle = R"css(
:root{color-scheme:light dark;--bg0:#fff;--bg1:#f5f7fa;--bg2:#e9eef3;--text:#10161d;--text-2:#3b4754;--text-3:#515e6c;
--accent:#0b5cad;--divider:#d5dde6;--healthy:#186346;--caution:#906308;--restricted:#5c226e;--exhausted:#8a0215;
--unknown:#616973;--heat:222,138,0;--spent:#7a3e00}
@media (prefers-color-scheme:dark){:root{--bg0:#0b1016;--bg1:#121922;--bg2:#1a232e;--text:#e8edf2;--text-2:#b3bfcc;
--text-3:#93a1b1;--accent:#6cb6ff;--divider:#26323f;--healthy:#74febb;--caution:#faac22;--restricted:#efb2fc;
--exhausted:#ea5e5e;--unknown:#919dab;--heat:250,172,34;--spent:#d9663a}}
*{box-sizing:border-box}
body{margin:0;padding:24px;background:var(--bg0);color:var(--text);font:14px/1.4 Inter,"Segoe UI",Roboto,sans-serif}
main{max-width:1232px;margin:0 auto}
header{display:flex;justify-content:space-between;gap:24px;color:var(--text-2);border-bottom:1px solid var(--divider);
padding-bottom:12px;margin-bottom:20px}
header b{color:var(--text)}
h1{font-size:20px;line-height:28px;font-weight:400;margin:0 0 20px;display:flex;gap:12px}
h1 svg{flex:none;width:20px;height:20px;margin-top:4px}
h1 b,h2{font-weight:600}
h2{font-size:14px;margin:0}
.grid{display:grid;grid-template-columns:repeat(12,1fr);gap:12px}
section{grid-column:span 12;background:var(--bg1);border:1px solid var(--divider);border-radius:8px;padding:16px;
min-width:0;break-inside:avoid}
.w3{grid-column:span 3}.w5{grid-column:span 5}.w6{grid-column:span 6}.w7{grid-column:span 7}
.top{display:flex;justify-content:space-between;gap:12px;margin-bottom:8px}
.top span,.note{color:var(--text-3);font-size:12px}
.value{font-size:40px;line-height:44px;font-weight:600;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.value small{font-size:16px;font-weight:400;letter-spacing:0;color:var(--text-2)}
.label{font-size:13px;color:var(--text-2)}
.under{font-size:12px;color:var(--text-2);margin-top:8px}
table{width:100%;border-collapse:separate;border-spacing:2px;font-size:13px}
th{font-weight:500;color:var(--text-2);font-size:12px;text-align:left;vertical-align:bottom;padding:2px 8px}
th small{display:block;font-weight:400;color:var(--text-3)}
td{padding:3px 8px;height:24px}
.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.scroll{overflow-x:auto}
.state{white-space:nowrap;color:var(--text-2)}
.state svg{width:10px;height:10px;margin-right:6px;vertical-align:-1px}
.healthy{fill:var(--healthy)}.caution{fill:var(--caution)}.restricted{fill:var(--restricted)}
.exhausted{fill:var(--exhausted)}.unknown{fill:none;stroke:var(--unknown);stroke-width:2;stroke-dasharray:3 2}
.in svg{width:10px;height:10px;float:left;margin-top:4px}.in svg *{fill:var(--text)}
.in svg .unknown{fill:none;stroke:var(--text)}
.bars{display:grid;grid-template-columns:max-content 1fr max-content;gap:6px 12px;align-items:center;font-size:13px}
.bar{height:10px;background:var(--bg2);border-radius:2px;overflow:hidden}
.bar i{display:block;height:100%;background:var(--accent)}
.bar i.spent{background:var(--spent)}
.list td{border-bottom:1px solid var(--divider)}
.list tr:last-child td{border-bottom:0}
.list{border-spacing:0}.list td:first-child,.list th:first-child{padding-left:0}
.list td:last-child,.list th:last-child{padding-right:0}
.scroll+.note{margin-top:8px}
td:first-child{white-space:nowrap}
footer{margin-top:16px;color:var(--text-3);font-size:12px}
@media (max-width:900px){.w3{grid-column:span 6}.w5,.w6,.w7{grid-column:span 12}}
@media (max-width:520px){body{padding:12px}.w3{grid-column:span 12}header{flex-wrap:wrap;gap:4px 16px}}
@media print{@page{size:A4;margin:12mm}:root{color-scheme:light}body{padding:0;font-size:11px}
.w3{grid-column:span 3}.w5{grid-column:span 5}.w7{grid-column:span 7}.value{font-size:28px;line-height:32px}section{padding:12px;break-inside:auto}tr,.bars{break-inside:avoid}main{max-width:none}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
)css";

}  // namespace flotilla::cli
