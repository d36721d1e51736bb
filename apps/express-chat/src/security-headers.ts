import type { RequestHandler } from "express";
import helmet from "helmet";

/**
 * Headers of every answer: the page runs its own files and nothing else, in no frame, and sends
 * nothing elsewhere. What a document or the model wrote stays text, whatever it looks like.
 */
export function securityHeaders(isSecure: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
        // no string can become markup or code, not even by a mistake of ours
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ["'none'"],
      },
    },
    // "no-referrer" would make browsers send "Origin: null" with our own requests
    referrerPolicy: { policy: "same-origin" },
    xFrameOptions: { action: "deny" },
    strictTransportSecurity: isSecure,
  });
}
