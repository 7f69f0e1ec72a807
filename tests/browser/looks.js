// What a test asks of a page that is open. Put into it beside axe; no page of the house loads this.
window.looks = (() => {
  const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const html = (node) => node.outerHTML.slice(0, 160);
  const broken = (found) => found.violations.flatMap((one) => one.nodes.map((node) => [one.id, node]));

  // The bar stays at the foot of the window, so at every moment something lies behind it. That is a fault only when it
  // still lies there after it got focus.
  const afterFocus = async (id, node) => {
    const element = document.querySelector(node.target[0]);
    element.focus();
    const again = await axe.run(element, {runOnly: [id], resultTypes: ["violations"]});
    return again.violations.length > 0;
  };

  async function rules(tags) {
    const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
    const kept = [];
    for (const [id, node] of broken(found)) {
      if (id !== "target-size" || (await afterFocus(id, node))) kept.push(`${id}: ${node.html.slice(0, 160)}`);
    }
    return kept;
  }

  // Something else on top of the middle or a corner of what has focus.
  function covered(element) {
    const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) return false;
    const top = Math.max(box.top, 0), low = Math.min(box.bottom, innerHeight);
    if (low <= top) return true;
    const spots = [[box.left + box.width / 2, (top + low) / 2], [box.left + 2, top + 2], [box.right - 2, low - 2]];
    if (element.matches("textarea")) spots.length = 0; // only the caret is brought into sight; Tab brings the rest
    return spots.some(([x, y]) => {
      const there = document.elementFromPoint(Math.min(Math.max(x, 0), innerWidth - 1), y);
      return there && !element.contains(there) && !there.contains(element) && !element.labels?.[0]?.contains(there);
    });
  }

  function focus() {
    const wrong = [];
    for (const backwards of [false, true]) {
      const all = [...document.querySelectorAll(FOCUSABLE)].filter((one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0);
      for (const element of backwards ? all.reverse() : all) {
        element.focus();
        if (document.activeElement === element && covered(element)) wrong.push(`focus is covered: ${html(element)}`);
      }
    }
    document.activeElement?.blur();
    scrollTo(0, 0);
    return [...new Set(wrong)];
  }

  const wide = () => {
    const width = document.scrollingElement.scrollWidth;
    if (width <= innerWidth) return [];
    const out = [...document.querySelectorAll("main *, header *")].filter(
      (one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 0.5,
    );
    return [`${width} px wide: ${out.slice(0, 3).map(html).join(" | ")}`];
  };

  return {
    wide,
    all: async (tags) => [...(await rules(tags)), ...focus(), ...wide()],
    colours: async () => {
      const found = await axe.run(document, {runOnly: ["color-contrast", "link-in-text-block"], resultTypes: ["violations"]});
      return broken(found).map(([id, node]) => `${id}: ${node.html.slice(0, 160)}`);
    },
  };
})();
