// Reading: from page to page as a reader goes, searching, addresses that moved or are gone, a site that is broken.
import { execFileSync } from "node:child_process";
import path from "node:path";
import { copy_site, loa, PERSON, Reader, Server, sleep, until } from "./lib.mjs";
import { html_faults } from "./kinds.mjs";

export async function reading(t, { browser, server, articles, base }) {
  for (const js of [true, false]) {
    const who = js ? "with JavaScript" : "without JavaScript";
    const reader = await Reader.come(browser, server, { js });
    await t.part(`walk ${who}`, () => walk(t, reader, who));
    await t.part(`search ${who}`, () => search(t, reader, who));
    await reader.bye(t, `reading ${who}`);
  }
  await t.part("addresses", () => moved(t, server, articles));
  await t.part("withdrawn", () => withdrawn(t, server, articles));
  await t.part("500", () => broken(t, base));
}

const here = (reader) => decodeURI(new URL(reader.page.url()).pathname);

async function follow(reader, selector) {
  await Promise.all([reader.page.waitForNavigation({ waitUntil: "load" }), reader.page.locator(selector).first().click()]);
  return here(reader);
}

async function walk(t, reader, who) {
  const { page } = reader;
  await reader.go("/");
  const title = await page.locator("main .card h3 a").first().textContent();
  t.ok(/\.html$/.test(await follow(reader, "main .card h3 a")), `${who}: home leads to an article`, here(reader));
  t.same(await page.locator("h1").textContent(), title, `${who}: the article has the title of its card`);
  t.ok(await page.locator(".breadcrumb a").count() >= 1, `${who}: the article has a breadcrumb`);
  t.ok(/^\/[a-z-]+\/$/.test(await follow(reader, ".story .label a")), `${who}: the label leads to the section`, here(reader));
  t.ok(await page.locator(".listing .card").count() > 0, `${who}: the section lists articles`);
  for (const [name, selector, shape] of [["topic", ".tags a:not([rel])", /^\/chu-de\/[a-z0-9-]+\/$/],
    ["tag", ".tags a[rel=tag]", /^\/the\/[a-z0-9-]+\/$/], ["author", ".people a[rel=author]", /^\/tac-gia\/[a-z0-9-]+\/$/]]) {
    await reader.go("/");
    await follow(reader, "main .card h3 a");
    t.ok(shape.test(await follow(reader, selector)), `${who}: the article leads to its ${name}`, here(reader));
    t.ok(await page.locator(".listing .card").count() > 0, `${who}: the ${name} lists articles`);
  }
  await reader.go("/tin-moi");
  t.same(here(reader), "/tin-moi/", `${who}: /tin-moi moves to /tin-moi/`);
  const titles = () => page.locator(".listing .cards h3 a").evaluateAll((all) => all.map((a) => a.href));
  const first = await titles();
  t.same(await follow(reader, ".pager a[rel=next]"), "/tin-moi/trang-2/", `${who}: next page`);
  const second = await titles();
  t.ok(second.length > 0 && !second.some((a) => first.includes(a)), `${who}: page 2 has other articles`, second.length);
  await follow(reader, ".pager a[rel=next]");
  const third = await titles();
  t.ok(!third.some((a) => first.includes(a) || second.includes(a)), `${who}: page 3 has others again`);
  t.same(await follow(reader, ".pager a[rel=prev]"), "/tin-moi/trang-2/", `${who}: previous page`);
  t.same(await follow(reader, ".pager li:nth-child(2) a"), "/tin-moi/", `${who}: page 1 has the list's own address`);
  const times = await page.locator(".listing .cards time").evaluateAll((all) => all.map((e) => e.dateTime));
  t.same(times, [...times].sort().reverse(), `${who}: newest first`);
  for (const [where, name] of [["/doc-nhieu/", "day"], ["/doc-nhieu/tuan/", "week"], ["/doc-nhieu/thang/", "month"]]) {
    await reader.go(where);
    const views = await page.locator(".listing .meta-views").evaluateAll((all) => all.map((e) => Number(e.textContent.replace(/\D/g, ""))));
    t.same(views, [...views].sort((a, b) => b - a), `${who}: most read of the ${name} is in order`);
    if (name !== "day") t.ok(views.length > 5, `${who}: most read of the ${name} has articles`, views.length);
    t.same(await page.locator(".tabs [aria-current=page]").count(), 1, `${who}: the period is marked`);
  }
  await reader.go("/video/");
  await follow(reader, ".listing .card h3 a");
  t.same(await page.locator("video source").count(), 1, `${who}: the video has its player`);
  const size = await page.evaluate(async () => {
    const answer = await fetch(document.querySelector("video source").src, { method: "HEAD" });
    return [answer.status, answer.headers.get("content-type"), answer.headers.get("accept-ranges")];
  });
  t.same(size, [200, "video/webm", "bytes"], `${who}: the video can be fetched in ranges`);
  await reader.go("/thong-ke/");
  t.ok(await page.locator("svg .bar").count() > 20, `${who}: statistics plot days and months`, await page.locator("svg .bar").count());
  t.ok(await page.locator(".definitions dt").count() >= 6, `${who}: statistics say how they count`);
  t.ok(await page.locator("main table tr, .lines li").count() > 5, `${who}: statistics have tables of articles and sections`);
  await reader.go("/lien-he/");
  t.ok(await page.locator(".contact dd").count() >= 3, `${who}: contact and imprint`);
  await reader.go("/rss/");
  t.ok(await page.locator("a[href$='feed.rss']").count() > 5, `${who}: the feeds page lists feeds`);
  await reader.go("/khong/co-1.txt", { status: 404 });
  t.ok(await page.locator(".message a[href='/']").count() === 1, `${who}: 404 leads home`);
}

