/* Which papers the conversation is narrowed to. */
function filters() { return { ...(props.value?.filters || {}) }; }

function setFilters(changed) { trigger("filter", { filters: { ...filters(), ...changed } }); }

function only(ids) { setFilters({ paper_ids: ids }); showTab("Chat"); closePanel(); $("#pa-question textarea")?.focus(); }
