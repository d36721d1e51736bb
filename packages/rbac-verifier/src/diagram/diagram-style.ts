/** Colours and type of the picture, for light and dark. */
export const diagramStyle: string = `
.entrim-diagram { --page: #ffffff; --card: #ffffff; --line: #d5dae1; --ink: #17202c; --soft: #5b6676;
  --net: #f4f7fb; --net-line: #a9b8cb; --good: #1a7f4b; --bad: #c8102e; --warn: #9a6100; --open: #7a8594;
  --chip: #ffffff; font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
@media (prefers-color-scheme: dark) {
  .entrim-diagram { --page: #12161c; --card: #1c222b; --line: #39424f; --ink: #eef2f7; --soft: #a2aebd;
    --net: #171d25; --net-line: #4b5a6d; --good: #4cc38a; --bad: #ff6b7d; --warn: #f0b044; --open: #8e9aaa;
    --chip: #12161c; }
}
.entrim-diagram .page { fill: var(--page); }
.entrim-diagram .card { fill: var(--card); stroke: var(--line); stroke-width: 1.25; }
.entrim-diagram .net { fill: var(--net); stroke: var(--net-line); stroke-width: 1.25; stroke-dasharray: 2 5; stroke-linecap: round; }
.entrim-diagram text { fill: var(--ink); }
.entrim-diagram .verdict { font-size: 21px; font-weight: 650; }
.entrim-diagram .soft { font-size: 12.5px; fill: var(--soft); }
.entrim-diagram .kind { font-size: 12px; fill: var(--soft); }
.entrim-diagram .name { font-size: 14.5px; font-weight: 600; }
.entrim-diagram .small { font-size: 12px; font-weight: 600; }
.entrim-diagram .edge { fill: none; stroke-width: 2; }
.entrim-diagram .holds { --state: var(--good); }
.entrim-diagram .broken { --state: var(--bad); }
.entrim-diagram .warning { --state: var(--warn); }
.entrim-diagram .unknown { --state: var(--open); }
.entrim-diagram .edge, .entrim-diagram .chip rect, .entrim-diagram .dot { stroke: var(--state); }
.entrim-diagram .edge.broken { stroke-width: 3; }
.entrim-diagram .edge.unknown { stroke-dasharray: 6 6; }
.entrim-diagram .head { fill: var(--state); stroke: none; }
.entrim-diagram .card.broken, .entrim-diagram .card.warning, .entrim-diagram .net.broken, .entrim-diagram .net.warning { stroke: var(--state); stroke-width: 2; }
.entrim-diagram .card.unknown, .entrim-diagram .net.unknown { stroke: var(--state); stroke-dasharray: 6 6; }
.entrim-diagram .dot { fill: var(--state); }
.entrim-diagram .chip rect { fill: var(--chip); stroke-width: 1.25; }
.entrim-diagram .chip text { fill: var(--state); font-size: 11.5px; font-weight: 650; text-anchor: middle; }
.entrim-diagram .chip.broken rect { fill: var(--state); }
.entrim-diagram .chip.broken text { fill: var(--page); }
.entrim-diagram .chip.unknown rect { stroke-dasharray: 3 3; }
`;
