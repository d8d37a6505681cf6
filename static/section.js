/* A section's list says that something new is there; what a person looks at stays as it is. */
import { live } from "./live.js";

const list = document.getElementById("topics");
const notice = document.getElementById("new-topics");

live.subscribe(`section:${list.dataset.section}`, {
  version: Number(list.dataset.version),
  onPush: ({ cause, topic }) => {
    if ((cause?.person_id ?? topic?.last_author.id) !== live.viewer) notice.hidden = false;
  },
});
