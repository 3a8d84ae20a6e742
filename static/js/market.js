// Comfort only: every page works without this file.
"use strict";

// Filters show their effect at once; the button stays for those who use it.
for (const form of document.querySelectorAll("form[data-submit-on-change]")) {
  form.classList.add("has-script");
  form.addEventListener("change", () => form.requestSubmit());
}

// On a wide screen filters stand open beside the list.
const wide = window.matchMedia("(min-width: 62rem)");
for (const drawer of document.querySelectorAll("details[data-open-wide]")) {
  drawer.open = wide.matches;
  wide.addEventListener("change", () => { drawer.open = wide.matches; });
}

// A menu closes when one goes elsewhere.
for (const menu of document.querySelectorAll("details[data-closes-outside]")) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

// What went wrong is read out first.
document.getElementById("error-summary")?.focus();

// A second click does not send a form twice; going back makes the buttons work again.
for (const form of document.querySelectorAll("form[method='post']")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
