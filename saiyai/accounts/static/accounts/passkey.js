// Passkeys. Pages without this script, and browsers without passkeys, sign in by password and code.
// A form with data-passkey="login|get|create|open" is shown once a passkey can be asked for, and posts what it answered.
// What a passkey computes (PRF) opens a vault with "open": it goes into a field of its own there, and nowhere else.

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const withBytes = (list = []) => list.map((entry) => ({ ...entry, id: toBytes(entry.id) }));

const salted = (salts) => Object.fromEntries(Object.entries(salts).map(([name, salt]) => [name, toBytes(salt)]));

function withSalts({ prf, ...others }) {
  if (!prf) return others;
  const each = Object.entries(prf.evalByCredential).map(([id, salts]) => [id, salted(salts)]);
  return { ...others, prf: { evalByCredential: Object.fromEntries(each) } };
}

const withoutSecret = ({ prf, ...others }) => (prf ? { ...others, prf: { enabled: prf.enabled === true } } : others);

function readable(credential) {
  const answer = credential.response;
  const response = { clientDataJSON: toText(answer.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (answer[name]) response[name] = toText(answer[name]);
  }
  if (answer.getTransports) response.transports = answer.getTransports();
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    response,
    clientExtensionResults: withoutSecret(credential.getClientExtensionResults()),
  };
}

async function create({ publicKey }) {
  const selection = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
  return navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
      excludeCredentials: withBytes(publicKey.excludeCredentials),
      authenticatorSelection: { ...publicKey.authenticatorSelection, ...selection },
      extensions: { ...publicKey.extensions, prf: {} },
    },
  });
}

async function get({ publicKey }) {
  return navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      allowCredentials: withBytes(publicKey.allowCredentials),
      extensions: withSalts(publicKey.extensions ?? {}),
    },
  });
}

const onPage = () => JSON.parse(document.getElementById("passkey-options").textContent);

async function fromServer(form) {
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options;
}

async function ask(form) {
  const kind = form.dataset.passkey;
  if (kind === "create") return create(onPage().creation_options);
  return get(kind === "login" ? await fromServer(form) : onPage().request_options);
}

// With a field left empty the server says so, before a finger is asked for.
const isFilled = (form) => [...form.querySelectorAll("[required]")].every((field) => field.value);

async function answer(form) {
  const credential = await ask(form);
  form.elements.credential.value = JSON.stringify(readable(credential));
  if (form.dataset.passkey === "open") {
    form.elements.prf.value = toText(credential.getClientExtensionResults().prf.results.first);
  }
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const failed = form.querySelector("[data-passkey-failed]");
      failed.hidden = true;
      try {
        if (isFilled(form)) await answer(form);
        form.submit();
      } catch {
        failed.hidden = false;
      }
    });
  }
  for (const note of document.querySelectorAll("[data-passkey-without]")) note.hidden = true;
}
