// Sorting of tables marked data-sortable, and frames that take the focus only while they scroll.
const number = (text) => Number.parseFloat(text.replaceAll(",", "").replace("−", "-").replace(/[^\d.-].*$/, ""));
const spoken = new Intl.Collator(document.documentElement.lang, { numeric: true });

function key(row, column) {
  const cell = row.cells[column];
  return cell?.dataset.key ?? cell?.textContent.trim() ?? "";
}

function sort(table, head, column) {
  const rising = head.getAttribute("aria-sort") !== "ascending";
  const byNumber = head.classList.contains("num");
  const rows = [...table.tBodies[0].rows].filter((row) => !row.classList.contains("award-line"));
  const compare = byNumber
    ? (a, b) => (number(key(a, column)) || 0) - (number(key(b, column)) || 0)
    : (a, b) => spoken.compare(key(a, column), key(b, column));
  rows.sort((a, b) => (rising ? compare(a, b) : compare(b, a)));
  for (const line of table.querySelectorAll(".award-line")) line.hidden = true;
  table.tBodies[0].append(...rows);
  for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", rising ? "ascending" : "descending");
}

for (const table of document.querySelectorAll("table[data-sortable]")) {
  [...(table.tHead?.rows[0]?.cells ?? [])].forEach((head, column) => {
    if (head.colSpan > 1 || !head.textContent.trim()) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(table, head, column));
    head.append(button);
  });
}

const watch = new ResizeObserver((seen) => {
  for (const { target } of seen) {
    if (target.scrollWidth > target.clientWidth + 1) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
for (const frame of document.querySelectorAll(".frame")) watch.observe(frame);
