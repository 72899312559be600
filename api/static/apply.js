// The applicant's guided form with a script: what is typed is not left by accident, and files show how far they are.
"use strict";

/* data-leave: whoever would leave what they typed and did not send is asked first. */

for (const form of document.querySelectorAll("form[data-leave]")) {
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  addEventListener("beforeunload", (event) => changed && event.preventDefault());
}

/* data-upload: a file is sent as soon as it is chosen, and the place of that id is taken from the answer, good or bad.
   What is over data-most bytes, or of a kind that its field does not accept, is told before it is sent. */

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-upload]")) return;
  event.preventDefault();
  send(event.target, event.submitter?.getAttribute("formaction"));
});
document.addEventListener("change", ({ target }) => {
  const form = target.closest("[data-upload]");
  if (form?.querySelectorAll("button").length === 1) send(form);
});

function send(form, address) {
  const { upload, most, tooLarge, wrongKind, away, sending, examining } = form.dataset;
  const bar = form.querySelector("progress"), told = form.querySelector(".told"), field = form.elements.file, [file] = field.files;
  function tell(text, isWrong) {
    told.textContent = text;
    told.classList.toggle("error", isWrong);
    bar.hidden = isWrong;
  }
  if (!file) return field.focus();
  if (file.size > Number(most)) return tell(tooLarge, true);
  if (file.type && !field.accept.split(",").includes(file.type)) return tell(wrongKind, true);
  const request = new XMLHttpRequest();
  request.responseType = "document";
  request.upload.onprogress = ({ loaded, total }) => {
    bar.value = loaded / total;
    tell(loaded < total ? `${sending} ${Math.round(bar.value * 100)} %` : examining, false);
  };
  request.onerror = () => tell(away, true);
  request.onload = () => {
    const find = (part) => request.response?.querySelector(part);
    if (!find(`#${upload}`)) return tell(find("main .notice")?.textContent.trim() ?? away, true);
    for (const part of [`#${upload}`, ".stages", "[data-count]"]) document.querySelector(part)?.replaceWith(find(part));
    document.getElementById(upload).focus();
  };
  request.open("POST", address ?? form.action);
  request.setRequestHeader("Accept", "text/html");
  request.send(new FormData(form));
}
