// What makes the dashboard quicker where scripts run. Nothing depends on it:
// forms that a script alone can answer are hidden until it shows them.
"use strict";

// Passkeys: a form with data-passkey asks its address + "/options" for a
// challenge, the browser answers it, and the form carries the answer.
const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const toText = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function readable(options) {
  const o = options.publicKey;
  o.challenge = toBytes(o.challenge);
  if (o.user) o.user.id = toBytes(o.user.id);
  for (const key of [...(o.excludeCredentials || []), ...(o.allowCredentials || [])]) key.id = toBytes(key.id);
  return options;
}

function writable(credential) {
  const given = credential.response, response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (given[name]) response[name] = toText(given[name]);
  if (given.getTransports) response.transports = given.getTransports();
  return JSON.stringify({
    id: credential.id, rawId: toText(credential.rawId), type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment || undefined,
    clientExtensionResults: credential.getClientExtensionResults(), response,
  });
}

async function answer(form) {
  const asked = await fetch(form.action + "/options", {method: "POST"});
  if (asked.redirected) return location.assign(asked.url);
  if (!asked.ok) {
    const page = new DOMParser().parseFromString(await asked.text(), "text/html");
    throw new Error(page.querySelector(".problem")?.textContent || "It did not work. Try it again.");
  }
  const options = readable(await asked.json());
  const credential = await navigator.credentials[form.dataset.passkey](options);
  form.elements.answer.value = writable(credential);
  form.submit();
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const say = form.querySelector("output");
      say.textContent = "";
      answer(form).catch((error) => {
        say.textContent = error.name === "NotAllowedError" ? "The passkey was not used." : error.message;
      });
    });
  }
}

// The composer: keys, and drafts that survive a lost network, a closed tab and a
// post that was taken back. A draft stays on this device for a week, for the one
// who wrote it, and goes when it was published or at sign-out.
const composer = document.querySelector("form.compose");
const typing = (target) => target.closest?.("input:not([type=radio],[type=checkbox]),textarea,select");

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
    composer?.querySelector("button[value=publish],.stick button:last-of-type")?.click();
    return;
  }
  if (event.metaKey || event.ctrlKey || event.altKey || typing(event.target)) return;
  if (event.key === "n") location.assign("/admin/report");
  if (event.key === "u" && composer?.elements.body) {
    event.preventDefault();
    composer.elements.body.focus();
  }
  if (event.key === "r") composer?.querySelector("button[value=resolve]")?.click();
});

const me = document.querySelector("footer bdi")?.textContent ?? "";
const week = 7 * 24 * 3600 * 1000;
const kept = (name) => JSON.parse(localStorage.getItem(name)) ?? [];
const rename = (from, to) => {
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(from)) continue;
    if (to) localStorage.setItem(to + key.slice(from.length), localStorage.getItem(key));
    localStorage.removeItem(key);
  }
};

// What this tab has sent is let go, or put aside for as long as it can be taken back.
const sent = JSON.parse(sessionStorage.getItem("sent")) ?? [];
const told = new URLSearchParams(location.search).get("told");
if (told === "undone") rename("posted ", "draft ");
if (told === "published") rename("posted ");
if (["published", "pending", "saved", "template", "templates"].includes(told)) {
  for (const page of sent) rename("draft " + page, told === "pending" ? "posted " + page : undefined);
  sessionStorage.removeItem("sent");
}

const page = me + " " + location.pathname + location.search + " ";
for (const field of composer?.querySelectorAll("textarea,input[name=title]") ?? []) {
  const name = "draft " + page + field.name;
  const form = (composer.elements.key || composer.elements.seen)?.value ?? "";
  const [of, text, at] = kept(name);
  if (Date.now() - at > week) localStorage.removeItem(name);
  // A form that comes back has what was sent already.
  else if (text !== undefined && of !== form && !document.querySelector(".problem:not(output)")) field.value = text;
  field.addEventListener("input", () => localStorage.setItem(name, JSON.stringify([form, field.value, Date.now()])));
}

composer?.addEventListener("submit", (event) => {
  if (navigator.onLine) return sessionStorage.setItem("sent", JSON.stringify([...sent, page]));
  event.preventDefault();
  const note = composer.querySelector("output") ?? composer.appendChild(document.createElement("output"));
  note.className = "problem";
  note.setAttribute("role", "alert");
  note.textContent = "There is no network. What you wrote is kept on this device: send it when the network is back.";
});

document.querySelector("form[action$=sign-out]")?.addEventListener("submit", () => {
  for (const kind of ["draft ", "posted "]) rename(kind + me + " ");
});

// Lists whose order can be changed: what is dragged onto another thing goes
// before it, and onto the name of a group to its end.
for (const list of document.querySelectorAll("[data-arrange]")) {
  const form = document.getElementById(list.dataset.arrange);
  let dragged;
  const place = (event) => dragged && event.target.closest("li[data-group]");
  for (const item of list.querySelectorAll("[data-move]")) item.draggable = true;
  list.addEventListener("dragstart", (event) => (dragged = event.target.closest("[data-move]")));
  list.addEventListener("dragend", () => (dragged = undefined));
  list.addEventListener("dragover", (event) => {
    list.querySelector(".over")?.classList.remove("over");
    const onto = place(event);
    if (!onto || onto === dragged) return;
    event.preventDefault();
    onto.classList.add("over");
  });
  list.addEventListener("drop", (event) => {
    const onto = place(event);
    if (!onto || onto === dragged) return;
    event.preventDefault();
    form.action = dragged.dataset.move;
    form.elements.group.value = onto.dataset.group;
    form.elements.before.value = onto.dataset.before ?? "";
    form.submit();
  });
}

// Buttons that copy a field.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    button.textContent = "Copied";
  });
}
