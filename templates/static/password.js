// Progressive enhancement of the field for a new password. The server judges; this only spares a round.
(() => {
  "use strict";

  // Rules of a new password are ticked while it is typed.
  const kept = {
    length: (text, least) => [...text].length >= least,
    upper: (text) => /\p{Lu}/u.test(text),
    lower: (text) => /\p{Ll}/u.test(text),
    digit: (text) => /\p{N}/u.test(text),
    special: (text) => /[^\p{L}\p{N}]/u.test(text),
  };
  for (const list of document.querySelectorAll("ul[data-rules-of]")) {
    const field = document.getElementById(list.dataset.rulesOf);
    field.addEventListener("input", () => {
      for (const rule of list.querySelectorAll("[data-rule]")) {
        rule.classList.toggle("met", kept[rule.dataset.rule](field.value, Number(rule.dataset.least)));
      }
    });
  }

  // So does the meter move: by an estimate that knows no dictionary. Without script a button asks the server.
  const estimate = (text, own) => {
    let rest = text.toLowerCase();
    for (const word of own) if (word.length > 2) rest = rest.replaceAll(word.toLowerCase(), "*");
    const pools = [[/\p{Ll}/u, 26], [/\p{Lu}/u, 26], [/\p{N}/u, 10], [/[^\p{L}\p{N}]/u, 33]];
    const pool = pools.reduce((size, [kind, more]) => size + (kind.test(text) ? more : 0), 1);
    let bits = 0;
    let before = 0;
    for (const letter of rest) {
      const here = letter.codePointAt(0);
      // A letter that goes on as the one before did is hardly a guess more.
      bits += Math.abs(here - before) <= 1 ? 1 : Math.log2(pool);
      before = here;
    }
    return [30, 45, 60, 80].filter((least) => bits >= least).length;
  };
  for (const line of document.querySelectorAll("[data-meter-of]")) {
    const field = document.getElementById(line.dataset.meterOf);
    const words = line.dataset.words.split("|");
    document.getElementById("how-strong")?.remove();
    field.addEventListener("input", () => {
      const own = ["email", "name", "username"].map((id) => document.getElementById(id)?.value ?? "");
      const score = estimate(field.value, own.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u)));
      line.hidden = field.value === "";
      line.querySelector("meter").value = score;
      line.querySelector("output").textContent = words[score];
    });
  }
})();
