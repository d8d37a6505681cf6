/* «Preview» without leaving the page: what the server's renderer makes of the text, above it. */
import { live } from "./live.js";

function card(form) {
  const shown = form.querySelector("[data-preview]");
  if (shown) return shown;
  const made = document.createElement("div");
  made.className = "card prose";
  made.dataset.preview = "";
  form.querySelector("textarea").closest(".field").before(made);
  return made;
}

async function preview(button) {
  const form = button.form;
  try {
    const { html } = await live.call("forum.preview", { body: form.querySelector("textarea").value });
    card(form).innerHTML = html; // the server's own, sanitised
  } catch (problem) {
    card(form).textContent = problem.fields?.body || problem.message;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-preview-button]");
  if (!button || live.state !== "online" || !button.form.querySelector("textarea").value.trim()) return;
  event.preventDefault();
  preview(button);
});
