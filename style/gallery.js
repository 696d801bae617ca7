// Shows one part of the gallery: `gallery.html?part=list&theme=dark`; parts are the ids in it.
const asked = new URLSearchParams(location.search);
const part = document.getElementById(asked.get("part") ?? "list");
document.documentElement.dataset.theme = asked.get("theme") ?? "";
document.documentElement.dir = asked.get("dir") ?? "ltr";
for (const section of document.querySelectorAll("body > section")) {
  section.hidden = section !== part && !(part?.tagName === "DIALOG" && section.id === "list");
}
// As the app does: rows stand by a transform, and the space is as tall as all of them.
const place = (space, height) => {
  [...space.children].forEach((row, index) => (row.style.transform = `translateY(${index * height}px)`));
  space.style.height = `${space.children.length * height}px`;
};
place(document.querySelector("#list .grid-space"), matchMedia("(max-width: 719.98px)").matches ? 104 : 56);
place(document.querySelector(".picker-space"), 36);
document.querySelector(".notices").hidden = asked.get("part") !== "list";
if (part?.tagName === "DIALOG") part.showModal();
