/** How the pages of the local Entra look. */
export const style = `
:root {
  --page: #eef1f6; --card: #fff; --text: #14181f; --soft: #5b6472; --line: #dfe4ec;
  --accent: #2f5bea; --hover: #f3f6fd; --danger: #a3261d;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e1116; --card: #171b22; --text: #eef1f6; --soft: #9aa4b2; --line: #2a313c;
    --accent: #8aa6ff; --hover: #1f2530; --danger: #ff9d94;
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
.wide main { max-width: 72rem; }
.wide main > * { margin-inline: 2rem; }
.wide section { margin-block-start: 2rem; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .875rem; }
th { text-align: start; font-weight: 600; color: var(--soft); }
th, td { padding: .4rem 1rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td code { overflow-wrap: anywhere; }
code { font: .8125rem/1.5 ui-monospace, "Cascadia Mono", "Noto Sans Mono", monospace; }
.filter { display: block; color: var(--accent); }
.refused { color: var(--danger); }
.none { color: var(--soft); }
footer { max-width: 28rem; font-size: .8125rem; color: var(--soft); text-align: center; }
`;
