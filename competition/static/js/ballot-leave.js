// Signing out deletes what this device keeps; with changes still waiting it asks once more before it does.
import { wipe } from "./ballot-outbox.js";
import { say } from "./ballot-said.js";

export function guardSignOut(waiting, flush = async () => undefined) {
  for (const form of document.querySelectorAll('form[action$="/sign-out"]')) {
    let warned = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await flush();
      const n = await waiting();
      if (n && !warned) {
        warned = true;
        say("leave", { n });
        return;
      }
      await wipe().catch(() => undefined);
      form.submit();
    });
  }
}
