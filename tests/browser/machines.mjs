// For machines: feeds, sitemaps, robots, OpenSearch; conditional requests; sizes; headers.
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { promises as fs } from "node:fs";
import path from "node:path";
import { figure, PERSON, ROBOT, until } from "./lib.mjs";

export async function machines(t, { browser, server, articles, preset }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await t.part(`${preset} feeds`, () => feeds(t, page, server, preset));
  await t.part(`${preset} sitemaps`, () => sitemaps(t, page, server, articles, preset));
  await t.part(`${preset} conditional`, () => conditional(t, server, articles, preset));
  await t.part(`${preset} sizes`, () => sizes(t, server, articles, preset));
  await t.part(`${preset} headers`, () => headers(t, server, articles, preset));
  await context.close();
}

// XML by Chromium's parser: the root's name, and for each selector the texts of what it finds.
const xml = (page, text, selectors) => page.evaluate(([text, selectors]) => {
  const doc = new DOMParser().parseFromString(text, "application/xml");
  const broken = doc.querySelector("parsererror");
  if (broken) return { broken: broken.textContent.slice(0, 200) };
  const out = { root: doc.documentElement.localName, ns: doc.documentElement.namespaceURI };
  for (const s of selectors) out[s] = [...doc.querySelectorAll(s)].map((e) => e.textContent || e.getAttribute("href") || e.getAttribute("template") || "");
  return out;
}, [text, selectors]);

const RFC822 = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d (\+0700|GMT|\+0000)$/;
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\+07:00|Z)$/;

