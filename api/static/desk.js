// An officer's desk with a script: lists by keys, forms that outlive the network, rows, photographs.
"use strict";

/* A list that is walked by keys: j and k go down and up, Enter opens what has the focus, / searches, ? tells. */

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !document.querySelector("[data-keys]")) return;
  const links = [...document.querySelectorAll("[data-keys] tbody th a")];
  const at = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
  const keys = {
    j: () => links[Math.min(at + 1, links.length - 1)]?.focus(),
    k: () => links[Math.max(at - 1, 0)]?.focus(),
    "/": () => document.querySelector("[type=search]")?.focus(),
    "?": () => document.getElementById("keys")?.showModal(),
  };
  if (!keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});

/* A form with data-keep is kept on this device while it is typed into, under its address and its writer, and sent when
   the network is back. Never a passphrase or a file. What was sent is kept no longer. */

for (const form of document.querySelectorAll("form[data-keep]")) {
  const place = `typed ${form.dataset.keep} ${form.getAttribute("action")}`;
  const news = form.querySelector(".kept");
  const fields = () => [...new FormData(form)].filter(([name, value]) => name[0] !== "_" && typeof value === "string");
  const tell = (words) => news && (news.textContent = words);
  function keep() {
    localStorage.setItem(place, JSON.stringify(fields()));
    tell(news?.dataset.kept);
  }
  const before = JSON.parse(localStorage.getItem(place) ?? "null");
  if (before && !("typed" in form.dataset)) restore(form, before);
  form.addEventListener("input", keep);
  form.addEventListener("kept", keep);
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    keep();
    tell(news?.dataset.offline);
    const by = event.submitter;
    addEventListener("online", () => form.requestSubmit(by), { once: true });
  });
}

// The page says that what was sent is done: then nothing of this file is kept any more.
if (new URLSearchParams(location.search).has("done"))
  for (const place of Object.keys(localStorage))
    if (place.startsWith("typed ") && place.includes(` ${location.pathname}/`)) localStorage.removeItem(place);

function restore(form, before) {
  for (const [name, value] of before) {
    const list = name.match(/^(.+)\.\d+\b/)?.[1];
    while (list && !form.elements[name] && more(form, list));
    const field = form.elements[name];
    if (field instanceof RadioNodeList || (field && field.type !== "radio")) field.value = value;
    const shown = name.endsWith(".name") && field?.closest("[data-row]")?.querySelector("b");
    if (shown) shown.textContent = value;
  }
}

/* One more row of a list of fields: the last one again, empty, under the next number; the first from its template. */

function more(form, list) {
  const rows = form.querySelectorAll(`[data-row="${list}"]`);
  const model = form.querySelector(`template[data-of="${list}"]`)?.content.firstElementChild, last = [...rows].at(-1);
  if (!model && !last) return undefined;
  const row = (model ?? last).cloneNode(true);
  for (const part of row.querySelectorAll("*")) {
    for (const name of ["name", "id", "for"])
      if (part.hasAttribute(name)) part.setAttribute(name, part.getAttribute(name).replace(/\.(\d+|#)(?=[.:]|$)/, `.${rows.length}`));
    if (part.matches("label")) part.firstChild.textContent = part.firstChild.textContent.replace(/\d+/, rows.length + 1);
    if (part.matches(".error")) part.remove();
    if (part.matches("[type=radio]")) part.checked = false;
    else if (part.matches("input, textarea, select")) part.value = "";
  }
  (last ?? form.querySelector(`template[data-of="${list}"]`)).after(row);
  return row;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=_add]");
  const row = button && more(button.form, button.value);
  if (!row) return;
  event.preventDefault();
  row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
});

// What is usually found differs from document to document.
document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-row] select[name$='.requirement']")) return;
  for (const part of ["finding", "remedy"])
    target.closest("[data-row]").querySelector(`[name$=".${part}"]`).setAttribute("list", `${part}-${target.value}`);
});

/* Photographs are uploaded as they are taken; what fails stays chosen, and is sent with the form. */

document.documentElement.classList.add("with-script");
for (const box of document.querySelectorAll("[data-photos]")) {
  const input = box.querySelector("[type=file]"), news = box.querySelector("[role=status]");
  input.addEventListener("change", async () => {
    const body = new FormData();
    body.append("file", input.files[0]);
    news.textContent = news.dataset.sending;
    const answer = await fetch("/v1/documents", { method: "POST", body }).catch(() => undefined);
    const told = await answer?.json().catch(() => undefined);
    news.textContent = answer?.ok ? "" : `${news.dataset.failed} ${told?.detail ?? ""}`;
    if (!answer?.ok) return;
    const row = more(input.form, box.dataset.photos);
    for (const part of ["sha256", "name"]) row.querySelector(`[name$=".${part}"]`).value = told[part];
    row.querySelector("[name$='.requirement']").value = "Foto";
    row.querySelector("b").textContent = told.name;
    input.value = "";
    input.form.dispatchEvent(new Event("kept"));
  });
}
