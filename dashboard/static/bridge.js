// The page's small helper: language and direction of the document, links and forms without a reload, copying.
// It holds no data and asks nobody for anything.
export default function (component) {
  const data = component.data || {};
  const root = document.documentElement;
  root.lang = data.lang;
  root.dir = data.dir;
  const kept = remembered();
  root.dataset.shade = kept || data.shade;
  if (data.title) document.title = data.title;
  const state = (window.__masarat = window.__masarat || { page: null, focus: null, ready: false });
  state.go = (address) => component.setTriggerValue("go", address);
  state.job = (what) => component.setTriggerValue("job", what);
  state.shade = (name) => component.setStateValue("shade", name);
  state.data = data;
  if (kept && kept !== data.shade) state.shade(kept);
  const narrow = window.innerWidth < 700;
  if (narrow !== Boolean(data.narrow)) component.setStateValue("narrow", narrow);

  if (state.page !== data.page) {
    if (state.page !== null) {
      const main = document.querySelector('[data-testid="stMain"]');
      if (main) main.scrollTo(0, 0);
    }
    state.page = data.page;
  }
  if (data.focus && data.focus !== state.focus) reveal(data.focus, 20);
  state.focus = data.focus || null;
  const here = document.querySelector(".nav [aria-current]");
  if (here && here.parentElement.scrollWidth > here.parentElement.clientWidth) here.scrollIntoView({ block: "nearest", inline: "center" });
  dismiss(12);
  if (state.ready) return;
  state.ready = true;

  document.addEventListener("click", onClick, true);
  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("input", onInput, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector(".filters > details[open]");
    if (open) { open.removeAttribute("open"); open.querySelector("summary").focus(); }
  });

  function onClick(event) {
    const target = event.target;
    if (!target.closest) return;
    const link = target.closest("a[data-nav]");
    if (link && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      state.go(link.getAttribute("href"));
      return;
    }
    const skip = target.closest('a[href^="#"]');
    if (skip) {
      const goal = document.getElementById(decodeURIComponent(skip.getAttribute("href").slice(1)));
      if (goal) { event.preventDefault(); goal.scrollIntoView({ block: "center" }); goal.focus({ preventScroll: true }); }
      return;
    }
    if (target.closest("button[data-shade-switch]")) {
      const next = root.dataset.shade === "dark" ? "light" : "dark";
      try { localStorage.setItem("masarat-shade", next); } catch (refused) { /* a private window may keep nothing; it holds till reload */ }
      root.dataset.shade = next;
      state.shade(next);
      return;
    }
    const button = target.closest("button[data-copy]");
    if (button) copy(button);
  }

  // Streamlit's own English box about an unknown page: the note above the overview says it in the reader's language.
  function dismiss(tries) {
    const box = document.querySelector("[role=dialog] button[aria-label=Close]");
    if (box) box.click();
    else if (tries > 0 && !state.shown) setTimeout(() => dismiss(tries - 1), 250);
    if (tries === 0 || box) state.shown = true;
  }

  // The reader's choice of light or dark, kept in this browser alone; without one the system's is followed.
  function remembered() {
    try {
      const name = localStorage.getItem("masarat-shade");
      return name === "light" || name === "dark" ? name : null;
    } catch (refused) {
      return null;
    }
  }

  function onSubmit(event) {
    const form = event.target.closest("form[data-nav], form[data-job]");
    if (!form) return;
    event.preventDefault();
    event.stopPropagation();
    if (form.hasAttribute("data-job")) { send(form); return; }
    const [path, kept] = form.getAttribute("data-nav").split("?");
    const query = new URLSearchParams(kept || "");
    for (const [key, value] of new FormData(form)) if (typeof value === "string" && value.trim()) query.append(key, value.trim());
    form.querySelectorAll("details[open]").forEach((d) => d.removeAttribute("open"));
    const holder = form.closest(".filters > details[open]");
    if (holder) holder.removeAttribute("open");
    state.go(path + "?" + query.toString());
  }

  async function send(form) {
    const what = { files: [] };
    const most = Number(form.getAttribute("data-most")) || 0;
    let total = 0;
    for (const [key, value] of new FormData(form)) {
      if (typeof value === "string") { if (value.trim()) what[key] = value; continue; }
      if (!value.name || what.files.length >= 200) continue;
      // what would be too much for one message is named without its content, so that the page can say so
      if (total + value.size > most) { what.files.push({ name: value.name }); continue; }
      total += value.size;
      what.files.push({ name: value.name, data: await base64(value) });
    }
    state.job(what);
  }

  function base64(file) {
    return new Promise((done, failed) => {
      const reader = new FileReader();
      reader.onload = () => done(String(reader.result).split(",")[1] || "");
      reader.onerror = () => failed(reader.error);
      reader.readAsDataURL(file);
    });
  }

  // Lists of choices are narrowed as one types, in either language and without minding hamza or diacritics.
  function onInput(event) {
    const box = event.target;
    if (box.matches && box.matches("input[type=file][data-names]")) {
      document.getElementById(box.getAttribute("data-names")).textContent = [...box.files].map((f) => f.name).join(" · ");
    }
    if (!box.matches || !box.matches("input[data-narrow]")) return;
    const wanted = fold(box.value);
    const list = box.closest("fieldset, .fold");
    list.querySelectorAll("label[data-names]").forEach((item) => {
      item.hidden = wanted !== "" && !fold(item.getAttribute("data-names")).includes(wanted);
    });
  }

  function fold(text) {
    return text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f\u064b-\u0655\u0670\u0640]/g, "")
      .replace(/[\u0623\u0625\u0622\u0671]/g, "\u0627").replace(/\u0629/g, "\u0647").replace(/\u0649/g, "\u064a").trim();
  }

  async function copy(button) {
    const wanted = button.getAttribute("data-copy");
    const text = wanted === "@url" ? location.href : wanted.replace("@url", location.href.split("?")[0].replace(/[^/]*$/, ""));
    try {
      await navigator.clipboard.writeText(text);
    } catch (refused) {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.appendChild(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    const before = button.getAttribute("data-label") || button.textContent;
    button.setAttribute("data-label", before);
    button.textContent = button.getAttribute("data-done");
    button.setAttribute("aria-live", "polite");
    setTimeout(() => { button.textContent = before; }, 1800);
  }

  function reveal(id, tries) {
    const goal = document.getElementById(id);
    if (!goal) { if (tries > 0) setTimeout(() => reveal(id, tries - 1), 150); return; }
    goal.scrollIntoView({ block: "center" });
    goal.setAttribute("tabindex", "-1");
    goal.focus({ preventScroll: true });
  }
}
