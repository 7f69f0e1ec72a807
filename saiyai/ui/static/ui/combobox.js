// <input data-typeahead="/address"> becomes a combobox; without this it stays an ordinary text box.
// The address answers ?q=… with {"results": [{"label", "sub", "value", "url"}]}. Choosing puts the label into the box and the
// value into the hidden field named by data-typeahead-into; a result with `url` and a box with data-typeahead-go opens it.

const WAIT = 180;
let counter = 0;

function marked(text, words) {
  const piece = document.createDocumentFragment();
  const wanted = words.filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (!wanted.length) {
    piece.append(text);
    return piece;
  }
  text.split(new RegExp(`(${wanted.join("|")})`, "gi")).forEach((part, index) => {
    if (index % 2 === 0) return piece.append(part);
    const mark = document.createElement("mark");
    mark.textContent = part;
    piece.append(mark);
  });
  return piece;
}

function enhance(input) {
  const id = `type-${++counter}`;
  const list = document.createElement("ul");
  Object.assign(list, { className: "type", id, hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", document.querySelector(`label[for="${CSS.escape(input.id)}"]`)?.textContent.trim() ?? "");
  const said = document.createElement("p");
  said.className = "vh";
  said.setAttribute("role", "status");
  input.after(list, said);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list", autocomplete: "off",
  })) input.setAttribute(name, value);
  const hidden = document.getElementById(input.dataset.typeaheadInto ?? "");
  let results = [], at = -1, timer = 0, question = null;

  function close() {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function point(index) {
    at = index;
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === at)));
    const item = list.children[at];
    if (!item) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  function choose(index) {
    const result = results[index];
    if (!result) return;
    close();
    if (result.url && "typeaheadGo" in input.dataset) return location.assign(result.url);
    input.value = result.label;
    if (hidden) hidden.value = result.value ?? "";
    input.dispatchEvent(new CustomEvent("typeahead:chosen", { bubbles: true, detail: result }));
  }

  function show(found, words) {
    results = found;
    list.replaceChildren(...found.map((result, n) => {
      const item = document.createElement("li");
      item.id = `${id}-${n}`;
      item.setAttribute("role", "option");
      item.append(marked(result.label, words));
      if (result.sub) {
        const sub = document.createElement("span");
        sub.className = "sub";
        sub.append(marked(result.sub, words));
        item.append(sub);
      }
      item.addEventListener("mousedown", (event) => event.preventDefault());
      item.addEventListener("click", () => choose(n));
      return item;
    }));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    said.textContent = String(found.length);
    point(-1);
  }

  async function ask() {
    const text = input.value.trim();
    question?.abort();
    if (text.length < 2) return close();
    question = new AbortController();
    const address = new URL(input.dataset.typeahead, location.href);
    address.searchParams.set("q", text);
    try {
      const answer = await fetch(address, { signal: question.signal, headers: { Accept: "application/json" } });
      if (answer.ok && document.activeElement === input) show((await answer.json()).results, text.split(/\s+/));
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => {
    if (hidden) hidden.value = "";
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("blur", () => setTimeout(close, 100));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    const last = results.length - 1;
    if (event.key === "ArrowDown") point(at >= last ? 0 : at + 1);
    else if (event.key === "ArrowUp") point(at <= 0 ? last : at - 1);
    else if (event.key === "Enter" && at >= 0) choose(at);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}

const start = (root) => root.querySelectorAll("input[data-typeahead]:not([role=combobox])").forEach(enhance);
start(document);
document.addEventListener("htmx:load", (event) => start(event.target));
