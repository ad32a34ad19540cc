/** The buttons of the drills: each sends its form while the page stays, and shows which series moved. */

/** The time after which the visitor leaves a call that stalls. */
const PATIENCE = 4_000;

const moved = document.getElementById("moved");
const running = new Map();

async function run(form) {
  const leave = new AbortController();
  running.set(form, leave);
  form.dataset.state = "running";
  document.dispatchEvent(new CustomEvent("drill", { detail: form.dataset.moves }));
  moved.textContent = `${form.textContent.trim()} Waiting for the answer.`;
  const timer = setTimeout(() => leave.abort(), PATIENCE);
  try {
    const answer = await fetch(form.action, { method: form.method, signal: leave.signal });
    show(await answer.text());
  } catch (error) {
    moved.textContent = error.name === "AbortError"
      ? "The visitor left. The call was dropped, and counts as outcome=\"cancelled\"."
      : "The program does not answer.";
  }
  clearTimeout(timer);
  running.delete(form);
  delete form.dataset.state;
}

/** Shows the table of the page that the drill answers with. */
function show(page) {
  const table = new DOMParser().parseFromString(page, "text/html").querySelector(".moved");
  if (table) moved.replaceChildren(document.adoptNode(table));
}

for (const form of document.querySelectorAll(".drills form")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const leave = running.get(form);
    if (leave) leave.abort();
    else run(form);
  });
}
