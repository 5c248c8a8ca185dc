// Asks the browser for a passkey and sends what it answers. The page's form works by itself; only the key is asked for here.

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const withBytes = (one) => ({ ...one, id: bytes(one.id) });

/** What the server says in letters, as the browser wants it. */
export function readOptions({ publicKey }) {
  const read = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (publicKey.user) read.user = withBytes(publicKey.user);
  if (publicKey.excludeCredentials) read.excludeCredentials = publicKey.excludeCredentials.map(withBytes);
  if (publicKey.allowCredentials) read.allowCredentials = publicKey.allowCredentials.map(withBytes);
  return read;
}

/** And what the browser answers, in letters again. */
export function writeCredential(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function wire(form) {
  const button = form.querySelector("[data-passkey-button]");
  const failed = form.querySelector("[data-passkey-failed]");
  const way = form.dataset.passkey; // create or get
  button.addEventListener("click", async () => {
    failed.hidden = true;
    try {
      const options = readOptions(JSON.parse(form.dataset.options));
      const credential = await navigator.credentials[way]({ publicKey: options });
      form.elements.credential.value = JSON.stringify(writeCredential(credential));
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}

if (typeof document !== "undefined") document.querySelectorAll("form[data-passkey]").forEach(wire);
