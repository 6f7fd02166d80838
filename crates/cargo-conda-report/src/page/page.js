"use strict";
// Without this program the page shows the same: it filters rows, shortens long tables, and walks along crates.
(() => {
  const SHOWN = 15;
  const rows = (table) => [...table.tBodies[0].rows];
  const tables = [...document.querySelectorAll("table.filtered")];
  const crates = [...document.querySelectorAll("#lanes .crate")];
  const filter = document.getElementById("filter");
  filter.parentElement.hidden = false;

  // What a row is found by: its cells, but not what only shows under a pointer.
  const cells = (row) => [...row.cells].filter((cell) => !cell.querySelector("svg"));
  const words = new Map(tables.flatMap(rows).map((row) =>
    [row, cells(row).map((cell) => cell.textContent).join(" ").toLowerCase()]));

  // Long tables show their first rows, until all are asked for or a filter is set.
  const shortened = new Set();
  const buttons = [];
  for (const table of tables.filter((table) => table.matches(".long") && rows(table).length > SHOWN)) {
    shortened.add(table);
    const more = document.createElement("button");
    more.type = "button";
    more.className = "more";
    more.textContent = `Show all ${rows(table).length}`;
    more.addEventListener("click", () => { shortened.delete(table); more.remove(); show(); });
    table.parentElement.after(more);
    buttons.push(more);
  }
  function show() {
    const wanted = filter.value.trim().toLowerCase();
    for (const table of tables) {
      rows(table).forEach((row, position) => {
        row.hidden = wanted ? !words.get(row).includes(wanted)
          : shortened.has(table) && position >= SHOWN;
      });
    }
    for (const button of buttons) button.hidden = wanted !== "";
    for (const crate of crates) {
      const text = crate.firstElementChild.textContent.toLowerCase();
      crate.classList.toggle("other-one", wanted !== "" && !text.includes(wanted));
    }
  }
  filter.addEventListener("input", show);
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.matches("input")) {
      event.preventDefault();
      filter.focus();
    }
  });
  show();

  // The crate under the pointer, or the one that the arrow keys lead to, is told below the timeline.
  const lanes = document.getElementById("lanes");
  const told = document.getElementById("chosen");
  let chosen = null;
  function choose(crate) {
    chosen?.classList.remove("chosen");
    chosen = crate;
    chosen.classList.add("chosen");
    told.hidden = false;
    told.textContent = chosen.firstElementChild.textContent;
  }
  const begin = (crate) => parseFloat(crate.getAttribute("x"));
  const inOrder = [...crates].sort((one, other) => begin(one) - begin(other));
  lanes?.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const visible = inOrder.filter((crate) => !crate.classList.contains("other-one"));
    const next = visible[visible.indexOf(chosen) + step] ?? visible[step > 0 ? 0 : visible.length - 1];
    if (next) choose(next);
  });
  lanes?.addEventListener("pointerover", (event) => {
    const crate = event.target.closest(".crate");
    if (crate) choose(crate);
  });

  // A member under the pointer stands out with what it is joined to.
  const graph = document.querySelector("svg.graph");
  const edges = [...(graph?.querySelectorAll(".edge") ?? [])];
  const members = [...(graph?.querySelectorAll(".member") ?? [])];
  function standOut(member) {
    const joined = new Set(member && [member.id]);
    for (const edge of edges) {
      const { from, to } = edge.dataset;
      const isOther = member !== null && from !== member.id && to !== member.id;
      edge.classList.toggle("other-one", isOther);
      if (!isOther) joined.add(from).add(to);
    }
    for (const other of members) other.classList.toggle("other-one", member !== null && !joined.has(other.id));
  }
  graph?.addEventListener("pointerover", (event) => standOut(event.target.closest(".member")));
  graph?.addEventListener("pointerleave", () => standOut(null));
})();
