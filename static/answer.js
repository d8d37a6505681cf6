/* Answering in a topic without a reload: the one form goes to the post that is answered, quotes, sends, stays safe. */
import { forget } from "./drafts.js";
import { freshId, live, Problem } from "./live.js";
import { apart } from "./names.js";
import { say } from "./say.js";
import { complain, kept, onItsWay } from "./sending.js";
import { list, put, topicId } from "./topic.js";

const form = document.querySelector("form[data-answer]");
const words = document.getElementById("words").dataset;
const LONGEST_QUOTE = 600;

const field = () => form.querySelector("textarea");
const parent = () => form.querySelector("[name=parent_id]");
const postId = (row) => row.id.replace("post-", "");

/* The text moves along with the form; its draft is kept under the new place's key. */
function go(row) {
  const whole = !row || row.dataset.seq === "1";
  const text = field();
  forget(text);
  text.dataset.draft = whole ? `topic-${topicId}` : `topic-${topicId}-${postId(row)}`;
  parent()?.remove();
  form.closest("[data-answer-place]")?.remove();
  form.querySelector("[data-whole]").hidden = whole;
  const label = form.querySelector(".field label");
  if (whole) {
    label.className = "visually-hidden";
    label.textContent = form.dataset.own;
    list.after(form);
  } else {
    const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: "parent_id", value: postId(row) });
    const place = document.createElement("li");
    place.className = `post d${Math.min(Number(row.getAttribute("aria-level")), 5)}`;
    place.dataset.answerPlace = "";
    label.className = "field-label";
    label.textContent = form.dataset.to.replace("{name}", apart(row.querySelector(".post-author").textContent));
    form.prepend(hidden);
    place.append(form);
    row.after(place);
  }
  text.dispatchEvent(new Event("input", { bubbles: true }));
  text.focus();
  form.scrollIntoView({ block: "nearest" });
}

function quote(row) {
  const body = row.querySelector(".post-body");
  const chosen = getSelection();
  const own = chosen.rangeCount && !chosen.isCollapsed && body.contains(chosen.getRangeAt(0).commonAncestorContainer);
  const said = (own ? chosen.toString() : body.innerText).trim();
  const short = said.length > LONGEST_QUOTE ? `${said.slice(0, LONGEST_QUOTE)}…` : said;
  const quoted = short.split("\n").filter((line) => line.trim()).map((line) => `> ${line}\n`).join("");
  field().value += `${field().value ? "\n\n" : ""}${quoted}\n`;
}

function show(row, post) {
  if (!row) return location.assign(`/p/${post.id}`);
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  return row.scrollIntoView({ block: "center" });
}

async function send(button) {
  const params = { topic_id: topicId, body: field().value, client_id: form.elements.client_id.value };
  if (parent()) params.parent_id = Number(parent().value);
  const free = onItsWay(form, button);
  try {
    const post = await live.call("forum.reply", params);
    forget(field());
    field().value = "";
    form.querySelector("[data-preview]")?.remove();
    form.elements.client_id.value = freshId();
    complain(form, "");
    say(words.sent);
    if (parent()) go(null);
    show(put(post, true), post);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (problem.kind === "conflict") form.elements.client_id.value = freshId(); // the first text has arrived, this is another
    const lost = problem.kind === "offline";
    complain(form, problem.fields.body || (lost ? kept(form, words.offline) : problem.message), lost);
  } finally {
    free();
  }
}

if (form) {
  form.addEventListener("submit", (event) => {
    if (event.submitter?.matches("[data-preview-button]") || live.state !== "online") return;
    event.preventDefault();
    if (!form.hasAttribute("aria-busy")) send(event.submitter);
  });
  form.addEventListener("click", (event) => event.target.matches("[data-whole]") && go(null));
  list.addEventListener("click", (event) => {
    const act = event.target.closest("[data-act=reply], [data-act=quote]");
    if (!act || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const row = act.closest("[data-path]");
    if (act.dataset.act === "quote") quote(row);
    go(row);
  });
}
