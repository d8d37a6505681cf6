/* «Анна Ковалёва» → «АК», as the server draws the picture of who has none. */
export function initials(name) {
  const words = name.split(/[\s«»"().,-]+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  return words.slice(0, 2).map((word) => [...word][0]).join("").toUpperCase() || "?";
}
