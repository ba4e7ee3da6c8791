/* The page's behaviour: citations open their sentence, buttons ask, conversations stay here.
   Runs once, inside a Gradio HTML component that gives `trigger`, `props`, `server`, `watch`. */

const FEEDBACK = "paper-assistant.feedback";
const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const narrow = () => window.matchMedia("(max-width: 900px)").matches;
const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

const store = {
  read(key, otherwise) {
    try { return JSON.parse(localStorage.getItem(key)) ?? otherwise; } catch { return otherwise; }
  },
  write(key, value) {
    try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
  },
};

const page = { turn: null, talk: { id: null, turns: [], filters: {} }, earlier: [], wanted: null, returnTo: null, touch: false, previewed: null };

const SVG = "http://www.w3.org/2000/svg";
function svg(name, attributes, ...inside) {
  const element = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  element.append(...inside);
  return element;
}

function made(name, attributes = {}, ...inside) {
  const element = Object.assign(document.createElement(name), attributes);
  element.append(...inside);
  return element;
}

/* What a function of the server gives; of a lost connection Gradio says nothing and gives nothing. */
async function given(name, value) {
  const found = await server[name](value);
  if (found === undefined) throw new Error("The server is gone.");
  return found;
}

const GONE = "This could not be fetched. Is the assistant still running?";
const htmlOf = (name, value) => given(name, value).catch(() => `<p class="pa-note" role="status">${GONE}</p>`);
