import type { Party, Service } from "./place-findings.ts";

/** A rectangle. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A place on the picture. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The width of the picture. */
export const width = 1220;

const endpointWidth = 180;

const serviceWidth = 252;

const top = 152;
const row = 136;
const nodeHeight = 104;
const appX = 64;
const appWidth = 236;
const endpointX = 452;
const serviceX = 792;
const bottom = 56;

/** A line: where it runs, ends, and bears its label. */
export interface Line {
  readonly path: string;
  readonly end: Point;
  /** From which side it reaches its end. */
  readonly comesFrom: "left" | "right";
  readonly label: Point;
}

/** Where everything is. */
export interface Layout {
  readonly height: number;
  /** Around the private endpoints, and around the app where it is in the network. */
  readonly network: Box;
  readonly graphEdge: Line;
  node(party: Party): Box;
  endpoint(service: Service): Box;
  /** From the app to a private endpoint. */
  way(service: Service): Line;
  /** From a private endpoint to its service. */
  arrival(service: Service): Line;
  /** From the app to a service. */
  direct(service: Service): Line;
  /** From a service to another. */
  between(from: Service, to: Service): Line;
}

/** One row for each service, and one below for what is outside the network. */
export function createLayout({
  services,
  isAppInside,
}: {
  readonly services: readonly Service[];
  readonly isAppInside: boolean;
}): Layout {
  const rowOf = (service: Service): number => top + services.indexOf(service) * row;
  const middleOf = (service: Service): number => rowOf(service) + nodeHeight / 2;
  const outside = top + services.length * row + 22;
  const app: Box = {
    x: appX,
    y: top + ((services.length - 1) * row) / 2,
    width: appWidth,
    height: nodeHeight,
  };
  const appRight = app.x + app.width;
  /** Lines leave the app apart from each other. */
  const exitOf = (index: number): number =>
    app.y + nodeHeight / 2 + (index - services.length / 2) * 18;
  const networkX = isAppInside ? appX - 24 : endpointX - 24;
  const fromApp = (index: number, end: Point): Line => {
    const start = { x: appRight, y: exitOf(index) };
    return {
      path: curve(start, end),
      end,
      comesFrom: "left",
      label: { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 },
    };
  };
  const graphMiddle = outside + nodeHeight / 2;
  const graphStart = { x: appRight - 28, y: app.y + nodeHeight };
  const graphEnd = { x: serviceX, y: graphMiddle };

  return {
    height: outside + nodeHeight + bottom + 12,
    network: {
      x: networkX,
      y: top - 44,
      width: endpointX + endpointWidth + 24 - networkX,
      height: services.length * row + 28,
    },
    graphEdge: {
      path: `M${graphStart.x} ${graphStart.y}C${graphStart.x + 16} ${graphMiddle - 60} ${graphStart.x + 60} ${graphMiddle} ${endpointX} ${graphMiddle}H${graphEnd.x - 6}`,
      end: graphEnd,
      comesFrom: "left",
      label: { x: (endpointX + endpointWidth + serviceX) / 2, y: graphMiddle },
    },
    node(party) {
      switch (party) {
        case "app":
          return app;
        case "graph":
          return { x: serviceX, y: outside, width: serviceWidth, height: nodeHeight };
        case "people":
          return { x: appX, y: outside, width: appWidth, height: nodeHeight };
        case "openai":
        case "search":
        case "storage":
          return { x: serviceX, y: rowOf(party), width: serviceWidth, height: nodeHeight };
      }
    },
    endpoint: (service) => ({
      x: endpointX,
      y: rowOf(service) + 8,
      width: endpointWidth,
      height: nodeHeight - 16,
    }),
    way: (service) => fromApp(services.indexOf(service), { x: endpointX, y: middleOf(service) }),
    arrival(service) {
      const y = middleOf(service);
      const start = endpointX + endpointWidth;
      return {
        path: `M${start} ${y}H${serviceX - 6}`,
        end: { x: serviceX, y },
        comesFrom: "left",
        label: { x: (start + serviceX) / 2, y },
      };
    },
    direct(service) {
      const line = fromApp(services.indexOf(service), { x: serviceX, y: middleOf(service) });
      return { ...line, label: { x: serviceX - 90, y: middleOf(service) } };
    },
    between(from, to) {
      const x = serviceX + serviceWidth;
      const isDown = services.indexOf(to) > services.indexOf(from);
      const isFar = Math.abs(services.indexOf(to) - services.indexOf(from)) > 1;
      // the nearer two stand, the further in is the line between them
      const [out, into, reach] = isFar ? [-8, 8, 190] : isDown ? [36, -36, 62] : [14, -14, 118];
      const start = middleOf(from) + (isDown ? out : -out);
      const end = middleOf(to) + (isDown ? into : -into);
      const bulge = x + reach;
      return {
        path: `M${x} ${start}C${bulge} ${start} ${bulge} ${end} ${x + 6} ${end}`,
        end: { x, y: end },
        comesFrom: "right",
        label: { x: x + (bulge - x) * 0.75, y: (start + end) / 2 },
      };
    },
  };
}

/** A line that leaves and arrives level. */
function curve(from: Point, to: Point): string {
  const half = (from.x + to.x) / 2;
  return `M${from.x} ${from.y}C${half} ${from.y} ${half} ${to.y} ${to.x - 6} ${to.y}`;
}