async function search(t, reader, who) {
  const { page } = reader;
  const titles_for = async (words) => {
    await reader.go("/");
    const box = page.locator("#tim");
    await box.fill(words);
    await Promise.all([page.waitForNavigation({ waitUntil: "load" }), box.press("Enter")]);
    t.same(await page.locator("#tim-o").inputValue(), words, `${who}: search keeps "${words}" in its box`);
    return page.locator(".listing h3 a").allTextContents();
  };
  const toned = await titles_for("đoàn"), plain = await titles_for("doan");
  t.ok(toned.length > 0 && plain.length > 0, `${who}: search with and without tones finds`, [toned.length, plain.length]);
  t.ok(toned.every((x) => plain.includes(x)) || plain.length === 20, `${who}: without tones finds what with tones does`);
  t.same(await titles_for("đoàn".normalize("NFD")).then((x) => x.length), toned.length, `${who}: NFD is the same search`);
  t.ok((await titles_for("cầu đi bộ")).some((x) => /cầu đi bộ/i.test(x)), `${who}: search finds words of a title`);
  t.same(await titles_for('zzyzx"><script>alert(1)</script>'), [], `${who}: nothing found is said`);
  t.same(await page.locator(".summary[role=status]").allTextContents().then((x) => x.filter((y) => /Không tìm thấy/.test(y)).length), 1, `${who}: in words`);
  t.same(await page.locator("main script").count(), 0, `${who}: the query is text`);
  await titles_for("sông");
  if (await page.locator(".pager a[rel=next]").count()) {
    await follow(reader, ".pager a[rel=next]");
    t.ok(await page.locator(".listing h3 a").count() > 0, `${who}: search has a second page`);
  }
}

