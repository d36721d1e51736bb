import type {
  GatewayAccess,
  GatewayOpenAI,
  GatewayOptions,
  GatewaySearch,
} from "./gateway-options.ts";

/** Every option by name; the compiler sees to it that none is left out. */
const known = {
  gateway: {
    credential: true,
    access: true,
    search: true,
    openai: true,
    prefix: true,
    cloud: true,
    onDecision: true,
    onError: true,
  } satisfies Record<keyof GatewayOptions, true>,
  access: {
    tenants: true,
    audiences: true,
    scopes: true,
    roles: true,
    clients: true,
    guests: true,
    tenantIsolation: true,
    tokenGroups: true,
    groupCache: true,
    onBehalfOf: true,
    resource: true,
  } satisfies Record<keyof GatewayAccess, true>,
  search: {
    endpoint: true,
    indexes: true,
    groupField: true,
    secondCheck: true,
    proxy: true,
  } satisfies Record<keyof GatewaySearch, true>,
  openai: {
    endpoint: true,
    deployments: true,
    ungrounded: true,
    linkHosts: true,
  } satisfies Record<keyof GatewayOpenAI, true>,
};

/**
 * Checks that all parts are there and that no option is misspelt: a `secondcheck` would check nothing.
 *
 * @throws TypeError that names what is missing or unknown.
 */
export function requireKnownOptions(options: GatewayOptions): void {
  const { access, search, openai } = options;
  const parts: readonly (readonly [keyof typeof known, unknown])[] = [
    ["gateway", options],
    ["access", access],
    ["search", search],
    ["openai", openai],
  ];
  const faults = parts.flatMap(([name, part]) => {
    if (typeof part !== "object" || part === null) return [`${name} is missing`];
    return Object.keys(part)
      .filter((option) => !Object.hasOwn(known[name], option))
      .map((option) => `${name === "gateway" ? "" : `${name}.`}${option} is no option`);
  });
  if (faults.length > 0) throw new TypeError(`gateway: ${faults.join(", ")}`);
}
