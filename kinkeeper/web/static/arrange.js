// Lets the rows of a list be dragged into another order; where one is dropped, the form asks the site for the
// page anew. Every page works without it: each row has buttons that move it up and down.
"use strict";

const middle = (row) => {
  const { top, bottom } = row.getBoundingClientRect();
  return (top + bottom) / 2;
};

// Moves the others past the row that is held: were it moved itself, the browser would let go of it.
function follow(row, height) {
  while (row.nextElementSibling && middle(row.nextElementSibling) < height) row.before(row.nextElementSibling);
  while (row.previousElementSibling && middle(row.previousElementSibling) > height) {
    row.after(row.previousElementSibling);
  }
}

function ask(row) {
  const move = document.createElement("input");
  Object.assign(move, { type: "hidden", name: "move", value: `here:${row.dataset.name}` });
  row.append(move);
  row.closest("form").submit();
}

function hold(event) {
  const handle = event.currentTarget;
  const row = handle.closest("[data-name]");
  const list = row.parentElement;
  const before = [...list.children];
  event.preventDefault();
  handle.setPointerCapture(event.pointerId);
  row.classList.add("arrange__row--held");
  const move = ({ clientY }) => follow(row, clientY);
  const end = ({ type }) => {
    handle.removeEventListener("pointermove", move);
    row.classList.remove("arrange__row--held");
    if (type === "pointercancel") list.append(...before);
    else if (before.some((each, at) => list.children[at] !== each)) ask(row);
  };
  handle.addEventListener("pointermove", move);
  handle.addEventListener("pointerup", end, { once: true });
  handle.addEventListener("pointercancel", end, { once: true });
}

for (const handle of document.querySelectorAll("[data-handle]")) {
  handle.hidden = false;
  handle.addEventListener("pointerdown", hold);
}
