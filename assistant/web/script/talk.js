/* The conversation that is open: all of its turns are here, and only the last is ever redrawn. */

const HISTORY = 6;
const EARLIER = 20;

const busy = () => Boolean($("#pa-live .pa-turn[aria-busy]"));
const talkOf = (id, kept) => ({ id, turns: kept?.turns || [], filters: kept?.filters || {} });

/* Called as a question leaves for the server: the question, and the few turns that it may mean. */
function asking(typed) {
  const { question = typed, keep, why } = page.wanted || {};
  const clicked = Boolean(page.wanted);
  page.wanted = null;
  const words = (question || "").trim();
  if (!words) return ["", {}];
  const { talk } = page;
  talk.id ||= crypto.randomUUID?.() || String(Date.now());
  if (keep < talk.turns.length) cutTo(keep);
  hidePreview();
  settle();
  begun(talk.turns.length, words, why);
  pend(words, talk.turns.length);
  return [words, { key: talk.id, number: talk.turns.length, turns: recent(talk.turns), filters: talk.filters, typed: !clicked }];
}

/* What a follow-up may refer to, without what only drawing needs. */
function recent(turns) {
  return turns.slice(-HISTORY).map(({ question, answer, chosen }) => ({ question, chosen, answer: { text: answer.text, citations: answer.citations } }));
}

/* The turn that is shown last joins those before it, where it is whole; else it is gone. */
function settle() {
  const turn = $("#pa-live .pa-turn");
  if (!turn) return;
  if (Number(turn.dataset.turn) >= page.talk.turns.length) return turn.remove();
  $("#pa-past").append(turn);
  fold([turn]);
}

/* What is out of sight is not laid out; that it keeps its height keeps the page from jumping. */
function fold(turns) {
  const inner = (turn) => {
    const { paddingTop, paddingBottom, borderTopWidth } = getComputedStyle(turn);
    return turn.offsetHeight - parseFloat(paddingTop) - parseFloat(paddingBottom) - parseFloat(borderTopWidth);
  };
  turns.map((turn) => [turn, inner(turn)]).forEach(([turn, height]) => {
    turn.style.containIntrinsicSize = `auto ${height}px`;
    turn.classList.add("pa-settled");
  });
}

function cutTo(number) {
  page.talk.turns.length = number;
  all(".pa-turn").filter((turn) => Number(turn.dataset.turn) >= number).forEach((turn) => turn.remove());
}

/* The question is there at once; what the server sends grows out of it. */
function begun(number, question, why = "Reading…") {
  const live = $("#pa-live .html-container > div") || $("#pa-live");
  const title = made("h2", { dir: "auto", textContent: question });
  const turn = made("article", { className: "pa-turn" }, made("div", { className: "pa-question" }, title), made("p", { className: "pa-working", role: "status", textContent: why }));
  turn.dataset.turn = number;
  turn.setAttribute("aria-busy", "true");
  live.replaceChildren(turn);
  watchOver(number);
}

/* What the server is told to draw a conversation again: its last turn; the others follow. */
function resume() {
  const { turns, filters } = page.talk;
  page.earlier = turns.slice(0, -1);
  return { turns: turns.slice(-1), number: turns.length, filters };
}

function show(talk) {
  if (busy()) $("#pa-stop")?.click();
  answered();
  page.talk = talk;
  page.number = null;
  showSources(null);
  $("#pa-past")?.replaceChildren();
  trigger("restore", resume());
}

async function drawEarlier() {
  const { talk, earlier } = page;
  page.earlier = [];
  for (let end = earlier.length; end > 0; end -= EARLIER) {
    const from = Math.max(0, end - EARLIER);
    const html = await htmlOf("turns", { turns: earlier.slice(from, end), number: end });
    if (page.talk !== talk) return;
    const top = () => $("#pa-live").getBoundingClientRect().top;
    const was = top();
    $("#pa-past").insertAdjacentHTML("afterbegin", html);
    fold(all("#pa-past .pa-turn:not(.pa-settled)"));
    window.scrollBy(0, top() - was);
  }
}
