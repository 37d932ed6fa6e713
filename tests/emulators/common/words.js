// Two languages: English stands in the pages, Malay beside it. data-ms is an element's text,
// data-ms-title the attribute "title".
const language = localStorage.getItem("language") ?? (navigator.language.startsWith("ms") ? "ms" : "en");
document.documentElement.lang = language;

function say(english, malay) { return language === "ms" ? malay : english; }

function translate(root) {
  if (language !== "ms") return;
  for (const each of root.querySelectorAll("[data-ms]")) each.textContent = each.dataset.ms;
  for (const name of ["title", "placeholder", "aria-label", "data-empty"]) {
    for (const each of root.querySelectorAll(`[data-ms-${name}]`)) {
      each.setAttribute(name, each.getAttribute("data-ms-" + name));
    }
  }
}

// For a <select> of languages. What the phones on the page have is told by the storage, which they watch.
function choose_language(select) {
  select.value = language;
  select.onchange = () => {
    localStorage.setItem("language", select.value);
    location.reload();
  };
}

addEventListener("storage", event => { if (event.key === "language") location.reload(); });
document.addEventListener("DOMContentLoaded", () => translate(document));
