/** How the pages of the local Entra look. */
export const style = `
:root {
  --page: #eef1f6; --card: #fff; --text: #14181f; --soft: #5b6472; --line: #dfe4ec;
  --accent: #2f5bea; --hover: #f3f6fd; --danger: #a3261d; --good: #1e6b41;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e1116; --card: #171b22; --text: #eef1f6; --soft: #9aa4b2; --line: #2a313c;
    --accent: #8aa6ff; --hover: #1f2530; --danger: #ff9d94; --good: #7fd6a4;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; padding: 2rem 1rem; background: var(--page); color: var(--text);
  display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 1.25rem;
  font: 1rem/1.45 system-ui, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", sans-serif;
}
main {
  width: 100%; max-width: 28rem; padding: 2rem 0 1.25rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 1rem; box-shadow: 0 1rem 3rem rgb(20 30 60 / .1);
}
main > :not(form), form > :not(ul) { margin-inline: 2rem; }
.brand {
  display: flex; align-items: center; gap: .6rem; margin-block: 0 1.75rem;
  font-size: .875rem; font-weight: 600; color: var(--soft);
}
.brand span {
  width: 1.1rem; height: 1.1rem; border-radius: .3rem;
  background: linear-gradient(135deg, var(--accent), #6fd3c7);
}
h1 { margin-block: 0 .25rem; font-size: 1.5rem; line-height: 1.25; font-weight: 650; letter-spacing: -.01em; }
h2 { margin-block: 1.5rem .5rem; font-size: .8125rem; font-weight: 600; color: var(--soft); }
.lead { margin-block: 0; color: var(--soft); }
.lead strong { color: var(--text); font-weight: 600; }
.reason { margin-block: 1rem .75rem; color: var(--danger); overflow-wrap: anywhere; }
.details { margin-block: 0 1rem; font-size: .8125rem; color: var(--soft); overflow-wrap: anywhere; }
ul { list-style: none; margin: 0; padding: 0; max-height: min(36rem, 62vh); overflow-y: auto; border-block: 1px solid var(--line); }
li + li { border-top: 1px solid var(--line); }
button { font: inherit; color: inherit; background: none; border: 0; cursor: pointer; }
li button {
  display: flex; align-items: center; gap: 1rem; width: 100%; padding: .6rem 2rem; text-align: start;
}
li button:hover { background: var(--hover); }
button:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; border-radius: .4rem; }
input:not([type=hidden]) {
  display: block; width: calc(100% - 4rem); margin-block: 1rem 0; padding: .6rem .8rem; text-transform: uppercase;
  font: inherit; letter-spacing: .15em; color: inherit; background: none; border: 1px solid var(--line); border-radius: .5rem;
}
.avatar {
  flex: none; display: grid; place-items: center; width: 2.75rem; height: 2.75rem; border-radius: 50%;
  color: #fff; font-size: .95rem; font-weight: 600;
}
.hue-0 { background: #3a5fcd; } .hue-1 { background: #0f766e; } .hue-2 { background: #9d3f8f; }
.hue-3 { background: #b4532a; } .hue-4 { background: #5b4bb5; } .hue-5 { background: #2f6f3e; }
.person { display: flex; flex-direction: column; min-width: 0; }
.name { font-weight: 600; }
.title { font-size: .9375rem; }
.account { font-size: .875rem; color: var(--soft); overflow: hidden; text-overflow: ellipsis; }
.plain {
  margin-block: 1rem 0; padding: .5rem 1rem; border: 1px solid var(--line); border-radius: .5rem; font-weight: 500;
}
.plain:hover { background: var(--hover); }
.wide { justify-content: flex-start; }
.wide main { max-width: 76rem; padding-bottom: 2rem; }
.wide main > * { margin-inline: 2rem; }
.wide h1 { font-size: 1.75rem; }
.wide section { margin-block-start: 2.25rem; }
.wide h2 { margin-block: 0 .5rem; font-size: 1rem; color: var(--text); }
.count { margin-inline-start: .25rem; font-weight: 400; color: var(--soft); font-variant-numeric: tabular-nums; }
table { width: 100%; border-collapse: collapse; font-size: .875rem; }
th { text-align: start; font-size: .8125rem; font-weight: 600; color: var(--soft); }
th, td { padding: .45rem 1.25rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th:last-child, td:last-child { padding-inline-end: 0; }
td { overflow-wrap: break-word; }
td code, .lead code, .note { overflow-wrap: anywhere; }
code { font: .8125rem/1.5 ui-monospace, "Cascadia Mono", "Noto Sans Mono", monospace; }
time { font-variant-numeric: tabular-nums; white-space: nowrap; }
code b { font-weight: 600; }
.host, .note { color: var(--soft); }
.note { display: block; font-size: .8125rem; }
.filter {
  display: block; width: fit-content; max-width: 100%; margin-block: .25rem; padding: .15rem .6rem;
  border-inline-start: 3px solid var(--accent); border-radius: .2rem; background: var(--hover); color: var(--accent);
}
.outcome { font-weight: 600; font-variant-numeric: tabular-nums; color: var(--good); }
.bad { color: var(--danger); }
.none { margin-block: 0; color: var(--soft); }
@media (max-width: 44rem) {
  .wide { padding: 0; }
  .wide main { border: 0; border-radius: 0; padding-top: 1.25rem; }
  .wide main > * { margin-inline: 1rem; }
  thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  table, tbody, tr, td { display: block; }
  tr { padding-block: .6rem; border-bottom: 1px solid var(--line); }
  td { display: grid; grid-template-columns: 7rem minmax(0, 1fr); padding: .1rem 0; border: 0; }
  td::before { content: attr(data-column); grid-row: 1 / span 9; font-size: .8125rem; color: var(--soft); }
  td > * { grid-column: 2; }
  .requests tr { display: grid; grid-template-columns: auto 1fr auto; gap: .15rem .75rem; }
  .requests td { display: block; padding: 0; }
  .requests td::before { content: none; }
  .requests td:nth-child(3) { grid-area: 2 / 1 / auto / -1; }
}
footer { max-width: 28rem; font-size: .8125rem; color: var(--soft); text-align: center; }
`;
