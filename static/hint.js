/* «Got it» under a hint takes it away without leaving the page. While there is no line the form goes its own way. */
import { live } from "./live.js";

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-hint]") || live.state !== "online") return;
  event.preventDefault();
  try {
    await live.call("people.dismiss_hint", { hint: form.elements.hint.value });
    form.closest("[data-hinted]").remove();
    document.getElementById("content").focus({ preventScroll: true });
  } catch {
    form.submit();
  }
});
