/* A topic that is open on the screen: replies arrive where they belong, edits and removals show. Answering: answer.js.
   Rows are filled into the <template>s of the page, drawn by the same macro as the page itself. */
import { holdFocus } from "./focus.js";
import { inParts, live } from "./live.js";
import { initials } from "./names.js";
import { counted, sayNew } from "./say.js";
import { isSteady, steadily } from "./steady.js";
import { moveTimes } from "./times.js";

const list = document.getElementById("posts");
const topicId = Number(list.dataset.topic);
const notice = document.getElementById("new-posts");
const { locale, zone } = document.body.dataset;
const exactly = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", timeZone: zone });
const unseen = new Set();
let newest = Number(list.dataset.lastSeq);
let elsewhere = 0;

const pathOf = (row) => (row.seqs ??= row.dataset.path.split(".").map(Number));
const rows = () => [...list.querySelectorAll("li[data-path]")];
const rowOf = (id) => document.getElementById(`post-${id}`);

/* Reading order: a reply stands after what it answers, replies to one post by their time. */
function compare(a, b) {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

function about({ position, institution }) {
  const word = document.getElementById("positions").content.querySelector(`[data-code="${CSS.escape(position || "-")}"]`);
  return [word?.textContent, institution].filter(Boolean).join(", ");
}

function fillTime(time, ms) {
  const exact = exactly.format(ms);
  time.className = "when";
  time.dateTime = new Date(ms).toISOString();
  time.title = exact;
  time.setAttribute("aria-label", exact);
  time.textContent = exact;
}

function draw(post) {
  const gone = post.removed_by === post.author.id ? "withdrawn" : "removed";
  const kind = post.removed_at ? gone : post.author.id === live.viewer ? "own" : "other";
  const row = document.getElementById(`${kind}-row`).content.firstElementChild.cloneNode(true);
  row.id = `post-${post.id}`;
  row.classList.replace("d0", `d${Math.min(post.depth, 5)}`);
  row.setAttribute("aria-level", post.depth + 1);
  Object.assign(row.dataset, { seq: post.seq, version: post.version, path: post.path.join("."), author: post.author.id });
  for (const link of row.querySelectorAll("[data-act]")) {
    if (link.dataset.act === "reply") link.href = `?at=${post.seq}${post.seq === 1 ? "" : `&reply=${post.id}`}#answer`;
    else if (link.dataset.act === "quote") link.href = `?at=${post.seq}&reply=${post.id}&quote=1#answer`;
    else link.href = `/p/${post.id}/${link.dataset.act}`;
  }
  if (post.removed_at) return row;
  const picture = row.querySelector(".avatar");
  picture.className = `avatar tint-${post.author.id % 6}`;
  picture.textContent = initials(post.author.name);
  const author = row.querySelector(".post-author");
  author.href = `/people/${post.author.handle}`;
  author.textContent = post.author.name;
  row.querySelector(".post-about").textContent = about(post.author);
  row.querySelector(".post-time").href = `/p/${post.id}`;
  fillTime(row.querySelector("time"), post.posted_at);
  if (!post.edited_at) row.querySelector(".post-edited").remove();
  row.querySelector(".post-body").innerHTML = post.html; // the server's own, sanitised
  return row;
}

function belongsHere(path) {
  const shown = rows();
  if (!shown.length) return false;
  const first = shown[0].dataset.seq === "1" || compare(path, pathOf(shown[0])) > 0;
  const last = "lastPage" in list.dataset || compare(path, pathOf(shown.at(-1))) < 0;
  return first && last;
}

function put(post, quietly) {
  const known = rowOf(post.id);
  if (Number(known?.dataset.version) > post.version) return known; // an answer that a later push has overtaken
  const row = draw(post);
  const isNew = post.seq > newest;
  newest = Math.max(newest, post.seq);
  if (known) {
    if (known.classList.contains("post-marked")) row.classList.add("post-marked");
    if (known.classList.contains("post-unread") && !post.removed_at) row.classList.add("post-unread");
    const giveBack = holdFocus(known);
    steadily(() => known.replaceWith(row));
    giveBack(row);
    seeing.unobserve(known);
    if (unseen.delete(known)) watch(row);
    return row;
  }
  if (!belongsHere(post.path)) {
    if (isNew && !quietly && !post.removed_at && post.author.id !== live.viewer) elsewhere += 1;
    showNotice();
    return null;
  }
  const next = rows().find((other) => compare(post.path, pathOf(other)) < 0);
  steadily(() => (next ? next.before(row) : list.append(row)));
  if (!quietly && !post.removed_at && post.author.id !== live.viewer) arrived(row, post);
  return row;
}

function watch(row) {
  unseen.add(row);
  seeing.observe(row);
}

function arrived(row, post) {
  row.classList.add("post-unread");
  watch(row);
  sayNew(post.author.name, row.querySelector(".post-body").textContent);
  showNotice();
}

/* Read is what was on the screen of a page somebody looked at. */
const seen = new Set();
let telling;
const seeing = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting || document.hidden) continue;
    seeing.unobserve(target);
    unseen.delete(target);
    seen.add(Number(target.dataset.seq));
  }
  showNotice();
  clearTimeout(telling);
  telling = setTimeout(tellRead, 800);
});

