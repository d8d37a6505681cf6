/* The messages of a room are one stop of the Tab key. Up and down go from message to message, Tab on to what can be pressed
   in the one where the focus is; Enter or the menu key opens its menu. A focused message is read author and text first. */
const ROW = ".message[data-seq]";
const UNSEEN = ".message-more .message-author"; // said, not shown
const WRITING = "textarea, input, .more-list";
const pressable = (row) => row.querySelectorAll("a[href], button");

export class Rove {
  constructor(list) {
    this.list = list;
    list.querySelectorAll(ROW).forEach((row) => this.calm(row));
    list.addEventListener("focusin", ({ target }) => this.enter(target.closest(ROW), target));
    list.addEventListener("focusout", ({ target }) => target.matches(ROW) && target.removeAttribute("aria-label"));
    list.addEventListener("keydown", (event) => this.pressed(event));
    list.addEventListener("contextmenu", (event) => {
      if (event.target.matches(ROW) && event.target === document.activeElement) this.open(event, event.target);
    });
  }

  /* Until somebody has walked into the list, its last message is the stop. */
  get current() {
    if (this.walked?.isConnected) return this.walked;
    let row = this.list.lastElementChild;
    while (row && !row.matches(ROW)) row = row.previousElementSibling;
    return row;
  }

  /* A row that was drawn: its controls are out of the way, but for the one where the focus is. */
  calm(row) {
    const on = row === this.walked;
    row.tabIndex = on ? 0 : -1;
    for (const each of pressable(row))
      if (on && !each.matches(UNSEEN)) each.removeAttribute("tabindex");
      else each.tabIndex = -1;
  }

  /* Called when rows came or went: some row can always be reached. */
  settle() {
    const { current } = this;
    if (this.stop !== current && this.stop?.isConnected && this.stop !== this.walked) this.stop.tabIndex = -1;
    this.stop = current;
    if (current) current.tabIndex = 0;
  }

  enter(row, target) {
    if (!row) return;
    if (row !== this.walked) {
      const before = this.walked;
      this.walked = row;
      if (before) this.calm(before);
      this.calm(row);
      this.settle();
    }
    if (target !== row) return;
    const text = row.querySelector(".message-body").textContent.replace(/\s+/g, " ").trim();
    row.setAttribute("aria-label", `${row.querySelector(".message-author").textContent}: ${text}`);
  }

  pressed(event) {
    const row = event.target.closest(ROW);
    if (!row || event.target.closest(WRITING) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      event.preventDefault();
      const step = event.key === "ArrowUp" ? "previousElementSibling" : "nextElementSibling";
      let next = row[step];
      while (next && !next.matches(ROW)) next = next[step];
      next?.focus();
    } else if (event.key === "Enter" && event.target === row) this.open(event, row);
  }

  open(event, row) {
    event.preventDefault();
    row.querySelector(".message-acts").click();
  }
}
