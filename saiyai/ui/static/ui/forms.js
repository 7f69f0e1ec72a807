// Forms work without this. Here: one press sends once; typed text is not left by accident; a lost line is told.
// Nothing typed is stored in the browser: this may be a shared machine.

const CHANGED = new WeakSet();
const guarded = () => [...document.querySelectorAll("form[data-guard]")];

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  if (form.matches("[data-guard]") && (dead || !navigator.onLine)) {
    event.preventDefault();
    showOffline(true);
    ask().then((alive) => alive && form.requestSubmit(event.submitter));
    return;
  }
  form.dataset.sent = "1";
  CHANGED.delete(form);
  event.submitter?.setAttribute("aria-busy", "true");
  if (form.matches("[data-file]")) setTimeout(stays, SAVED, form);
});

// The answer is a file and the page stays: no passphrase stays typed in it, and the button works again. What is handed
// out once is not asked for a second time, which would end the first.
const SAVED = 3_000;
function stays(form) {
  for (const box of form.querySelectorAll("[type=password]")) box.value = "";
  if (form.dataset.file !== "once") release(form);
}
function release(form) {
  for (const button of form.querySelectorAll("[aria-busy=true]")) button.removeAttribute("aria-busy");
  delete form.dataset.sent;
}

// Coming back by the browser's back button: the form may be sent again.
window.addEventListener("pageshow", () => {
  dead = false;
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-busy=true]")) button.removeAttribute("aria-busy");
});
// htmx keeps the page, so a form may be sent again when its answer has come.
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (form) release(form);
});

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.matches("[data-guard]")) return;
  CHANGED.add(form);
  if (Date.now() - asked > OFTEN) ask();
});
// The hand is at the button: the last moment to see that the line is dead.
document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-guard] [type=submit]")) ask();
});
window.addEventListener("beforeunload", (event) => {
  if (guarded().some((form) => CHANGED.has(form))) event.preventDefault();
});

function showOffline(lost) {
  for (const hint of document.querySelectorAll("[data-offline]")) hint.hidden = !lost;
}

// A line may be dead without the browser knowing, and a form that is sent into it is lost with what was typed. So while
// somebody types, our own small picture is asked for now and then; unanswered, the form waits here.
const OFTEN = 15_000, PATIENCE = 8_000;
let dead = false, asked = 0, answer = null;
function ask() {
  const picture = document.querySelector("link[rel=icon]")?.href;
  if (!picture) return Promise.resolve(true);
  asked = Date.now();
  answer ??= fetch(picture, {method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE)})
    .then(() => true, () => document.querySelector("form[data-sent]") !== null) // leaving the page ends it as well
    .then((alive) => {
      answer = null;
      dead = !alive;
      showOffline(dead || !navigator.onLine);
      return alive;
    });
  return answer;
}
window.addEventListener("offline", () => showOffline(true));
window.addEventListener("online", ask);

// Selecting every row of a list.
document.addEventListener("change", (event) => {
  const all = event.target.closest("input[data-check-all]");
  if (!all) return;
  for (const box of all.form.querySelectorAll(`input[name="${CSS.escape(all.dataset.checkAll)}"]`)) box.checked = all.checked;
});

// A file over the limit is told beside its box before it travels; the other boxes stay as they are.
document.addEventListener("change", (event) => {
  const box = event.target.closest("input[type=file][data-most]");
  if (!box) return;
  const field = box.closest(".field");
  field.querySelector("[data-told]")?.remove();
  field.classList.remove("has-err");
  box.removeAttribute("aria-invalid");
  const size = box.files[0]?.size ?? 0;
  if (size <= Number(box.dataset.most)) return;
  const told = document.createElement("p");
  told.className = "err";
  told.dataset.told = "";
  told.setAttribute("role", "alert");
  told.textContent = box.dataset.over.replace("{size}", `${(size / 1024 / 1024).toFixed(1)}\u00a0MB`);
  box.before(told);
  field.classList.add("has-err");
  box.setAttribute("aria-invalid", "true");
  box.value = "";
});