async function feeds(t, page, server, preset) {
  const list = (await server.get("/rss/")).text;
  const hrefs = [...new Set([...list.matchAll(/href="([^"]*feed\.(?:rss|atom|json))"/g)].map((m) => m[1]))];
  t.ok(hrefs.length >= 12, `${preset}: feeds of many lists`, hrefs.length);
  for (const href of [...hrefs, "/chu-de/xanh-hoa-bo-song/feed.rss"]) {
    const answer = await server.get(href);
    const type = answer.headers["content-type"] ?? "";
    t.same(answer.status, 200, `${href}: status`);
    if (href.endsWith("rss")) {
      const seen = await xml(page, answer.text, ["channel > title", "channel > link", "item > title", "item > link", "item > pubDate", "item > guid", "item > description"]);
      t.ok(!seen.broken && seen.root === "rss" && /rss\+xml/.test(type), `${href}: RSS`, [type, seen.broken ?? seen.root]);
      t.ok(seen["item > title"]?.every(Boolean) && seen["item > link"]?.every((l) => l.startsWith(server.origin)) && seen["item > guid"]?.length === seen["item > title"]?.length, `${href}: items`);
      t.same(seen["item > pubDate"]?.filter((d) => !RFC822.test(d) || Number.isNaN(Date.parse(d))), [], `${href}: dates`);
      const times = seen["item > pubDate"]?.map(Date.parse) ?? [];
      t.same(times, [...times].sort((a, b) => b - a), `${href}: newest first`);
    } else if (href.endsWith("atom")) {
      const seen = await xml(page, answer.text, ["feed > title", "feed > id", "feed > updated", "entry > title", "entry > id", "entry > updated", "entry > published", "feed > author > name, entry > author > name"]);
      t.ok(!seen.broken && seen.root === "feed" && seen.ns === "http://www.w3.org/2005/Atom" && /atom\+xml/.test(type), `${href}: Atom`, [type, seen.broken ?? seen.root]);
      t.ok(seen["feed > id"]?.[0] && seen["entry > id"]?.length === seen["entry > title"]?.length && new Set(seen["entry > id"]).size === seen["entry > id"]?.length, `${href}: ids`);
      t.same([...(seen["feed > updated"] ?? ["?"]), ...(seen["entry > updated"] ?? []), ...(seen["entry > published"] ?? [])].filter((d) => !RFC3339.test(d)), [], `${href}: dates`);
      t.ok(seen["feed > author > name, entry > author > name"]?.length > 0, `${href}: an author`);
    } else {
      const feed = JSON.parse(answer.text);
      t.ok(/feed\+json|application\/json/.test(type) && feed.version === "https://jsonfeed.org/version/1.1" && feed.title && feed.home_page_url?.startsWith(server.origin) && feed.feed_url === server.origin + href,
        `${href}: JSON Feed`, [type, feed.version, feed.feed_url]);
      t.ok(Array.isArray(feed.items) && feed.items.every((i) => i.id && i.url?.startsWith(server.origin) && i.title && RFC3339.test(i.date_published) && (i.content_text ?? i.content_html ?? i.summary) !== undefined), `${href}: items`, feed.items?.[0]);
    }
  }
}

async function sitemaps(t, page, server, articles, preset) {
  const index = await xml(page, (await server.get("/sitemap.xml")).text, ["sitemap > loc", "sitemap > lastmod"]);
  t.ok(index.root === "sitemapindex" && index["sitemap > loc"].length >= 3, `${preset}: sitemap index`, index);
  for (const loc of index["sitemap > loc"]) {
    const answer = await server.get(new URL(loc).pathname);
    const part = await xml(page, answer.text, ["url > loc", "url > lastmod"]);
    t.ok(answer.status === 200 && !part.broken && part.root === "urlset", `${loc}: well-formed`, part.broken);
    t.same(part["url > lastmod"]?.filter((d) => !RFC3339.test(d)), [], `${loc}: dates`);
    t.same(part["url > loc"]?.filter((u) => !u.startsWith(server.origin)), [], `${loc}: this site's addresses`);
    if (/news/.test(loc)) {
      const news = await xml(page, answer.text, ["news title, title", "publication_date", "publication > name", "publication > language"]);
      const old = news.publication_date.filter((d) => Date.now() - Date.parse(d) > 2 * 86400e3 + 60e3);
      t.same(old, [], `${loc}: the last two days only`);
    }
  }
  t.ok(articles.paths.filter((p) => p.endsWith(".html")).length >= 60, `${preset}: the sitemap has the articles`, articles.paths.length);
  // sample data is not for search engines; a site without the note is open
  const robots = async () => (await server.get("/robots.txt")).text;
  t.ok(/^User-agent: \*\nDisallow: \/\n/im.test(await robots()), `${preset}: robots.txt of a sample site`, await robots());
  if (preset !== "city") return void (await opensearch(t, page, server, preset));
  const conf = path.join(server.site, "loa.conf");
  const text = await fs.readFile(conf, "utf8");
  await fs.writeFile(conf, text.replace(/^sample_note\s*=.*$/m, "sample_note ="));
  server.child.kill("SIGHUP");
  const open = await until(async () => (await robots()).includes(`Sitemap: ${server.origin}/sitemap.xml`), 3000);
  t.ok(open && !/^Disallow: \/$/m.test(await robots()), `${preset}: robots.txt of an open site, after SIGHUP`, await robots());
  await fs.writeFile(conf, text);
  server.child.kill("SIGHUP");
  t.ok(await until(async () => /^Disallow: \/$/m.test(await robots()), 3000), `${preset}: and closed again`);
  await opensearch(t, page, server, preset);
}

async function opensearch(t, page, server, preset) {
  const search = await xml(page, (await server.get("/opensearch.xml")).text, ["ShortName", "Url"]);
  t.ok(search.root === "OpenSearchDescription" && search.Url.some((u) => u.includes("/tim-kiem?q={searchTerms}")) && search.ShortName[0].length <= 16, `${preset}: OpenSearch`, search);
}

async function assets(server, path) {
  const html = (await server.get(path)).text;
  const links = (pattern) => [...html.matchAll(pattern)].map((m) => m[1]);
  return {
    script: links(/<script src="([^"]*)"/g), styles: links(/<link rel="stylesheet" href="([^"]*)"/g), pictures: links(/<img src="(\/media[^"]*)"/g),
    icons: links(/<img src="(\/tinh[^"]*)"/g),
  };
}

