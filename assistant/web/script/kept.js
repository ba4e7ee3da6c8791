/* Where conversations are kept: in this browser alone, a turn under a key of its own, so that a
   long conversation costs no more to keep than a short one. */

const TALKS = "paper-assistant.talks";
const CURRENT = "paper-assistant.current";
const MOST_KEPT = 50;
const turnKey = (id, number) => `paper-assistant.turn.${id}.${number}`;
const talks = () => store.read(TALKS, []);

function load(id) {
  const about = talks().find((t) => t.id === id);
  const turns = about?.questions.map((_, number) => store.read(turnKey(id, number), null)) || [];
  return about && { turns: turns.filter(Boolean), filters: about.filters };
}

function drop(about) {
  about.questions.forEach((_, number) => localStorage.removeItem(turnKey(about.id, number)));
  store.write(TALKS, talks().filter((t) => t.id !== about.id));
}

/* Write, where need be in the place of the oldest conversation that is not this one. */
function writeFor(room, key, value) {
  while (!store.write(key, value)) {
    const oldest = talks().filter((t) => t.id !== room).at(-1);
    if (!oldest) return false;
    drop(oldest);
  }
  return true;
}

/* A finished turn: into the conversation that it was asked in, which may not be open any more. */
function keep({ key, number, question, answer, chosen }) {
  answered();
  const was = talks().find((t) => t.id === key);
  was?.questions.slice(number + 1).forEach((_, k) => localStorage.removeItem(turnKey(key, number + 1 + k)));
  const { talk } = page;
  if (talk.id === key) talk.turns[number] = { question, answer, chosen };
  const about = {
    id: key, name: was?.name || question.slice(0, 80), at: Date.now(),
    questions: [...(was?.questions.slice(0, number) || []), question.slice(0, 200)],
    filters: talk.id === key ? talk.filters : was?.filters || {},
  };
  const others = talks().filter((t) => t.id !== key);
  others.slice(MOST_KEPT - 1).forEach(drop);
  writeFor(key, turnKey(key, number), { question, answer, chosen });
  writeFor(key, TALKS, [about, ...others.slice(0, MOST_KEPT - 1)]);
  remain();
  drawKept();
}

/* What a reload comes back to; the address names it too, as a link to it in this browser. */
function remain() {
  const { id, turns, filters } = page.talk;
  store.write(CURRENT, { id: turns.length ? id : null, filters });
  history.replaceState(null, "", turns.length ? `?talk=${encodeURIComponent(id)}` : location.pathname);
}

/* Conversations that an earlier page kept under one key. */
function moveOld() {
  const key = "paper-assistant.conversations";
  const old = store.read(key, []);
  localStorage.removeItem(key);
  old.forEach(({ id, name, at, turns, filters }) => {
    const about = { id, name, at, filters, questions: turns.map((t) => t.question.slice(0, 200)) };
    if (turns.every((turn, number) => store.write(turnKey(id, number), turn))) store.write(TALKS, [...talks(), about]);
  });
}
