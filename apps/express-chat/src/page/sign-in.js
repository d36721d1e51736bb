// Says why the last sign-in did not come about.
const problems = new Map([
  ["expired", "That sign-in took too long or was begun in another window. Please try again."],
  ["declined", "You did not sign in. You can try again whenever you like."],
  [
    "failed",
    "Microsoft Entra did not sign you in. Try again; if it stays so, tell the people who run this app.",
  ],
  ["unavailable", "Signing in is not possible at the moment. Please try again soon."],
  ["ended", "Your session has ended. Sign in again to go on."],
]);

const text = problems.get(new URL(location.href).searchParams.get("problem") ?? "");
const place = document.getElementById("problem");
if (text !== undefined && place) {
  place.textContent = text;
  place.hidden = false;
  // a reload shall not tell it again
  history.replaceState(null, "", "/");
}
