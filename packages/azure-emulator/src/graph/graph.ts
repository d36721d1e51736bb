import type { Azure, EmulatedService } from "../azure.ts";
import { onDemand } from "../on-demand.ts";
import type { Send } from "./subscriptions/post-to-receiver.ts";
import type { Subscription } from "./subscriptions/subscription.ts";
import { createSubscriptionStore } from "./subscriptions/subscription-store.ts";
import { createThrottle, type ThrottlingLimit } from "./throttle.ts";

/** What Graph goes by beside the directory. */
export interface GraphOptions {
  /** How it reaches those who want to be told of changes. */
  readonly send: Send;
  /** As many requests as it answers (any number). */
  readonly throttling?: ThrottlingLimit | undefined;
  /** Answers a part of a batch, or lets it go wrong. */
  readonly applyFaults?: (request: Request, answer: () => Promise<Response>) => Promise<Response>;
}

/** Microsoft Graph, and what it does without being asked. */
export interface GraphService extends EmulatedService {
  /** Has subscriptions end, and those told who have them, as the time and revoked sessions have it. */
  catchUp(): void;
  /** Those that live, the oldest first. */
  subscriptions(): readonly Subscription[];
}

/**
 * Microsoft Graph v1.0: who is in which group, and what changes about that.
 *
 * @see https://learn.microsoft.com/graph/api/overview
 */
export function createGraph(
  azure: Azure,
  { send, throttling, applyFaults = (_request, answered) => answered() }: GraphOptions,
): GraphService {
  const { clock, directory, tokens } = azure;
  const throttle = createThrottle(clock, throttling);
  const store = createSubscriptionStore({ clock, directory, tokens, send });
  const answers = onDemand(async () => {
    const { createGraphAnswer } = await import("./answer-graph.ts");
    return { fetch: createGraphAnswer(azure, { send, applyFaults, throttle, store }) };
  });

  return {
    fetch(request) {
      store.catchUp();
      return answers.fetch(request);
    },
    catchUp: () => store.catchUp(),
    subscriptions: () => store.list(),
  };
}
