// Makes the page quicker to use. Everything on it can be read without this.
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);

  // What only works with this.
  for (const part of all("[data-script]")) part.hidden = false;

  // Theme: the system's, until somebody chooses. A page opened from a file may have no storage.
  const stored = (value) => {
    try {
      if (value) localStorage.setItem("monitor-theme", value);
      return localStorage.getItem("monitor-theme");
    } catch {
      return null;
    }
  };
  const themeSwitch = byId("theme");
  const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : systemIsDark.matches);
  const showTheme = () => themeSwitch.setAttribute("aria-checked", String(isDark()));
  const before = stored();
  if (before === "dark" || before === "light") root.dataset.theme = before;
  themeSwitch.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    stored(root.dataset.theme);
    showTheme();
  });
  systemIsDark.addEventListener("change", showTheme);
  showTheme();

  // One environment at a time.
  const tabs = all("[data-environment-link]");
  const sections = all("[data-environment]");
  const showEnvironment = (id) => {
    for (const section of sections) section.hidden = section.dataset.environment !== id;
    for (const tab of tabs) tab.setAttribute("aria-current", String(tab.dataset.environmentLink === id));
  };

  // Search: every word must be in a resource's name, type or components.
  const search = byId("search");
  const status = byId("status");
  const rows = all(".row").map((row) => ({
    row,
    group: row.closest(".group"),
    environment: row.closest("[data-environment]").dataset.environment,
    text: [row.dataset.type, ...all(".name, .path", row.firstElementChild).map((part) => part.textContent)]
      .join(" ")
      .toLowerCase(),
  }));
  const groups = all(".group");
  const totals = new Map(tabs.map((tab) => [tab, tab.querySelector(".count").textContent]));
  let opened = null;
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const searching = words.length > 0;
    if (searching && !opened) opened = groups.filter((group) => group.open);
    const found = new Map();
    const filled = new Set();
    for (const { row, group, environment, text } of rows) {
      const matches = words.every((word) => text.includes(word));
      row.hidden = !matches;
      if (!matches) continue;
      filled.add(group);
      found.set(environment, (found.get(environment) ?? 0) + 1);
    }
    for (const group of groups) {
      group.hidden = !filled.has(group);
      if (searching) group.open = true;
      else if (opened) group.open = opened.includes(group);
    }
    if (!searching) opened = null;
    for (const tab of tabs) {
      tab.querySelector(".count").textContent = searching
        ? `${found.get(tab.dataset.environmentLink) ?? 0} found`
        : totals.get(tab);
    }
    // What was found comes first: the rest of the page makes room for it.
    document.body.classList.toggle("searching", searching);
    const sum = [...found.values()].reduce((total, count) => total + count, 0);
    status.textContent = searching
      ? `${sum === 0 ? "Nothing" : sum} found for “${search.value.trim()}” in all environments.`
      : "";
  };
  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") rows.find(({ row }) => row.checkVisibility())?.row.firstElementChild.focus();
  });
  const endSearch = () => {
    search.value = "";
    filter();
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
      search.select();
    }
    if (event.key !== "Escape") return;
    choose(null);
    if (search.value !== "") endSearch();
  });

  // The picture: what a box has to do with is told when it is looked at, or chosen.
  const boxes = new Map(all(".box").map((box) => [box.id, box]));
  const lines = all(".line").map((line) => ({ line, ends: line.dataset.ends.split(" ") }));
  let chosen = null;
  const light = (id) => {
    const near = new Set(id ? boxes.get(id).dataset.near.split(" ") : []);
    for (const [other, box] of boxes) {
      box.classList.toggle("near", near.has(other));
      box.classList.toggle("chosen", other === chosen);
    }
    for (const { line, ends } of lines) line.classList.toggle("lit", id !== null && ends.includes(id));
  };
  const choose = (id) => {
    chosen = id && boxes.has(id) ? id : null;
    for (const { row } of rows) row.classList.toggle("chosen", chosen !== null && row.open && row.dataset.box === chosen);
    light(chosen);
  };
  for (const [id, box] of boxes) {
    for (const start of ["pointerenter", "focus"]) box.addEventListener(start, () => light(id));
    for (const end of ["pointerleave", "blur"]) box.addEventListener(end, () => light(chosen));
    box.addEventListener("keydown", (event) => {
      const way = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
      if (!way) return;
      event.preventDefault();
      nearest(box, way)?.focus();
    });
  }
  const middle = (box) => {
    const { x, y, width, height } = box.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  };
  /** The next box that way: what is straight ahead goes before what is aside. */
  const nearest = (from, [dx, dy]) => {
    const [x, y] = middle(from);
    let best = null;
    let least = Number.POSITIVE_INFINITY;
    for (const box of all(".box", from.ownerSVGElement)) {
      const [toX, toY] = middle(box);
      const ahead = (toX - x) * dx + (toY - y) * dy;
      const aside = Math.abs((toX - x) * dy) + Math.abs((toY - y) * dx);
      if (ahead > 1 && ahead + 2 * aside < least) [best, least] = [box, ahead + 2 * aside];
    }
    return best;
  };

  // Every link on the page leads to something on it: brings that into sight, wherever it is hidden.
  const reveal = (id) => {
    const target = byId(id);
    const section = target?.closest("[data-environment]");
    if (!section) return;
    showEnvironment(section.dataset.environment);
    const row = target.closest(".row");
    if (row) {
      if (row.hidden) endSearch();
      row.closest(".group").open = true;
      row.open = true;
      choose(row.dataset.box ?? null);
      row.firstElementChild.focus({ preventScroll: true });
      row.firstElementChild.scrollIntoView();
    } else if (boxes.has(id)) {
      if (search.value !== "") endSearch();
      choose(id);
      target.focus({ preventScroll: true });
      target.scrollIntoView({ block: "center", inline: "center" });
    }
  };
  const place = () => location.hash.slice(1);
  addEventListener("hashchange", () => reveal(place()));
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#']");
    // The address does not change when it is the same again.
    if (link && link.getAttribute("href") === location.hash) setTimeout(() => reveal(place()));
  });
  for (const { row } of rows) {
    row.firstElementChild.addEventListener("click", () => setTimeout(() => choose(row.open ? (row.dataset.box ?? null) : null)));
  }

  showEnvironment(sections.at(-1)?.dataset.environment);
  reveal(place());
})();
