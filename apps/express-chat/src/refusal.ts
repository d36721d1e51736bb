import type { Response } from "express";

/** Answers with a refusal in the shape that all refusals of the app have. */
export function refuse(response: Response, status: number, code: string, message: string): void {
  response.status(status).set("Cache-Control", "no-store").json({ error: { code, message } });
}
