// The basket, which every page shows.
const basket = JSON.parse(localStorage.getItem("basket") ?? "[]");

function show_basket() {
  const [place, count] = [document.getElementById("basket"), basket.length];
  place.textContent = say(`${count} in the basket`, `${count} dalam bakul`);
}

for (const each of document.querySelectorAll("[data-add]")) {
  each.setAttribute("aria-label", say(`Add ${each.dataset.add} to the basket`, `Tambah ${each.dataset.add} ke dalam bakul`));
  each.onclick = () => {
    basket.push(each.dataset.add);
    localStorage.setItem("basket", JSON.stringify(basket));
    show_basket();
  };
}
for (const each of document.querySelectorAll("nav a")) {
  if (each.pathname === location.pathname) each.setAttribute("aria-current", "page");
}
choose_language(document.getElementById("language"));
show_basket();
