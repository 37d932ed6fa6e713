// What crossed the wire, as it happens. Browsers open six connections to a server at most, so of all
// pages and frames one asks and tells the others.
const news = new BroadcastChannel("wire");
const listeners = new Set();
const world = fetch("/_control/phones").then(answer => answer.json());

const pause = ms => new Promise(done => setTimeout(done, ms));

async function heard(page) {
  const { begun } = await world;
  // The emulators were started anew: what is shown is of another world.
  if (page.begun !== begun) return location.reload();
  for (const each of listeners) each(page.items);
}

news.onmessage = event => heard(event.data);
navigator.locks.request("wire", async () => {
  let after = 0;
  for (;;) {
    try {
      const answer = await fetch(`/_control/wire?after=${after}&wait_ms=20000`);
      if (!answer.ok) throw new Error(answer.statusText);
      const page = await answer.json();
      if (!page.items.length) continue;
      after = page.next;
      news.postMessage(page);
      heard(page);
    } catch { await pause(1000); }
  }
});

// Something new at the provider whose phone this is; the promise of the next.
const provider = location.pathname.split("/")[1];
function next_news() {
  return new Promise(done => {
    const take = items => {
      if (items.some(each => each.provider === provider)) {
        listeners.delete(take);
        done();
      }
    };
    listeners.add(take);
  });
}
