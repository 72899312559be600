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

// A slider says where it stands: <input type="range" data-shows="id of its output">
for (const slider of document.querySelectorAll("[data-shows]")) {
  slider.addEventListener("input", () => (document.getElementById(slider.dataset.shows).value = slider.value));
}
