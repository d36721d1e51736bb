// beside the request, not on it: a header, a body parser or another middleware cannot put one there
const principals = new WeakMap<object, object>();

/** Remembers on whose behalf a request is answered, for as long as the request lives. */
export function setPrincipal(incoming: object, principal: object): void {
  principals.set(incoming, principal);
}

/** On whose behalf a request is answered; `undefined` for one that nobody has admitted. */
export function getPrincipal(incoming: object): object | undefined {
  return principals.get(incoming);
}
