// Running sums in the criteria tree while weights are typed, and arrow keys from one weight to the next.
// The server says the same after every save; nothing here is stored or mended.
const tree = document.querySelector("[data-tree]");

const hundredths = (field) => {
  const typed = field.value.normalize("NFKC").replace("−", "-").trim();
  return /^-?\d+(\.\d{1,2})?$/.test(typed) ? Math.round(Number(typed) * 100) : NaN;
};
const plain = (amount) => (amount / 100).toFixed(2).replace(/\.?0+$/, "");
const sum = (fields) => fields.reduce((total, field) => total + hundredths(field), 0);
const say = (total, due) => {
  const words = total === due ? tree.dataset.even : total < due ? tree.dataset.missing : tree.dataset.over;
  return words.replace("{sum}", plain(total)).replace("{gap}", plain(Math.abs(due - total)));
};

const show = () => {
  const fields = [...tree.querySelectorAll("[data-weight]")];
  for (const place of tree.querySelectorAll("[data-sum]")) {
    const due = hundredths(tree.querySelector(`[data-weight="${place.dataset.sum}"]`));
    const total = sum(fields.filter((field) => field.dataset.under === place.dataset.sum));
    if (Number.isNaN(total) || Number.isNaN(due)) continue;
    place.textContent = say(total, due);
    place.classList.toggle("wrong", total !== due);
  }
  const whole = sum(fields.filter((field) => !field.dataset.under));
  const place = document.querySelector("[data-total]");
  if (place && !Number.isNaN(whole)) place.textContent = plain(whole);
  const balance = document.querySelector("[data-balance]");
  if (balance && !Number.isNaN(whole)) balance.hidden = plain(whole) !== balance.dataset.balance;
};

if (tree) {
  tree.addEventListener("input", show);
  tree.addEventListener("keydown", (event) => {
    if (!event.target.matches("[data-weight]") || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const fields = [...tree.querySelectorAll("[data-weight]")];
    const next = fields[fields.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) { event.preventDefault(); next.focus(); next.select(); }
  });
}
