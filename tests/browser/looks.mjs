// On paper, on a phone, in the dark, larger, by keyboard alone.
import { Reader, until } from "./lib.mjs";

export async function looks(t, { browser, server, articles }) {
  const { path } = await articles.find("01");
  await t.part("print", () => print(t, { browser, server, path }));
  await t.part("phone", () => phone(t, { browser, server, path }));
  await t.part("reading tools", () => tools(t, { browser, server, path }));
  await t.part("dark by system", () => dark(t, { browser, server, path }));
  for (const where of ["/", path]) await t.part(`keyboard ${where}`, () => keyboard(t, { browser, server, where, article: where === path }));
  await t.part("sharing", () => share(t, { browser, server, path }));
}

// At every width each entry of the menu is seen whole or not at all, and all of them stand in the panel behind its button.
export async function menu(t, { browser, server, preset }) {
  const reader = await Reader.come(browser, server, { js: false });
  const { page } = reader;
  for (const width of [320, 390, 768, 1024, 1280, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await reader.go("/");
    const at = `${preset}: menu at ${width} px`;
    const seen = await page.evaluate(() => {
      const box = (e) => e.getBoundingClientRect(), strip = box(document.querySelector(".strip"));
      const entries = [...document.querySelectorAll(".strip a")].map((a) => ({ href: a.getAttribute("href"), r: box(a) }));
      const whole = ({ r }) => r.left >= strip.left - 1 && r.right <= strip.right + 1 && r.bottom <= strip.bottom + 1;
      const hidden = ({ r }) => r.top >= strip.bottom - 1;
      return {
        whole: entries.filter(whole).length, all: entries.length,
        cut: entries.filter((e) => !whole(e) && !hidden(e)).map((e) => e.href), hrefs: entries.map((e) => e.href),
      };
    });
    t.same(seen.cut, [], `${at}: no entry is cut`);
    t.ok(seen.whole >= 3 && (width < 1024 || seen.whole === seen.all), `${at}: entries are seen`, seen);
    await page.locator("details.all summary").click();
    const panel = await page.locator("details.all .panel a").evaluateAll((all) => all.filter((a) => a.checkVisibility()).map((a) => a.getAttribute("href")));
    t.same(seen.hrefs.filter((h) => h !== "/" && !panel.includes(h)), [], `${at}: the panel has every entry`);
  }
  await reader.bye(t, `${preset}: menu`);
}

async function print(t, { browser, server, path }) {
  const reader = await Reader.come(browser, server, { dark: true });
  const { page } = reader;
  await reader.go(path);
  await page.emulateMedia({ media: "print" });
  const strangers = await page.evaluate(() => {
    const story = document.querySelector(".story");
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const e = walker.currentNode.parentElement;
      if (!walker.currentNode.data.trim() || story.contains(e) || /^(SCRIPT|STYLE|TITLE)$/i.test(e.tagName)) continue;
      if (e.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true }) && e.getClientRects().length && !e.closest(".vh") && e.getBoundingClientRect().bottom > 0)
        found.push(`${e.className}: ${walker.currentNode.data.trim().slice(0, 30)}`);
    }
    return found;
  });
  t.same(strangers, [], "print: nothing but the article");
  const visible = await page.evaluate(() => ["h1", ".body p", ".people", ".when time", ".body img", "figcaption"].filter((s) => !document.querySelector(`.story ${s}`)?.checkVisibility()));
  t.same(visible, [], "print: title, text, people, time, pictures with captions are there");
  t.same(await page.evaluate(() => [...document.querySelectorAll(".share button, .story .tags, .story .inside, .story .slot")].filter((e) => e.checkVisibility()).length), 0, "print: no buttons, no links to elsewhere");
  const colours = await page.evaluate(() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector(".body p")).color]);
  t.same(colours, ["rgb(255, 255, 255)", "rgb(0, 0, 0)"], "print: black on white, in the dark theme too");
  await reader.bye(t, "printing");
}

async function phone(t, { browser, server, path }) {
  for (const js of [false, true]) {
    const who = js ? "phone" : "phone without JavaScript";
    const reader = await Reader.come(browser, server, { phone: true, js });
    const { page } = reader;
    await reader.go(path);
    const menu = page.locator("details.all"), panel = menu.locator(".panel");
    t.ok(!(await panel.isVisible()), `${who}: the menu is closed`);
    await menu.locator("summary").click();
    t.ok(await panel.isVisible(), `${who}: the menu opens`);
    t.ok(await panel.locator("a").count() > 10, `${who}: it has the sections`);
    const box = await panel.boundingBox();
    t.ok(box.x >= 0 && box.x + box.width <= 391, `${who}: it is inside the screen`, box);
    await Promise.all([page.waitForNavigation({ waitUntil: "load" }), panel.locator("a").nth(1).click()]);
    t.ok(/^\/[a-z-]+\/$/.test(new URL(page.url()).pathname), `${who}: and leads there`, page.url());
    const small = await page.evaluate(() => [...document.querySelectorAll("button, summary, input:not([type=hidden]), .strip a, .pager a")]
      .filter((e) => e.checkVisibility() && e.getClientRects().length).map((e) => [e.outerHTML.slice(0, 50), e.getBoundingClientRect().height])
      .filter(([, h]) => h < 24));
    t.same(small, [], `${who}: nothing to press is lower than 24 px`);
    await reader.bye(t, who);
  }
}

const body_size = (page) => page.evaluate(() => parseFloat(getComputedStyle(document.querySelector(".body p")).fontSize));
const paper = (page) => page.evaluate(() => {
  const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number);
  return r + g + b < 200 ? "dark" : "light";
});