async function conditional(t, server, articles, preset) {
  const { path } = await articles.find("01");
  const own = await assets(server, path);
  const places = ["/", path, "/thoi-su/", "/tin-moi/trang-2/", "/doc-nhieu/", "/thong-ke/", "/lien-he/", "/rss/", "/video/", "/tin-moi/feed.rss", "/tin-moi/feed.atom", "/tin-moi/feed.json",
    "/sitemap.xml", "/sitemap-2.xml", "/sitemap-news.xml", "/robots.txt", "/opensearch.xml", "/favicon.ico", ...own.script, ...own.styles, own.pictures[0], ...own.icons.slice(0, 1)];
  for (const where of places)
    for (const coding of ["identity", "gzip"]) {
      const first = await server.get(where, { headers: { "Accept-Encoding": coding } });
      const etag = first.headers.etag;
      if (!t.ok(first.status === 200 && /^(W\/)?"[^"]+"$/.test(etag ?? ""), `${preset}: ${where} has an ETag (${coding})`, [first.status, etag])) continue;
      const again = await server.get(where, { headers: { "Accept-Encoding": coding, "If-None-Match": etag } });
      t.same([again.status, again.bytes.length], [304, 0], `${preset}: ${where} again is 304 (${coding})`);
      t.same(again.headers.etag, etag, `${preset}: ${where} 304 names its ETag (${coding})`);
      const other = await server.get(where, { headers: { "Accept-Encoding": coding, "If-None-Match": '"other"' } });
      t.same(other.status, 200, `${preset}: ${where} with another tag is 200 (${coding})`);
    }
  // a number that has changed is never hidden by a 304
  const ask = (tag) => server.get(path, { headers: { "User-Agent": PERSON, "X-Forwarded-For": "10.5.0.1", ...(tag ? { "If-None-Match": tag } : {}) } });
  const first = await ask();
  t.same((await ask(first.headers.etag)).status, 200, `${preset}: a view more is a new page`);
}

async function packed(server, where, coding) {
  const answer = await server.get(where, { headers: { "Accept-Encoding": coding } });
  const got = answer.headers["content-encoding"] ?? "identity";
  const plain = got === "br" ? brotliDecompressSync(answer.bytes) : got === "gzip" ? gunzipSync(answer.bytes) : answer.bytes;
  return { size: answer.bytes.length, plain: plain.length, got };
}

const KB = 1024;
const PACKET = 1400; // what fits into one packet gets there no sooner when it is smaller

async function sizes(t, server, articles, preset) {
  const { path } = await articles.find("01");
  const own = await assets(server, path);
  const sum = async (list) => {
    let n = 0;
    for (const where of list) n += (await packed(server, where, "gzip, deflate, br")).size;
    return n;
  };
  const [html, home, script, style, icons] = [(await packed(server, path, "gzip, deflate, br")).size, (await packed(server, "/", "gzip, deflate, br")).size,
    await sum(own.script), await sum(own.styles), await sum([...new Set(own.icons)])];
  const all = html + script + style + icons;
  t.ok(own.script.length === 1 && script <= 10 * KB, `${preset}: script at most 10 KB`, String(script));
  t.ok(own.styles.length >= 1 && style <= 25 * KB, `${preset}: style at most 25 KB`, String(style));
  t.ok(all <= 60 * KB, `${preset}: article page without pictures at most 60 KB`, String(all));
  figure(`${preset}: script ${script}, style and theme ${style}, article HTML ${html}, icons ${icons}, article page ${all}, home HTML ${home} bytes compressed`);
}

async function headers(t, server, articles, preset) {
  const { path } = await articles.find("01");
  const own = await assets(server, path);
  for (const where of ["/", path, "/tin-moi/", "/thong-ke/", "/tim-kiem?q=a", "/khong-co-trang-nay/", ...own.script, ...own.styles, "/tin-moi/feed.rss", "/live.json", "/media/x.webp"]) {
    const { headers: h } = await server.get(where, { headers: { "User-Agent": ROBOT, "Accept-Encoding": "gzip" } });
    const csp = h["content-security-policy"] ?? "";
    t.ok(/default-src 'none'/.test(csp) && /base-uri 'none'/.test(csp) && !/unsafe-|\*|data:|https?:/.test(csp), `${preset}: CSP of ${where}`, csp);
    t.ok(h["x-content-type-options"] === "nosniff" && h["referrer-policy"] && h["cross-origin-opener-policy"] === "same-origin", `${preset}: headers of ${where}`);
    t.ok(where === "/live.json" || h["cross-origin-resource-policy"], `${preset}: who may embed ${where}`);
    t.ok(!h["set-cookie"] && !h["x-powered-by"], `${preset}: no cookie on ${where}`);
  }
  for (const where of ["/", path, "/tin-moi/", "/tin-moi/feed.rss", "/sitemap-2.xml", ...own.script, ...own.styles]) {
    const { got, size, plain } = await packed(server, where, "gzip");
    if (plain < PACKET) continue;
    t.ok(got === "gzip" && size < plain, `${preset}: ${where} with gzip`, [got, size, plain]);
    const vary = (await server.get(where, { headers: { "Accept-Encoding": "gzip" } })).headers.vary ?? "";
    t.ok(/accept-encoding/i.test(vary), `${preset}: ${where} varies`, vary);
  }
  for (const where of [...own.script, ...own.styles, own.pictures[0]]) {
    const { headers: h } = await server.get(where);
    t.ok(/immutable/.test(h["cache-control"]) && /max-age=31536000/.test(h["cache-control"]), `${preset}: ${where} is kept for ever`, h["cache-control"]);
  }
  const cors = await server.get(own.pictures[0], { headers: { Range: "bytes=0-9" } });
  t.same([cors.status, cors.bytes.length], [206, 10], `${preset}: ranges of media`);
}
