// A small map of ties. All it shows is read from the table on the page, which stands there without scripts as well;
// where the map cannot be drawn it stays hidden. Nothing on it moves.

const { Sigma, graphology } = window;
const NEAR = 22; // pixels from the middle of a shape that still mean it
const SIZES = { middle: 13, around: 9 };
const WIDEST = 104; // of a name, which then goes on in a second line
const LINES = 3;

function read(table) {
  const parties = new Map(), ties = [];
  const middle = new URL(table.dataset.middle, location.href).href;
  for (const row of table.tBodies[0].rows) {
    const [from, to] = [...row.querySelectorAll("a[data-party]")].map((link) => {
      parties.set(link.href, { name: link.textContent.trim(), sort: link.dataset.party });
      return link.href;
    });
    ties.push({ from, to, mutual: "mutual" in row.dataset });
  }
  return { parties, ties, middle };
}

function drawnUp({ parties, ties, middle }) {
  const graph = new graphology.MultiGraph();
  for (const [key, party] of parties) graph.addNode(key, { ...party, x: 0, y: 0, size: SIZES[key === middle ? "middle" : "around"] });
  for (const { from, to, mutual } of ties) graph.addEdge(from, to, { type: mutual ? "line" : "arrow", size: 2 });
  return graph;
}

// Who has to do with each other stands side by side; otherwise the order of the table.
function inOrder(graph, middle) {
  const order = [], seen = new Set([middle]);
  const walk = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    order.push(key);
    graph.neighbors(key).forEach(walk);
  };
  graph.forEachNode(walk);
  return order;
}

// Rings around the middle, as wide as the box allows; the more parties, the more rings.
function lay(graph, middle, { width, height }) {
  const order = inOrder(graph, middle);
  const rings = order.length > 24 ? [1, 0.7, 0.42] : order.length > 10 ? [1, 0.62] : [0.92];
  const [across, down] = [width / 2 - 52, height / 2 - 58];
  order.forEach((key, n) => {
    const turn = (2 * Math.PI * n) / order.length - Math.PI / 2, far = rings[n % rings.length];
    graph.mergeNodeAttributes(key, { x: Math.cos(turn) * across * far, y: -Math.sin(turn) * down * far });
  });
}

function colours(box) {
  const style = getComputedStyle(box);
  const value = (name) => style.getPropertyValue(`--sy-${name}`).trim();
  return {
    person: value("act"), group: value("done"), organization: value("wait-dot"), ink: value("ink"), ground: value("surface"),
    line: value("line-strong"), faint: value("line"), face: style.fontFamily,
  };
}

// A name breaks between its words; only what is too long for a line, such as a Thai title of an agency, breaks inside.
function pieces(context, text) {
  const parts = text.split(/(?<= )/);
  if (!Intl.Segmenter) return parts;
  const words = new Intl.Segmenter("th", { granularity: "word" });
  return parts.flatMap((part) => (context.measureText(part.trim()).width <= WIDEST ? [part] : [...words.segment(part)].map((one) => one.segment)));
}

function inLines(context, text) {
  const lines = [""];
  for (const piece of pieces(context, text)) {
    if (context.measureText((lines.at(-1) + piece).trim()).width <= WIDEST || !lines.at(-1)) lines[lines.length - 1] += piece;
    else if (lines.length < LINES) lines.push(piece.trimStart());
    else {
      lines[lines.length - 1] = `${lines.at(-1).trim()}…`;
      break;
    }
  }
  return lines.map((line) => line.trim()).filter(Boolean);
}

function outline(context, sort, x, y, size) {
  context.beginPath();
  if (sort === "person") context.arc(x, y, size, 0, 2 * Math.PI);
  else if (sort === "organization") context.rect(x - size, y - size, 2 * size, 2 * size);
  else for (let n = 0; n < 6; n++) context.lineTo(x + Math.sin((n * Math.PI) / 3) * size * 1.2, y - Math.cos((n * Math.PI) / 3) * size * 1.2);
  context.closePath();
}

const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

class TiesMap {
  constructor(box, table) {
    Object.assign(this, { box, ...read(table), looked: null });
    this.graph = drawnUp(this);
    this.colours = colours(box);
    const arrow = Sigma.rendering.createEdgeArrowProgram({ lengthToThicknessRatio: 5, widenessToThicknessRatio: 4 });
    this.settle();
    this.sigma = new Sigma(this.graph, box, {
      renderLabels: false, stagePadding: 0, zIndex: true, minEdgeThickness: 1, edgeProgramClasses: { arrow },
      nodeReducer: (key, party) => ({ ...party, color: this.colours[party.sort] }),
      edgeReducer: (key, tie) => ({ ...tie, color: this.colours[this.isNear(key) ? "line" : "faint"], zIndex: Number(this.isNear(key)) }),
    });
    this.sigma.on("afterRender", () => this.write());
    this.fit();
    // A finger that meets the map scrolls the page, and the wheel too: there is nothing to move on the map.
    this.sigma.getMouseCaptor().enabled = this.sigma.getTouchCaptor().enabled = false;
    this.sigma.getCanvases().mouse.style.touchAction = "auto";
    this.listen(table);
  }

