import type { Check, Diagnosis, ServiceDiagnosis } from "./check.ts";
import { examineService, type ExaminationOptions } from "./examine-service.ts";
import { explainThrownError } from "../explain-thrown-error.ts";
import { readPrincipal } from "./principal.ts";
import type { Target } from "./target.ts";

/** What all services are examined with. */
export interface DiagnosisOptions extends Omit<ExaminationOptions, "onHop"> {
  /** Told of what is tried next, as in `contoso.search.windows.net: dns`. */
  readonly onProgress?: (what: string) => void;
}

/** Tries each service with one credential, and says where the way to it ends. Changes nothing. */
export async function diagnose(
  targets: readonly Target[],
  { onProgress, ...options }: DiagnosisOptions,
): Promise<Diagnosis> {
  onProgress?.("sign-in");
  const signIn = await checkSignIn(options);
  const services: ServiceDiagnosis[] = [];
  for (const target of signIn.state === "fails" ? [] : targets) {
    const { service, endpoint } = target;
    const { host } = new URL(endpoint);
    // one after another: they share the credential, whose first answer is the one that takes long
    // oxlint-disable-next-line no-await-in-loop
    const checks = await examineService(target, {
      ...options,
      onHop: (hop) => onProgress?.(`${host}: ${hop}`),
    });
    services.push({ service, endpoint, checks });
  }
  const all = [signIn, ...services.flatMap(({ checks }) => checks)];
  return { works: all.every(({ state }) => state !== "fails"), signIn, services };
}

/** Whether there is an identity at all; Resource Manager is the one audience that every tenant has. */
async function checkSignIn({ credential, cloud }: SignInOptions): Promise<Check> {
  try {
    const token = await credential.getToken(`${cloud.resourceManagerEndpoint}/.default`);
    const principal = token === null ? undefined : readPrincipal(token);
    if (principal !== undefined) {
      const { kind, objectId, tenantId } = principal;
      const detail = `${kind} with object id ${objectId}, of tenant ${tenantId}`;
      return { hop: "sign-in", state: "works", detail };
    }
  } catch (error) {
    const known = explainThrownError(error);
    if (known !== undefined) {
      return { hop: "sign-in", state: "fails", detail: known.problem, remedy: known.remedy };
    }
  }
  return {
    hop: "sign-in",
    state: "fails",
    detail: "The credential gave no token of Microsoft Entra.",
    remedy: "Turn on the managed identity of the app, or sign in with az login on a workstation.",
  };
}

type SignInOptions = Pick<ExaminationOptions, "credential" | "cloud">;