async function tellRead() {
  if (!seen.size) return;
  const told = [...seen];
  seen.clear();
  try {
    await live.call("forum.read", { topic_id: topicId, ranges: told.slice(0, 100).map((seq) => [seq, seq]) });
    told.slice(100).forEach((seq) => seen.add(seq));
    document.dispatchEvent(new Event("places"));
  } catch {
    told.forEach((seq) => seen.add(seq)); // told with the next ones
  }
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) for (const row of unseen) { seeing.unobserve(row); seeing.observe(row); }
});

const isAbove = (row) => row.getBoundingClientRect().top < 0;

function showNotice() {
  if (isSteady()) return; // at the end of all the changes
  const waiting = rows().filter((row) => unseen.has(row));
  const below = waiting.filter((row) => !isAbove(row));
  const [words, count] = below.length ? ["below", below.length] : waiting.length ? ["above", waiting.length] : ["elsewhere", elsewhere];
  notice.hidden = !count;
  notice.textContent = notice.dataset[words].replace("{count}", count);
}

notice.addEventListener("click", () => {
  const waiting = rows().filter((row) => unseen.has(row));
  const next = waiting.find((row) => !isAbove(row)) || waiting.at(-1);
  if (next) next.scrollIntoView({ block: "center" });
  else location.assign(`/t/${topicId}`);
});

function showCount(postCount) {
  const place = document.getElementById("replies");
  place.textContent = counted(place.dataset, "replies", Math.max(0, postCount - 1));
}

function showTopic(topic) {
  showCount(topic.post_count);
  document.querySelector("[data-topic-title]").textContent = topic.title;
  for (const chip of document.querySelectorAll("[data-state]")) chip.hidden = !topic[chip.dataset.state];
  const why = document.querySelector("[data-closed-why]");
  why.textContent = topic.closed_why;
  why.parentElement.hidden = !topic.closed_why;
  showClosed(Boolean(topic.closed_at));
}

/* Who moderates goes on replying. For others the form gives way to a sentence; what stands in it comes back with it. */
function showClosed(closed) {
  const sentence = document.getElementById("topic-closed");
  const form = document.querySelector("form[data-answer]");
  if (!sentence || !form) return;
  list.toggleAttribute("data-closed", closed);
  form.hidden = closed;
  sentence.hidden = !closed;
  sentence.querySelector("[data-kept]").hidden = !form.querySelector("textarea").value.trim();
}

function heard({ post, topic, post_count: count }) {
  if (post) put(post);
  if (post) showCount(count);
  if (topic) showTopic(topic);
}

live.subscribe(`topic:${topicId}`, {
  version: Number(list.dataset.version),
  onPush: (params) => {
    heard(params);
    moveTimes();
  },
  onMissed: async (items) => {
    await inParts(items, (part) => {
      steadily(() => part.forEach(heard));
      showNotice();
    });
    moveTimes();
  },
  onLost: () => {
    document.getElementById("topic-lost").hidden = false;
  },
});

/* «n»: the next of the unread posts below the one where it was pressed; on another page of the topic when the last is one. */
let walked = null;
document.addEventListener("next-unread", (event) => {
  const all = rows();
  const from = all.indexOf(document.activeElement.closest("[data-path]")) + 1 || all.indexOf(walked) + 1;
  const next = all.slice(from).find((row) => row.classList.contains("post-unread"));
  const further = all.at(-1)?.classList.contains("post-unread") && document.querySelector(".pager-next");
  if (next) {
    walked = next;
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center" });
  } else if (further) location.assign(further.href);
  else return;
  event.preventDefault();
});

/* What the page opened with is marked as read by the server, after the left column was drawn. */
if (list.querySelector(".post-unread")) document.dispatchEvent(new Event("places"));

export { list, put, topicId };
