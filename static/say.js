/* What a screen reader says by itself, politely and in its turn.
   say(sentence)             "sent", "no connection"
   sayNew(author, text)      a line of a talk, author and text first; when many come at once they are counted instead
   counted(words, name, n)   the sentence of `words` (a dataset: nameOne, nameFew, nameMany) for a number */
const words = document.getElementById("words").dataset;
const rules = new Intl.PluralRules(document.body.dataset.locale);
const GATHER = 500;
const READ_OUT = 3;
const LONGEST = 300;
let sentences = [];
let fresh = [];
let due = null;

export function counted(from, name, count) {
  const form = { one: "One", few: "Few" }[rules.select(count)] || "Many";
  return from[name + form].replace("{num}", count);
}

/* Put in as a new element, so that the same sentence is heard twice. */
function speak() {
  due = null;
  const said = fresh.length > READ_OUT ? [counted(words, "new", fresh.length)] : fresh;
  const line = document.createElement("p");
  line.textContent = [...sentences, ...said].join("\n");
  sentences = [];
  fresh = [];
  document.getElementById("announcer").replaceChildren(line);
}

function soon() {
  due ??= setTimeout(speak, GATHER);
}

export function say(sentence) {
  sentences.push(sentence);
  soon();
}

export function sayNew(author, text) {
  const short = text.replace(/\s+/g, " ").trim();
  fresh.push(`${author}: ${short.length > LONGEST ? `${short.slice(0, LONGEST)}…` : short}`);
  soon();
}
