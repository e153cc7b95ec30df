// The style of the HTML report: light and dark by what the reader's system prefers, one column on
// a phone, and paper. Colour carries nothing that words, marks or positions don't say as well.
// SPDX-License-Identifier: MIT
#ifndef GPUBENCH_REPORT_HTML_STYLE_H
#define GPUBENCH_REPORT_HTML_STYLE_H

// gnuplot's drawings are black on nothing; the rules for svg turn their black into the page's ink.
// A drawing narrower than 30rem would be too small to read, so it scrolls within its frame.
static const char html_style[] =
    ":root{--ground:#ffffff;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--card:#f6f8fa;"
    "--link:#1f6196;color-scheme:light dark}\n"
    "@media(prefers-color-scheme:dark){:root{--ground:#14171a;--ink:#e6e9ec;--soft:#9aa4ae;"
    "--line:#343b42;--card:#1d2226;--link:#7db7e8}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0 auto;padding:1.5rem 1rem 4rem;max-width:70rem;background:var(--ground);"
    "color:var(--ink);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}\n"
    "h1{font-size:1.5rem;margin:0 0 .2rem}\n"
    "h2{font-size:1.15rem;margin:2.2rem 0 .6rem;padding-top:.6rem;border-top:1px solid "
    "var(--line)}\n"
    ".made{color:var(--soft);margin:0}\n"
    ".answer{background:var(--card);border:1px solid var(--line);border-left:.4rem solid "
    "var(--link);border-radius:.4rem;padding:.2rem 1rem .8rem;margin:1.2rem 0}\n"
    ".answer h2{border:0;margin:.4rem 0 .2rem;padding:0}\n"
    "p.item{margin:.35rem 0}\n"
    ".wide{overflow-x:auto;margin:.4rem 0 1rem}\n"
    "table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}\n"
    "th,td{padding:.3rem .7rem;border-bottom:1px solid var(--line);text-align:left;"
    "white-space:nowrap;vertical-align:top}\n"
    "thead th{color:var(--soft);font-weight:600;border-bottom:2px solid var(--line)}\n"
    "tbody th{font-weight:600}\n"
    ".right{text-align:right}\n"
    "td.long{white-space:normal;min-width:16rem}\n"
    "figure{margin:1.6rem 0;max-width:56rem}\n"
    "figcaption{color:var(--soft);font-size:.9rem;margin-bottom:.3rem}\n"
    "figure svg{display:block;width:100%;min-width:30rem;height:auto}\n"
    "svg [stroke=black],svg [stroke=\"rgb(0,0,0)\"],svg [stroke=\"rgb(  0,   0,   "
    "0)\"]{stroke:var(--ink)}\n"
    "svg [fill=black],svg [fill=\"rgb(0,0,0)\"],svg [fill=\"rgb(  0,   0,   "
    "0)\"]{fill:var(--ink)}\n"
    "svg [color=black],svg [color=\"rgb(  0,   0,   0)\"]{color:var(--ink)}\n"
    "details summary{cursor:pointer;color:var(--link);margin:1rem 0 .4rem}\n"
    "@media(max-width:40rem){body{padding:1rem .8rem 3rem}h1{font-size:1.3rem}}\n"
    "@media print{:root{--ground:#fff;--ink:#000;--soft:#333;--line:#999;--card:#fff;"
    "--link:#000}body{max-width:none;padding:0;font-size:10pt}figure,tr,.answer{break-inside:"
    "avoid}h2{break-after:avoid}.wide{overflow:visible}table{font-size:7pt}"
    "th,td{padding:.15rem .3rem;white-space:normal}figure svg{min-width:0;max-height:22cm}}\n";

#endif
