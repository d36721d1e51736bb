/** @type {readonly (readonly [RegExp, string])[]} */
const scripts = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, "ja"],
  [/\p{Script=Hangul}/u, "ko"],
  [/\p{Script=Han}/u, "zh"],
];

/**
 * The language that a text's script gives away, so that shared characters get the shapes of their
 * language and screen readers the right voice; undefined where the script tells nothing.
 *
 * @param {string} text
 * @returns {string | undefined}
 */
export function languageOf(text) {
  return scripts.find(([script]) => script.test(text))?.[1];
}
