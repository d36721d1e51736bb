import type { Edge } from "./edge.ts";
import { edgesOfApp } from "./edges-of-app.ts";
import { edgesOfPeople } from "./edges-of-people.ts";
import { edgesOfServices } from "./edges-of-services.ts";

/** Every edge of every profile; rules R01 to R39. */
export const edges: readonly Edge[] = [...edgesOfServices, ...edgesOfApp, ...edgesOfPeople];
