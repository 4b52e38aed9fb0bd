// A page that came back with something wrong puts the reader at the summary; its links put them into the field.
const summary = document.getElementById("errors");
if (summary) {
  summary.focus();
  document.title = `${summary.querySelector("strong")?.textContent ?? ""} · ${document.title}`;
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    (field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea") ?? field).focus();
    field.scrollIntoView({ block: "center" });
  });
}
