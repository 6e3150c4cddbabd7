"use strict";
// Audit sheets that are filled in on a web page: kept in the browser, saved to a file, opened again, cleared, printed.
//
// The page has <form id="answers">. Every place to fill in is a control in it, and its name is the id of the answer.
// Controls of one name are one place: the school stands on the sheets of each chapter. All words of messages are data-
// attributes of <output>, and what the sheets are is in those of <html>. Nothing is sent anywhere. The form is never asked
// itself: a control called “elements” or “dataset” would take the place of what a form has of that name.
//
// A file of answers is JSON:
//   senaudit   the version of this form of file: 1
//   document, title, language, school, group, edition, key   what was filled in; "" for what the sheets do not say
//   id         made by chance for those who fill in, and the same in all that they save: a later file replaces the first
//   changed    when an answer was last changed, in UTC
//   answers    by the ids of the sheets, in their order: the words of a box, or true for a box that is ticked
//   asked      the words beside each place on these sheets, by the same ids: what is here and has no answer was left empty

const VERSION = 1;
const LARGEST_FILE = 5_000_000; // bytes; 80 boxes of 2,000 characters take some 200,000
const GROUPS = "completed-by:";
const LONG = 300; // characters that the columns of a printed sheet have room for; a new line counts as 30

const messages = document.querySelector("output");
const words = messages.dataset;
const sheets = document.documentElement.dataset;
const keptAt = `senaudit:${sheets.key}`;
const filePicker = Object.assign(document.createElement("input"), { type: "file", accept: ".json,application/json" });

/** The controls of each answer by its id, in the order of the sheets. */
const places = new Map();
for (const control of document.querySelectorAll("#answers [name]")) {
  if (!places.has(control.name)) places.set(control.name, []);
  places.get(control.name).push(control);
}
const asked = new Map([...places].map(([id, [control]]) => [id, nameOf(control)]));

/** What is not seen on the page: whose answers these are, since when, and answers to questions that are not here. */
let unseen;
let isKept = true; // by the browser
let isSaved = true; // in a file

function newAnswers() {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { id, changed: "", answers: new Map(), asked: new Map() };
}

/** Return the words that a control is named and described by, in one line: “Question 3: How…? Current practice”. */
function nameOf(control) {
  const elementsOf = (attribute) => (control.getAttribute(attribute) ?? "").split(" ").map((id) => document.getElementById(id));
  const named = control.hasAttribute("aria-labelledby") ? elementsOf("aria-labelledby") : [...control.labels];
  const elements = [...elementsOf("aria-describedby"), ...named];
  return elements.map((element) => element?.textContent ?? "").join(" ").replace(/\s+/g, " ").trim();
}

// Answers on the page

/** Return what is filled in at a control. Undefined is nothing, and "" is a printed answer that was taken away. */
function answerOf(control) {
  if (control.type === "checkbox") return control.checked || undefined;
  return control.value === control.defaultValue && !control.value ? undefined : control.value;
}

function fits(control, answer) {
  return typeof answer === (control.type === "checkbox" ? "boolean" : "string");
}

function fillIn(control, answer) {
  if (control.type === "checkbox") control.checked = answer ?? control.defaultChecked;
  else control.value = answer ?? control.defaultValue;
  grow(control);
}

/** Return all answers by their ids, in the order of the sheets, and then those to questions that are not here. */
function answersNow() {
  const answers = new Map();
  for (const [id, [control]] of places) {
    const answer = answerOf(control);
    if (answer !== undefined) answers.set(id, answer);
  }
  for (const [id, answer] of unseen.answers) if (!answers.has(id)) answers.set(id, answer);
  return answers;
}

/** Fill in the page with what was kept or opened, and with nothing else. */
function show(opened) {
  for (const [id, controls] of places) {
    const answer = opened.answers.get(id);
    for (const control of controls) fillIn(control, fits(control, answer) ? answer : undefined);
  }
  const isUnseen = ([id, answer]) => !places.has(id) || !fits(places.get(id)[0], answer);
  const answers = new Map([...opened.answers].filter(isUnseen));
  unseen = { ...opened, answers, asked: new Map([...opened.asked].filter(([id]) => answers.has(id))) };
}

function grow(control) {
  if (control.type !== "textarea" || CSS.supports("field-sizing", "content")) return;
  control.style.height = "auto";
  control.style.height = `${control.scrollHeight + control.offsetHeight - control.clientHeight}px`;
}

// Answers as text: in a file, and in the browser

function written(indent) {
  const { document: kind = "", school = "", group = "", edition = "", key = "" } = sheets;
  const { title, documentElement: { lang: language } } = document;
  const about = { document: kind, title, language, school, group, edition, key };
  const { id, changed } = unseen;
  const answers = Object.fromEntries(answersNow());
  const all = Object.fromEntries([...asked, ...[...unseen.asked].filter(([each]) => !asked.has(each))]);
  return JSON.stringify({ senaudit: VERSION, ...about, id, changed, answers, asked: all }, null, indent);
}

