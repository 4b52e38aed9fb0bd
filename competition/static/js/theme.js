// Light or dark without a reload; the server keeps the choice in a cookie, so that the next page is right before its first paint.
const root = document.documentElement;
const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;

function show(theme) {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  for (const button of document.querySelectorAll(".theme-words [name=theme]")) button.setAttribute("aria-pressed", button.value === theme);
  for (const button of document.querySelectorAll(".theme-flip [name=theme]")) button.value = isDark() ? "light" : "dark";
}

for (const form of document.querySelectorAll("[data-theme-form]")) {
  form.addEventListener("submit", (event) => {
    const chosen = event.submitter?.value;
    if (chosen === undefined) return;
    event.preventDefault();
    const sent = new FormData(form);
    sent.set("theme", chosen);
    // Without a network the choice holds for this page only.
    fetch(form.action, { method: "POST", body: sent, redirect: "manual" }).catch(() => {});
    show(chosen);
  });
}
for (const button of document.querySelectorAll(".theme-flip [name=theme]")) button.value = isDark() ? "light" : "dark";