async function moved(t, server, articles) {
  const { path: right, id } = await articles.find("01");
  const slug = right.split("/")[2];
  const [section] = right.split("/").slice(1);
  const wrong = { "wrong slug": `/${section}/khac-${id}.html`, "wrong section": `/the-thao/${slug}`, "no slug": `/${section}/${id}.html` };
  for (const [what, where] of Object.entries(wrong)) {
    const answer = await server.get(where);
    t.same([answer.status, answer.headers.location], [301, right], `${what} moves to the right address`);
  }
  const places = { "/thoi-su": "/thoi-su/", "/thoi-su/trang-1/": "/thoi-su/", "/tin-moi/trang-2": "/tin-moi/trang-2/", "/doc-nhieu/tuan": "/doc-nhieu/tuan/" };
  for (const [where, to] of Object.entries(places)) {
    const answer = await server.get(where);
    t.same([answer.status, answer.headers.location], [301, to], `${where} moves`);
  }
  for (const where of ["/thoi-su/trang-999/", "/thoi-su/trang-0/", "/chu-de/khong-co/", "/the/khong-co/", "/tac-gia/khong-co/",
    "/thoi-su/khong-co-999999.html", "/media/khong-co.webp", "/media/../loa.db", "/media/..%2floa.db", "/tinh/khong-co.js", "/qc/999999", "/sitemap-99.xml", "/%00"])
    t.ok([400, 404].includes((await server.get(where)).status), `${where} is 404`, String((await server.get(where)).status));
  const head = await server.get(right, { method: "HEAD" });
  t.ok(head.status === 200 && head.bytes.length === 0 && Number(head.headers["content-length"]) > 1000, "HEAD has the length and no body",
    [head.status, head.headers["content-length"]]);
  t.same((await server.get(right, { method: "DELETE" })).status, 405, "DELETE is refused");
}

async function withdrawn(t, server, articles) {
  const { path: where, id } = await articles.find("58");
  t.same((await server.get(where)).status, 200, "before it is withdrawn");
  const answer = await loa("article", server.site, "withdraw", String(id));
  t.same(answer.code, 0, `loa article withdraw (${answer.err})`);
  const gone = await until(async () => (await server.get(where)).status === 410, 2000);
  t.ok(gone, "withdrawn: 410 within 2 s");
  t.same((await server.get("/khac/khac-" + id + ".html")).status, 410, "410 whatever the slug");
  await sleep(300);
  for (const list of ["/", "/thi-truong/", "/tin-moi/", "/tin-moi/trang-2/", "/tin-moi/trang-3/", "/tin-moi/feed.rss", "/sitemap-2.xml"])
    t.ok(!(await server.get(list)).text.includes(where), `withdrawn: not in ${list}`);
  await loa("article", server.site, "restore", String(id));
  t.ok(await until(async () => (await server.get(where)).status === 200, 2000), "restored: 200 within 2 s");
}

// A store whose tables are gone: pages say so and stay pages.
async function broken(t, base) {
  const site = await copy_site(base, "economy", "broken");
  const server = await new Server(site).start();
  try {
    const names = "import sqlite3,sys\nc=sqlite3.connect(sys.argv[1],timeout=9)\n" +
      "for n, in list(c.execute(\"select name from sqlite_master where type='table' and name not like 'sqlite%' and name like '%article%'\")):\n" +
      "  c.execute('alter table \"%s\" rename to \"gone_%s\"'%(n,n)) if 'fts' not in n and 'search' not in n else None\nc.commit()";
    execFileSync("/usr/bin/python3", ["-c", names, path.join(site, "loa.db")]);
    const answer = await server.get("/tin-moi/", { headers: { "User-Agent": PERSON } });
    t.ok([500, 503].includes(answer.status), "a broken store is a 500", String(answer.status));
    t.ok(/text\/html/.test(answer.headers["content-type"]) && /<h1>/.test(answer.text), "500 is a page");
    const faults = await html_faults(answer.text);
    t.same(faults, [], "500 is valid HTML");
    t.ok(!/sqlite|SELECT|no such/i.test(answer.text), "500 says nothing of the inside");
    t.same((await server.get("/live.json")).status, 200, "the server stands");
  } finally {
    await server.stop("SIGKILL");
  }
}

