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
