/* Buttons that copy what they name; where the browser does not let a page copy, they stay hidden. */
import { say } from "./say.js";

for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  const source = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText((source.value ?? source.textContent).trim());
    button.textContent = button.dataset.done;
    say(button.dataset.done);
  });
}
