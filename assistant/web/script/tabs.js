/* What a tab does when it is opened; all but the chat take the whole width. */

const tabs = {
  Chat: () => { if (page.turn === null) showSources($("#pa-live .pa-turn")); },
  Papers: () => whenThere("#pa-rows", () => { if (!$("#pa-rows").innerHTML) drawShelf(); }),
  Map: () => whenThere("#pa-map-sheet", openMap),
  // Gradio gives the upload a label other than the words that it shows.
  Add: () => whenThere("#pa-files .upload-container", () => $("#pa-files .upload-container").removeAttribute("aria-label")),
  Quality: () => whenThere("#pa-quality .prose, #pa-quality", showReport),
};

function opened(name) {
  document.documentElement.classList.toggle("pa-wide", name !== "Chat" && name !== "Add");
  document.documentElement.classList.toggle("pa-elsewhere", name !== "Chat");
  closePanel();
  tabs[name]?.();
}

async function showReport() {
  const holder = $("#pa-quality .html-container") || $("#pa-quality");
  holder.innerHTML = '<p class="pa-working" role="status">Looking for the last report…</p>';
  holder.innerHTML = await htmlOf("report", "");
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest?.('.pa-tabs button[role="tab"]');
  if (tab) opened(tab.textContent.trim());
});
