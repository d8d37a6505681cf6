/* Between marks that keep a name written from the right from turning the sentence around it; any other as it is. */
export const apart = (name) => (/[\u0590-\u08ff\ufb1d-\ufefc]/.test(name) ? `\u2068${name}\u2069` : name);

/* «Анна Ковалёва» → «АК», as the server draws the picture of who has none. */
export function initials(name) {
  const words = name.split(/[\s«»"().,-]+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  return words.slice(0, 2).map((word) => [...word][0]).join("").toUpperCase() || "?";
}
