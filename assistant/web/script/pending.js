/* The question that is being answered, and what is being typed, outlive a reload of this tab: the
   reader's own, or Gradio's, which loads the page anew once a lost connection is there again. */

const PENDING = "paper-assistant.pending";
const DRAFT = "paper-assistant.draft";
const tab = {
  read(key) { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } },
  write(key, value) { try { sessionStorage.setItem(key, JSON.stringify(value)); } catch { /* lost at a reload */ } },
};

function pend(question, keep) {
  const before = tab.read(PENDING);
  const again = before?.again && before.question === question;
  tab.write(PENDING, { question, keep, talk: keep ? page.talk.id : null, tries: again ? before.tries + 1 : 1 });
  tab.write(DRAFT, null);
}

function answered() { tab.write(PENDING, null); }

/* Ask again what a reload has cut short, once; the second time the reader decides. */
function takeUp({ question, keep, tries, ...rest }) {
  if (tries > 1) {
    answered();
    settle();
    begun(keep, question);
    return ended("The connection was lost again. This answer is not kept.");
  }
  tab.write(PENDING, { question, keep, tries, ...rest, again: true });
  ask(question, keep, "The connection was lost; asking again…");
}

/* What was being typed comes back, as if typed. */
function redraft() {
  const box = $("#pa-question textarea");
  const text = tab.read(DRAFT);
  if (!text || box.value) return;
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}
