// Pages where nothing is typed (my entries, the review): send what still waits on this device, and say what does not go.
import * as outbox from "./ballot-outbox.js";
import { hush, say, word } from "./ballot-said.js";

const words = document.getElementById("ballot-words").dataset;
const deed = document.querySelector("#seal button.deed");
let wait = 2000;

async function flush() {
  const records = await outbox.all(words.owner).catch(() => []);
  let sent = 0;
  for (const record of records) {
    let outcome = record.apart?.length ? { conflict: true } : await outbox.send(record, words.token);
    while (outcome.more) outcome = await outbox.send(record, words.token);
    if (outcome.done) sent += 1;
    else if (outcome.conflict) say("conflict", { entry: record.name });
    else if (outcome.refused) say("refused", { entry: record.name }, { fact: outcome.refused });
    else if (outcome.signedOut) return stay("signedOut", records, words.signIn);
    else return stay(outcome.offline ? "offline" : "trouble", records);
    if (!outcome.done && deed) deed.disabled = true;
  }
  if (sent) location.reload();
}

function stay(kind, records, link) {
  say(kind, { n: outbox.waiting(records) }, { drawing: kind === "offline" ? "offline" : "triangle", link });
  if (deed) deed.disabled = true;
  if (!link) setTimeout(flush, (wait = Math.min(wait * 2, 60000)) * (0.7 + 0.6 * Math.random()));
}

addEventListener("online", () => { hush(); wait = 2000; flush(); });
flush();
