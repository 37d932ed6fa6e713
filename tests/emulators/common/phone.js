const $ = id => document.getElementById(id);
let turn = 0;  // of the conversation that is shown

function element(tag, text, parent) {
  const e = document.createElement(tag);
  if (text) e.textContent = text;
  parent.append(e);
  return e;
}

async function post(url, body) {
  return (await fetch(url, { method: "POST", body: JSON.stringify(body) })).json();
}

// Hands over what a list holds and what comes to it, while conversation `mine` is shown.
async function follow(url, query, mine, take) {
  let after = 0;
  while (mine === turn) {
    try {
      const asked = new URLSearchParams({ ...query, after, wait_ms: 20000 });
      const page = await (await fetch(url + "?" + asked)).json();
      if (mine !== turn) return;
      page.items.forEach(take);
      after = page.next;
    } catch { await new Promise(done => setTimeout(done, 1000)); }
  }
}

// A message and what became of it; for phones with bubbles.
function show(side, fill) {
  const row = element("div", "", $("talk"));
  row.className = "row " + side;
  const bubble = element("div", "", row);
  bubble.className = "bubble";
  fill(bubble);
  row.scrollIntoView();
  return row;
}

function settle(row, told) {
  row.classList.toggle("failed", !told.delivered);
  element("small", told.delivered ? "Sent" : "Not delivered: " + (told.reason || told.error), row);
}

// Calls `take(file, base64)` for what is chosen.
function on_file(take) {
  document.querySelector("[type=file]").onchange = async event => {
    const file = event.target.files[0];
    if (!file) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    event.target.value = "";
    take(file, btoa(text));
  };
}

function picture(file) {
  const img = document.createElement("img");
  img.src = URL.createObjectURL(file);
  img.alt = file.name;
  return img;
}

// Shows the typing sign for a while.
function typing(ms) {
  $("typing").style.visibility = "visible";
  setTimeout(() => { $("typing").style.visibility = "hidden"; }, ms);
}