  settle() {
    const { clientWidth: width, clientHeight: height } = this.box;
    this.size = { width, height };
    lay(this.graph, this.middle, this.size);
  }

  fit() {
    const { width, height } = this.size;
    this.sigma.setCustomBBox({ x: [-width / 2, width / 2], y: [-height / 2, height / 2] });
    this.sigma.refresh();
  }

  isNear(edge) {
    return this.looked === null || this.graph.hasExtremity(edge, this.looked);
  }

  listen(table) {
    const at = ({ clientX, clientY }) => {
      const corner = this.box.getBoundingClientRect();
      return this.party(clientX - corner.left, clientY - corner.top);
    };
    this.box.addEventListener("click", (event) => {
      const key = at(event);
      if (key) location.assign(key);
    });
    this.box.addEventListener("pointermove", (event) => event.pointerType === "mouse" && this.look(at(event)));
    this.box.addEventListener("pointerleave", () => this.look(null));
    table.addEventListener("focusin", (event) => this.look(event.target.href ?? null));
    table.addEventListener("focusout", () => this.look(null));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.colours = colours(this.box);
      this.sigma.refresh();
    });
    new ResizeObserver(() => {
      if (this.box.clientWidth === this.size.width || !this.box.clientWidth) return;
      this.settle();
      this.fit();
    }).observe(this.box);
  }

  look(key) {
    if (key === this.looked) return;
    this.looked = key;
    this.box.classList.toggle("on-party", key !== null);
    this.sigma.refresh();
  }

  spots() {
    return this.graph.mapNodes((key, party) => ({ key, ...party, ...this.sigma.graphToViewport(party) }));
  }

  party(x, y) {
    const far = (spot) => Math.hypot(spot.x - x, spot.y - y);
    const nearest = this.spots().sort((a, b) => far(a) - far(b))[0];
    return far(nearest) <= NEAR ? nearest.key : null;
  }

  // Shapes first, then as many names as there is room for: the middle, whom one looks at, then the order of the table.
  write() {
    const context = this.sigma.getCanvases().labels.getContext("2d"), spots = this.spots();
    for (const { key, sort, x, y, size } of spots) {
      outline(context, sort, x, y, size);
      context.fillStyle = this.colours[sort];
      context.fill();
      context.lineWidth = key === this.middle ? 3 : 1.5;
      context.strokeStyle = this.colours[key === this.middle ? "ink" : "ground"];
      context.stroke();
    }
    const taken = spots.map(({ x, y, size }) => ({ left: x - size, right: x + size, top: y - size, bottom: y + size }));
    const rank = ({ key }) => [key === this.looked, key === this.middle, this.looked !== null && this.graph.areNeighbors(key, this.looked)].indexOf(true) >>> 0;
    context.textAlign = "center";
    context.textBaseline = "middle";
    [...spots].sort((a, b) => rank(a) - rank(b)).forEach((spot) => this.name(context, spot, taken, rank(spot) < 2));
  }

  name(context, { key, name, x, y, size }, taken, must) {
    const high = 20;
    context.font = `${key === this.middle || key === this.looked ? 600 : 400} 14px ${this.colours.face}`;
    const lines = inLines(context, name), tall = lines.length * high;
    const wide = Math.max(...lines.map((line) => context.measureText(line).width)), off = size + 4;
    const out = y < this.size.height / 2 - 1 ? -1 : 1; // away from the middle, where the lines run together
    const side = x < this.size.width / 2 - 1 ? -1 : 1;
    const places = [[x, y + out * (off + tall / 2)], [x, y - out * (off + tall / 2)], [x + side * (off + wide / 2), y]];
    const boxes = places.map(([atX, atY]) => ({ atX, atY, left: atX - wide / 2, right: atX + wide / 2, top: atY - tall / 2, bottom: atY + tall / 2 }));
    const inside = (box) => box.left >= 0 && box.top >= 0 && box.right <= this.size.width && box.bottom <= this.size.height;
    const room = boxes.find((box) => inside(box) && !taken.some((other) => meet(box, other))) ?? (must ? boxes.find(inside) : undefined);
    if (!room) return;
    taken.push(room);
    lines.forEach((line, n) => {
      const atY = room.top + high * (n + 0.5);
      Object.assign(context, { lineWidth: 4, lineJoin: "round", strokeStyle: this.colours.ground, fillStyle: this.colours.ink });
      context.strokeText(line, room.atX, atY);
      context.fillText(line, room.atX, atY);
    });
  }
}

async function show(figure) {
  const table = document.getElementById(figure.dataset.tiesMap);
  if (!Sigma || !graphology || !table) return;
  const names = table.textContent;
  await Promise.allSettled([400, 600].map((weight) => document.fonts.load(`${weight} 14px Sarabun`, names)));
  figure.hidden = false;
  try {
    new TiesMap(figure.querySelector(".drawn"), table);
    figure.dataset.ready = "";
  } catch {
    figure.hidden = true; // no WebGL here: the table says it all
  }
}

document.querySelectorAll("[data-ties-map]").forEach(show);
