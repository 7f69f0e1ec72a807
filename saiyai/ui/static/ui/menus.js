// Menus are <details> and work without this: here they close on Escape and on a press outside.

const open = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }
});

// Opening the search by its picture means: type now.
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details.menu-find[open]")) event.target.querySelector("input")?.focus();
}, true);

// A browser scrolls to the caret alone: who comes by the Tab key sees the whole box, above the bar at the foot.
document.addEventListener("keyup", (event) => {
  const box = document.activeElement;
  if (event.key === "Tab" && box?.matches("textarea")) box.scrollIntoView({block: "nearest"});
});
