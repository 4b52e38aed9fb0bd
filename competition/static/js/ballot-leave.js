// Signing out: what still waits on this device is sent first, then everything kept here goes. What cannot be sent is not
// thrown away unasked: the form says so (data-unsent-fact, data-unsent-rest, with {n}) and a second press leaves all the
// same; a form without these words keeps the unsent marks for the judge's next sign-in.
import * as outbox from "./ballot-outbox.js";

async function kept() {
  const there = await indexedDB.databases?.().catch(() => null);
  if (there && !there.some(({ name }) => name === outbox.NAME)) return [];
  return outbox.everything().catch(() => []);
}

async function sendAll(token) {
  for (const record of await kept()) {
    let outcome = record.apart?.length ? {} : await outbox.send(record, token);
    while (outcome.more) outcome = await outbox.send(record, token);
  }
  return outbox.waiting(await kept());
}

function warn(form, n) {
  const { unsentFact, unsentRest } = form.dataset;
  if (!unsentFact) return false;
  const banner = document.createElement("div");
  banner.className = "banner hue-ochre";
  banner.setAttribute("role", "alert");
  const text = document.createElement("p");
  const fact = document.createElement("strong");
  fact.textContent = unsentFact.replace("{n}", n);
  text.append(fact, " ", unsentRest ?? "");
  banner.append(text);
  form.before(banner);
  return true;
}

for (const form of document.querySelectorAll('form[action$="/sign-out"]')) {
  let warned = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const n = warned ? 0 : await sendAll(form.elements.csrf_token?.value ?? "");
    if (n && warn(form, n)) {
      warned = true;
      return;
    }
    if (!n) await outbox.wipe().catch(() => undefined);
    form.submit();
  });
}
