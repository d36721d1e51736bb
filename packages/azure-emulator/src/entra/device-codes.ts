import { randomBytes, randomInt } from "node:crypto";
import type { Clock } from "../azure.ts";
import type { SeedApp, SeedUser } from "../seed.ts";
import type { RequestedScopes } from "./scopes.ts";

/** What a device wants a person to sign in for. */
export interface DeviceRequest {
  readonly app: SeedApp;
  readonly scopes: RequestedScopes;
  readonly authenticationContexts: readonly string[];
}

/** How far a device's sign-in has come. */
type DeviceState = "pending" | "declined" | "redeemed" | DeviceSignIn;

/** Who signed in for a device, and in which session. */
interface DeviceSignIn {
  readonly user: SeedUser;
  readonly sessionId: string;
}

/** Devices that wait for a person to sign in elsewhere. */
export interface DeviceCodes {
  /** A code for the device to ask with, and one for the person to type. */
  issue(request: DeviceRequest): { readonly deviceCode: string; readonly userCode: string };
  /** What a person who types this code would sign in for, while it waits. */
  findWaiting(userCode: string): DeviceRequest | undefined;
  /** The person's answer: who they are, or that they decline. */
  answer(userCode: string, answer: DeviceSignIn | "declined"): void;
  /** What the device learns when it asks. */
  find(
    deviceCode: string,
  ): { readonly request: DeviceRequest; readonly state: DeviceState } | "expired" | "unknown";
  /** Makes a device code good for nothing. */
  redeem(deviceCode: string): void;
}

/** Letters and digits that nobody takes for one another, and that spell no words. */
const alphabet = "BCDFGHJKLMNPQRSTVWXZ23456789";
const userCodeLength = 9;

/** Codes in memory that live for a time. */
export function createDeviceCodes(options: {
  readonly clock: Clock;
  readonly lifetimeInMs: number;
}): DeviceCodes {
  const { clock, lifetimeInMs } = options;
  interface Entry {
    readonly request: DeviceRequest;
    readonly userCode: string;
    readonly expiresAtInMs: number;
    state: DeviceState;
  }
  const entries = new Map<string, Entry>();
  const waiting = (typed: string): Entry | undefined => {
    const code = typed.trim().toUpperCase();
    return [...entries.values()].find(
      ({ userCode, state, expiresAtInMs }) =>
        userCode === code && state === "pending" && expiresAtInMs > clock.now(),
    );
  };
  return {
    issue(request) {
      for (const [code, { expiresAtInMs }] of entries) {
        // issued in the order of their ends, which lie a lifetime back before they are forgotten
        if (expiresAtInMs + lifetimeInMs > clock.now()) break;
        entries.delete(code);
      }
      const deviceCode = randomBytes(48).toString("base64url");
      const userCode = Array.from(
        { length: userCodeLength },
        () => alphabet[randomInt(alphabet.length)],
      ).join("");
      const expiresAtInMs = clock.now() + lifetimeInMs;
      entries.set(deviceCode, { request, userCode, expiresAtInMs, state: "pending" });
      return { deviceCode, userCode };
    },
    findWaiting: (userCode) => waiting(userCode)?.request,
    answer(userCode, answer) {
      const entry = waiting(userCode);
      if (entry) entry.state = answer;
    },
    find(deviceCode) {
      const entry = entries.get(deviceCode);
      if (!entry) return "unknown";
      return entry.expiresAtInMs > clock.now() ? entry : "expired";
    },
    redeem(deviceCode) {
      const entry = entries.get(deviceCode);
      if (entry) entry.state = "redeemed";
    },
  };
}
