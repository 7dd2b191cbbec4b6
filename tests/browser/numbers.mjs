// The numbers are true: views, who is online, visits; people and robots apart; live, never backwards, kept.
import { loa, PERSON, Reader, ROBOT, sleep, until } from "./lib.mjs";

const number = (text) => Number(text.replace(/\D/g, ""));
const person = (n, agent = PERSON) => ({ "X-Forwarded-For": `10.8.0.${n}`, "User-Agent": agent });

export async function numbers(t, { browser, server, articles }) {
  const article = await articles.find("45");
  await t.part("live views", () => live_views(t, { browser, server, article }));
  await t.part("visitors", () => visitors(t, { server, article }));
  await t.part("robots", () => robots(t, { server, article }));
  await t.part("restart", () => restart(t, { server, article }));
  await t.part("statistics", () => statistics(t, { browser, server }));
}

async function live_views(t, { browser, server, article }) {
  const watcher = await Reader.come(browser, server);
  await watcher.go(article.path);
  const views = async () => number(await watcher.page.locator(".figures [data-live=views]").textContent());
  const online = async () => number(await watcher.page.locator(".foot [data-live=online]").textContent());
  const [views_before, online_before] = [await views(), await online()];
  await watcher.page.evaluate(() => (window.same_page = true));
  const others = [];
  for (let i = 0; i < 3; i++) {
    const other = await Reader.come(browser, server);
    await other.go(article.path);
    others.push(other);
  }
  const start = Date.now();
  t.ok(await until(async () => await views() === views_before + 3 && await online() === online_before + 3, 12500),
    `views and online go up in another browser without reload (${Date.now() - start} ms)`,
    { views: [views_before, await views()], online: [online_before, await online()] });
  t.ok(await watcher.page.evaluate(() => window.same_page), "the page was not reloaded");
  const last = others[2];
  t.same(number(await last.page.locator(".figures [data-live=views]").textContent()), views_before + 3, "the third reader's page has his own view");
  for (const [i, other] of others.entries()) await other.bye(t, `reader ${i}`);
  await watcher.bye(t, "watching views");
}

const day_in_vietnam = () => new Date(Date.now() + 7 * 3600e3).toISOString().slice(0, 10);

// Runs work again when midnight came in between.
async function within_a_day(work) {
  for (;;) {
    const day = day_in_vietnam();
    const settle = await work();
    if (day === day_in_vietnam()) return settle();
  }
}

async function visitors(t, { server, article }) {
  await within_a_day(async () => {
    const before = await server.live(article.id);
    for (let n = 1; n <= 12; n++) {
      await server.get(article.path, { headers: person(n) });
      if (n % 2) await server.get("/", { headers: person(n) });
      if (n % 3 === 0) await server.get(article.path, { headers: person(n) });
    }
    await server.get("/", { headers: person(1, `${PERSON} Other/1`) });
    await server.get("/live.json", { headers: person(2) });
    const now = await server.live(article.id);
    const more = Object.fromEntries(["online", "today", "week", "total", "views"].map((k) => [k, now[k] - before[k]]));
    return () => t.same(more, { online: 13, today: 13, week: 13, total: 13, views: 16 },
      "12 readers, one of them with two browsers: 13 visitors; 16 views of the article");
  });
}

async function robots(t, { server, article }) {
  const before = await server.live(article.id);
  const agents = [ROBOT, "curl/7.88.1", "python-requests/2.31", "", "facebookexternalhit/1.1", "Mozilla/5.0 (compatible; bingbot/2.0)", "Feedly/1.0"];
  for (const [i, ua] of agents.entries())
    for (const where of [article.path, "/", "/live.json"]) await server.get(where, { headers: { "X-Forwarded-For": `10.7.0.${i}`, "User-Agent": ua } });
  await server.get(article.path, { method: "HEAD", headers: person(101) });
  await server.get(article.path, { headers: { ...person(102), "Sec-Purpose": "prefetch" } });
  await server.get("/tin-moi/feed.rss", { headers: person(103) });
  await server.get("/khong-co-trang-nay/", { headers: { "User-Agent": ROBOT } });
  const now = await server.live(article.id);
  for (const key of ["views", "today", "week", "total"]) t.same(now[key] - before[key], 0, `robots, HEAD and prefetch: ${key} stays`);
  t.ok(now.online <= before.online, "robots are not online", [before.online, now.online]);
  const text = (await server.get("/thong-ke/")).text;
  t.ok(/robot/i.test(text), "the statistics page counts robots apart");
}

async function restart(t, { server, article }) {
  await server.get(article.path, { headers: person(120) });
  await sleep(2100);
  const before = await server.live(article.id);
  const end = await server.stop("SIGKILL");
  t.same(end?.signal, "SIGKILL", "killed");
  await server.start();
  const after = await server.live(article.id);
  for (const key of ["views", "today", "week", "total", "comments"]) t.ok(after[key] >= before[key], `kill -9: ${key} is not lower`, [before[key], after[key]]);
  t.same(after.reactions, before.reactions, "kill -9: reactions are as they were");
  await server.get("/", { headers: person(120) });
  const again = await server.live();
  t.same(again.total, after.total, "kill -9: a reader who was on a visit still is on it");
  t.ok(after.online >= before.online - 2 && after.online > 0, "kill -9: who was online is online", [before.online, after.online]);
  const start = Date.now();
  const ended = await server.stop("SIGTERM");
  t.same(ended?.code, 0, `SIGTERM ends it with 0 (${Date.now() - start} ms)`);
  await server.start();
  t.ok((await server.live()).total >= again.total, "SIGTERM: total is not lower");
}

async function statistics(t, { browser, server }) {
  const reader = await Reader.come(browser, server);
  await reader.go("/thong-ke/");
  const { page } = reader;
  const shown = await page.locator(".now dd").allTextContents();
  const live = await server.live();
  t.same(shown.slice(0, 4).map(number), [live.online, live.today, live.week, live.total], "the statistics page says what live.json says");
  const bars = await page.locator(".chart").evaluateAll((charts) => charts.map((c) =>
    [...c.querySelectorAll("table tbody tr td")].map((d) => Number(d.textContent.replace(/\D/g, "")))));
  t.ok(bars.length >= 3 && bars.every((b) => b.length > 2 && Math.max(...b) > 0), "charts of days and months, with their figures as tables", bars.map((b) => b.length));
  const home = await Reader.come(browser, server);
  await home.go("/");
  t.same(await home.page.locator(".foot .numbers dt").allTextContents(), ["Đang online", "Hôm nay", "Trong tuần", "Tất cả"], "the four numbers");
  const json = JSON.parse((await loa("stats", server.site, "--days", "2", "--json")).out.split("\n").filter(Boolean)[0]);
  t.ok(json && typeof json === "object", "loa stats --json", json);
  await reader.bye(t, "statistics");
  await home.bye(t, "home");
}
