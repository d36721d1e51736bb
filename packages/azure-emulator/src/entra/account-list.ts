import { html, type Html } from "../pages/html.ts";
import type { SeedUser } from "../seed.ts";

/** The people to pick from, as buttons of a form (`user`); the first one has the focus. */
export function accountList(users: readonly SeedUser[]): Html {
  return html`<ul>
    ${users.map(accountItem)}
  </ul>`;
}

function accountItem(user: SeedUser, index: number): Html {
  const { id, displayName, userPrincipalName, jobTitle } = user;
  return html`<li>
    <button name="user" value="${id}" ${index === 0 ? html`autofocus` : ""}>
      <span class="avatar hue-${String(hueOf(id))}" aria-hidden="true"
        >${initialsOf(displayName)}</span
      >
      <span class="person">
        <span class="name">${displayName}</span>
        ${jobTitle === undefined ? "" : html`<span class="title">${jobTitle}</span>`}
        <span class="account">${userPrincipalName}</span>
      </span>
    </button>
  </li>`;
}

function initialsOf(displayName: string): string {
  const initials = displayName.match(/(?<=^|\s)\S/gu) ?? [];
  const shown = initials.length > 1 ? [initials[0], initials.at(-1)] : initials;
  return shown.join("").toUpperCase();
}

/** One of six colours, always the same for a person. */
function hueOf(id: string): number {
  return Number.parseInt(id.slice(-8), 16) % 6;
}
