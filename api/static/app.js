// What a page of ours can do with a script. Each part is asked for by an attribute, and every page works without.
"use strict";

/* News of a page, told beside it: nothing that is read moves, and nothing that is typed is lost, until the reader says so.

   <p role="status" class="news" data-live="/v1/events/stream?after=1042"
      data-live-one="1 kejadian baru" data-live-many="{n} kejadian baru"></p>

   data-live         a stream of server-sent events, each of which is one piece of news
   data-live-one     what is written for one; data-live-many: for {n} of them
   data-live-to      where its button leads; without it, to this page again
   data-live-every   seconds: data-live is JSON then, asked again and again, and no stream
   data-live-count   the way to a number in that JSON, like items.0.open
   data-live-from    the number that the page was made with; news is by how much it has grown */

const MOST_TOLD = 99;
const AGAIN_MS = 60_000; // after a refusal: no room, or signed out meanwhile
const TOGETHER_MS = 400; // what comes at once is told at once

for (const place of document.querySelectorAll("[data-live]")) {
  const tell = teller(place);
  if (place.dataset.liveEvery) ask(place, tell);
  else follow(place, tell);
}

function teller(place) {
  const { liveOne, liveMany, liveTo } = place.dataset;
  let told = 0, timer = 0;
  function write(count) {
    const button = document.createElement("a");
    button.className = "button";
    button.href = liveTo ?? location.pathname + location.search;
    button.textContent = count === 1 ? liveOne : liveMany.replace("{n}", count > MOST_TOLD ? `${MOST_TOLD}+` : count);
    place.replaceChildren(...(count > 0 ? [button] : []));
  }
  return (count) => {
    if (count === told) return;
    told = count;
    clearTimeout(timer);
    timer = setTimeout(write, TOGETHER_MS, count);
  };
}

// A page that nobody sees follows nothing; seen again, it goes on after the last event that it was told.
function follow(place, tell) {
  let stream, timer = 0, last = "", count = 0;
  function stop() {
    clearTimeout(timer);
    stream?.close();
    stream = undefined;
  }
  function begin() {
    stop();
    if (document.hidden || count > MOST_TOLD) return;
    const address = new URL(place.dataset.live, location.href);
    if (last) address.searchParams.set("last_event_id", last);
    stream = new EventSource(address);
    stream.onmessage = (event) => {
      last = event.lastEventId;
      tell((count += 1));
      if (count > MOST_TOLD) stop();
    };
    stream.onerror = () => {
      if (stream?.readyState === EventSource.CLOSED) timer = setTimeout(begin, AGAIN_MS);
    };
  }
  document.addEventListener("visibilitychange", begin);
  begin();
}

function ask(place, tell) {
  const { live, liveEvery, liveCount, liveFrom } = place.dataset;
  async function look() {
    if (document.hidden) return;
    const answer = await fetch(live, { headers: { Accept: "application/json" } }).catch(() => undefined);
    if (!answer?.ok) return; // away for a moment: the next look will tell
    const now = liveCount.split(".").reduce((value, name) => value?.[name], await answer.json());
    if (Number.isFinite(now)) tell(Math.max(0, now - Number(liveFrom)));
  }
  setInterval(look, Number(liveEvery) * 1000);
}

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