/** Return what a text says, with Maps of its answers and of what was asked; null if it is not a file of answers. */
function read(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    return null;
  }
  if (file?.senaudit !== VERSION || !isTable(file.answers) || !isTable(file.asked)) return null;
  const answers = new Map(Object.entries(file.answers));
  const asked = new Map(Object.entries(file.asked));
  const isWhole = ["title", "school", "key", "id", "changed"].every((name) => typeof file[name] === "string");
  const isAnswered = [...answers.values()].every((answer) => answer === true || typeof answer === "string");
  const isAsked = [...asked.values()].every((name) => typeof name === "string");
  return isWhole && isAnswered && isAsked ? { ...file, answers, asked } : null;
}

function isTable(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// Kept in the browser

/** Keep all answers. A browser that refuses is told of once: some keep nothing in private windows, or have no room. */
function keep() {
  try {
    localStorage.setItem(keptAt, written());
    isKept = true;
  } catch {
    if (isKept) say(words.unkept);
    isKept = false;
  }
}

function restore() {
  let kept = null;
  try {
    kept = localStorage.getItem(keptAt);
  } catch {
    // It is told when there is something to keep.
  }
  show(read(kept) ?? newAnswers());
  return answersNow().size > 0 && kept !== null;
}

function changed(control) {
  for (const other of places.get(control.name)) if (other !== control) fillIn(other, answerOf(control));
  grow(control);
  unseen.changed = new Date().toISOString();
  isSaved = false;
  keep();
}

// Saved to a file, and opened from one

/** Return a name for the file, such as “sheets-oak-hill-teachers-2026-11-29-3f9c.json”: no two people have the same. */
function fileName() {
  const ticked = [...answersNow().keys()].filter((id) => id.startsWith(GROUPS)).map((id) => id.slice(GROUPS.length));
  const day = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  const who = [document.title, ...ticked].join("-").slice(0, 120);
  const parts = [who, day, unseen.id.slice(0, 4)].join("-").toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu);
  return `${parts.join("-")}.json`;
}

function save() {
  const file = new Blob([written(2), "\n"], { type: "application/json" });
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: fileName() });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // some browsers read it only after a question of their own
  isSaved = true;
  say(filled(words.saved, link.download));
}

async function openFile(file) {
  const opened = file.size > LARGEST_FILE ? null : read(await file.text().catch(() => "")); // it may be gone by now
  if (!opened) return say(filled(words.unreadable, file.name));
  const doubts = doubtsAbout(opened);
  if (doubts.length && !confirm([...doubts, words.askOpen].join("\n\n"))) return say();
  show(opened);
  isSaved = true;
  keep();
  return say(filled(words.opened, file.name));
}

/** Return what those who open the file should know before it replaces what is on the page. */
function doubtsAbout(opened) {
  const doubts = [];
  const now = answersNow();
  if (opened.school !== (sheets.school ?? "")) doubts.push(filled(words.otherSchool, opened.school));
  else if (opened.key !== sheets.key) doubts.push(filled(words.otherSheets, opened.title));
  if ([...opened.answers.keys()].some((id) => !places.has(id))) doubts.push(words.unknown);
  if ([...now].some(([id, answer]) => isTyped(id, answer) && opened.answers.get(id) !== answer)) doubts.push(words.replaced);
  return doubts;
}

/** Return whether an answer was filled in here, and not printed on the sheet. */
function isTyped(id, answer) {
  return answer !== places.get(id)?.[0].defaultValue;
}

function clearAll() {
  if (!confirm(words.askClear)) return;
  show(newAnswers());
  isSaved = true;
  try {
    localStorage.removeItem(keptAt);
  } catch {
    // Nothing was kept.
  }
  say(words.cleared);
}

// Printing: a control shows only a part of a long answer on paper, so that a twin with all of it is printed in its place

function addTwins() {
  removeTwins();
  for (const control of [...places.values()].flat()) {
    if (control.type === "checkbox") continue;
    const twin = document.createElement("span");
    const lines = control.value.split("\n").length - 1;
    twin.className = control.value.length + 30 * lines > LONG ? "twin long" : "twin";
    twin.textContent = control.value;
    control.after(twin);
  }
}

function removeTwins() {
  for (const twin of document.querySelectorAll(".twin")) twin.remove();
}

/** Tell those who use the page, politely. */
function say(message = "") {
  messages.textContent = message;
}

/** Words with a name of those who use the page in the place of the braces. */
function filled(message, name) {
  return message.replace(/\{\w+\}/g, () => name);
}

const actions = { open: () => filePicker.click(), clear: clearAll, print: () => window.print() };
for (const button of document.querySelectorAll("button[data-action]")) {
  const action = actions[button.dataset.action];
  if (action) button.addEventListener("click", action);
}
document.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});
document.addEventListener("keydown", (event) => {
  // Enter in a line would press the first button, and save.
  if (event.key === "Enter" && event.target.type === "text") event.preventDefault();
});
document.addEventListener("input", (event) => {
  if (places.has(event.target.name)) changed(event.target);
});
filePicker.addEventListener("change", () => {
  const [file] = filePicker.files;
  if (file) openFile(file);
  filePicker.value = ""; // so that the same file can be opened again
});
window.addEventListener("storage", (event) => {
  if (event.key === keptAt && isKept) restore(); // another window has the same sheets
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted && isKept) restore(); // it was left for another page, and heard of no changes meanwhile
});
window.addEventListener("beforeprint", addTwins);
window.addEventListener("afterprint", removeTwins);
window.addEventListener("beforeunload", (event) => {
  if (!isKept && !isSaved) event.preventDefault();
});
if (restore()) say(words.restored);