async function tools(t, { browser, server, path }) {
  const reader = await Reader.come(browser, server);
  const { page } = reader;
  await reader.go(path);
  const normal = await body_size(page);
  await page.locator("[data-step='1']").click();
  const larger = await body_size(page);
  t.ok(larger > normal, "A+ makes the text larger", [normal, larger]);
  await page.reload();
  t.same(await body_size(page), larger, "and it stays so");
  await page.locator("[data-step='0']").click();
  t.same(await body_size(page), normal, "A sets it back");
  await page.locator("[data-step='-1']").click();
  t.ok(await body_size(page) < normal, "A− makes it smaller");
  await page.locator("[data-step='0']").click();
  t.same(await paper(page), "light", "light at first");
  const toggle = page.locator("[data-theme-toggle]");
  await toggle.click();
  t.same([await paper(page), await toggle.getAttribute("aria-pressed")], ["dark", "true"], "the button makes it dark");
  await reader.go("/");
  t.same([await paper(page), await toggle.getAttribute("aria-pressed")], ["dark", "true"], "dark on the next page too");
  await toggle.click();
  t.same(await paper(page), "light", "and light again");
  await reader.bye(t, "reading tools");
  const plain = await Reader.come(browser, server, { js: false });
  await plain.go(path);
  t.same(await plain.page.locator("[data-step], [data-theme-toggle], [data-share], [data-copy], [data-print]").filter({ visible: true }).count(), 0, "without JavaScript no button that would do nothing");
  await plain.bye(t, "without tools");
}

async function dark(t, { browser, server, path }) {
  for (const js of [true, false]) {
    const reader = await Reader.come(browser, server, { dark: true, js });
    await reader.go(path);
    t.same(await paper(reader.page), "dark", `dark where the system is, JavaScript ${js}`);
    if (js) {
      await reader.page.locator("[data-theme-toggle]").click();
      await reader.page.reload();
      t.same(await paper(reader.page), "light", "light by choice where the system is dark");
    }
    await reader.bye(t, "dark");
  }
}

// Tab through a whole page.
async function keyboard(t, { browser, server, where, article }) {
  const reader = await Reader.come(browser, server);
  const { page } = reader;
  await reader.go(where);
  const wanted = await page.evaluate(() => {
    const all = [...document.querySelectorAll("a[href], button, input, textarea, summary, video[controls], [tabindex='0']")].filter((e) =>
      e.tabIndex >= 0 && !e.disabled && e.type !== "hidden" && e.checkVisibility({ checkVisibilityCSS: true }) && !(e.closest("details:not([open])") && e.tagName !== "SUMMARY"));
    all.forEach((e, i) => (e.dataset.stop = i));
    return all.length;
  });
  const stops = [];
  for (let i = 0; i < wanted + 40; i++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const e = document.activeElement;
      if (!e || e === document.body) return null;
      const s = getComputedStyle(e), box = e.getBoundingClientRect();
      return {
        n: e.dataset.stop, what: `${e.tagName.toLowerCase()}${e.id ? "#" + e.id : ""} ${(e.getAttribute("aria-label") || e.textContent || e.name || "").trim().slice(0, 25)}`,
        marked: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2, seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        is: ["skip", "story", "reactions", "comment-form", "foot", "search", "panel"].filter((c) => e.closest(`.${c}`)).concat(e.matches("details.all > summary") ? ["menu"] : [], e.matches("h3 a, .lines a") ? ["article"] : []),
      };
    });
    if (!stop) break;
    stops.push(stop);
  }
  const at = `keyboard on ${where}`;
  t.ok(stops[0]?.is.includes("skip"), `${at}: the first stop is the skip link`, stops[0]);
  for (const part of ["menu", "search", "article", "foot", ...(article ? ["story", "reactions", "comment-form"] : [])]) t.ok(stops.some((s) => s.is.includes(part)), `${at}: reaches ${part}`);
  const visited = new Set(stops.map((s) => s.n).filter(Boolean));
  t.same(visited.size, wanted, `${at}: everything that can be used is reached`);
  t.same(stops.filter((s) => !s.marked).map((s) => s.what).slice(0, 5), [], `${at}: focus is always visible`);
  t.same(stops.filter((s) => !s.seen).map((s) => s.what).slice(0, 5), [], `${at}: what has the focus is on the screen`);
  await reader.go(where);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  t.same(await page.evaluate(() => document.activeElement.id), "noi-dung", `${at}: the skip link leads to the content`);
  await page.locator("details.all > summary").focus();
  await page.keyboard.press("Enter");
  t.ok(await page.locator("details.all .panel").isVisible(), `${at}: Enter opens the menu`);
  await page.keyboard.press("Tab");
  t.ok(await page.evaluate(() => !!document.activeElement.closest(".panel")), `${at}: Tab goes into the menu`);
  await page.keyboard.press("Escape");
  t.ok(!(await page.locator("details.all .panel").isVisible()), `${at}: Escape closes it`);
  if (article) {
    await page.locator(".reactions button").nth(1).focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector(".reactions [aria-pressed=true]");
    t.same(await page.locator(".reactions [aria-pressed=true]").count(), 1, `${at}: Enter reacts`);
  }
  await reader.bye(t, at);
}

async function share(t, { browser, server, path }) {
  const reader = await Reader.come(browser, server);
  await reader.context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.origin });
  const { page } = reader;
  await reader.go(path);
  t.same(await page.locator(".share-title").textContent().then((x) => x.includes("Cầu đi bộ")), true, "the share bar repeats the title");
  await page.locator("[data-copy]").click();
  const said = () => page.locator(".share [role=status]").textContent();
  t.ok(await until(async () => /Đã sao chép/.test(await said()), 2000), "copying says so", await said());
  t.same(await page.evaluate(() => navigator.clipboard.readText()), server.origin + path, "and copies the canonical address");
  await reader.bye(t, "sharing");
}
