import { contoso } from "./contoso.ts";
import { nameUuid } from "./name-uuid.ts";

/** Somebody who can sign in. */
export interface Person {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  /** Names of the groups that the person is in. */
  readonly groups: readonly string[];
}

const names: readonly string[] = [
  "Maria Silva",
  "Kenji Watanabe",
  "Amara Okafor",
  "Lukas Brandt",
  "Priya Nair",
  "Chen Yu",
  "Elif Demir",
  "Tom Hughes",
  "Ingrid Solberg",
  "Mateo Rojas",
  "Noor Haddad",
  "Zofia Nowak",
];

/** One person per group, one in all of them and one in none. */
export function peopleOf(groups: readonly string[]): readonly Person[] {
  const single = groups.map((group, i) => person(names[i] ?? `Person ${i + 1}`, [group]));
  const all = groups.length > 1 ? [person("Alex Everywhere", groups)] : [];
  return [...single, ...all, person("Nina Nowhere", [])];
}

function person(displayName: string, groups: readonly string[]): Person {
  const userName = displayName.toLowerCase().replace("person ", "person").split(" ")[0] ?? "";
  const userPrincipalName = `${userName}@${contoso.domain}`;
  return { id: nameUuid(`user/${userName}`), userPrincipalName, displayName, groups };
}
