// Progressive enhancement only: every page works without this file.
(() => {
  "use strict";

  // An error summary takes the focus, so that a screen reader starts there.
  document.getElementById("error-summary")?.focus();

  // Show or hide what was typed in the password field that the button names.
  const reveals = document.querySelectorAll("button[data-reveals]");
  const reveal = (button, shown) => {
    const field = document.getElementById(button.dataset.reveals);
    field.type = shown ? "text" : "password";
    button.textContent = shown ? button.dataset.hide : button.dataset.show;
    button.setAttribute("aria-label", shown ? button.dataset.hideLabel : button.dataset.showLabel);
  };
  for (const button of reveals) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = document.getElementById(button.dataset.reveals);
      reveal(button, field.type === "password");
    });
  }

  // A form is sent once; if the answer takes longer than 300 ms, its button says so.
  const rest = (form) => {
    clearTimeout(form.busyTimer);
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) {
      button.removeAttribute("aria-busy");
      if (button.dataset.rest) button.textContent = button.dataset.rest;
    }
  };
  for (const form of document.forms) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "true";
      for (const button of reveals) reveal(button, false);
      const button = event.submitter;
      form.busyTimer = setTimeout(() => {
        if (!button) return;
        button.setAttribute("aria-busy", "true");
        if (button.dataset.busy) {
          button.dataset.rest = button.textContent;
          button.textContent = button.dataset.busy;
        }
        // Whoever stopped the page from loading may send the form again.
        form.busyTimer = setTimeout(() => rest(form), 10000);
      }, 300);
    });
  }
  addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.forms) rest(form);
  });
})();
