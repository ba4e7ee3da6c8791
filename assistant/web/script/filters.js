/* Which papers the conversation is narrowed to. */
function setFilters(changed) {
  page.talk.filters = { ...page.talk.filters, ...changed };
  const about = talks().find((t) => t.id === page.talk.id);
  if (about) store.write(TALKS, talks().map((t) => (t === about || t.id === about.id ? { ...t, filters: page.talk.filters } : t)));
  store.write(CURRENT, { id: page.talk.turns.length ? page.talk.id : null, filters: page.talk.filters });
  trigger("filter", { filters: page.talk.filters });
}

function only(ids) { setFilters({ paper_ids: ids }); showTab("Chat"); closePanel(); $("#pa-question textarea")?.focus(); }
