// Every page kind of one preset: valid HTML, no axe violation at two widths, no sideways scrolling, headings, blocks,
// structured data; then every link of the site.
import { Reader } from "./lib.mjs";
import { axe_faults, html_faults, inspect, kinds, overhang } from "./kinds.mjs";

const DARK = ["home", "article"]; // kinds that axe sees in the dark theme too

export async function pages(t, { browser, server, articles, preset, gone }) {
  const reader = await Reader.come(browser, server);
  for (const [kind, where, status] of await kinds(articles)) {
    const path = where === "gone" ? gone : where;
    await t.part(`${preset} ${kind}`, () => page_kind(t, { reader, server, preset, kind, path, status }));
  }
  await reader.bye(t, `${preset}, all page kinds`);
  if (preset === "city") await t.part("the judges", () => judges(t, browser));
  await t.part(`${preset} links`, () => crawl(t, server, preset));
}

// The judges see what is wrong: without this, a judge that sees nothing would look like a good page.
async function judges(t, browser) {
  const bad = '<!DOCTYPE html><html><head><title>x</title></head><body><h1>a</h1><p><div>b</div></p><img src="data:,"><button></button><p id="a" style="color:#aaa;background:#fff">mờ</p><p id="a">c</p><div style="width:500px">d</div></body></html>';
  const faults = (await html_faults(bad)).join(" ");
  for (const rule of ["no-dup-id", "element-permitted-content", "element-required-attributes"]) t.ok(faults.includes(rule) || (rule === "element-permitted-content" && /no-implicit-close|close-order/.test(faults)) || (rule === "element-required-attributes" && /wcag\/h37/.test(faults)), `html-validate sees ${rule}`, faults);
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  await page.setContent(bad);
  const found = (await axe_faults(page)).join(" ");
  for (const rule of ["color-contrast", "image-alt", "button-name", "html-has-lang"]) t.ok(found.includes(rule), `axe sees ${rule}`, found);
  t.ok(/500|\d+ px/.test(await overhang(page)), "what hangs over is seen");
  await page.close();
}

async function page_kind(t, { reader, server, preset, kind, path, status }) {
  const { page } = reader;
  const at = `${preset} ${kind} ${path}`;
  await page.setViewportSize({ width: 1280, height: 900 });
  const answer = await reader.go(path, { status });
  t.same(answer.status(), status, `${at}: status`);
  const faults = await html_faults(await answer.text());
  t.ok(faults.length === 0, `${at}: valid HTML`, `${faults.length}: ${faults.slice(0, 4).join(" | ")}`);
  looks(t, at, await inspect(page), { server, path, status });
  t.same(await overhang(page), "", `${at}: nothing over the edge at 1280 px`);
  await axe(t, page, `${at}, 1280 px`);
  if (DARK.includes(kind)) {
    await page.emulateMedia({ colorScheme: "dark" });
    await axe(t, page, `${at}, dark`);
    await page.emulateMedia({ colorScheme: "light" });
  }
  await page.setViewportSize({ width: 320, height: 640 });
  t.same(await overhang(page), "", `${at}: nothing over the edge at 320 px`);
  await page.setViewportSize({ width: 390, height: 844 });
  t.same(await overhang(page), "", `${at}: nothing over the edge at 390 px`);
  await axe(t, page, `${at}, 390 px`);
}

async function axe(t, page, at) {
  const found = await axe_faults(page);
  t.ok(found.length === 0, `axe, ${at}`, found.slice(0, 4).join(" | "));
}

function looks(t, at, seen, { server, path, status }) {
  t.same(seen.h1.length, 1, `${at}: one h1`);
  t.ok(seen.title.length > 0 && seen.h1[0], `${at}: title and h1 have words`, [seen.title, seen.h1]);
  t.same(seen.twice, [], `${at}: ids are unique`);
  t.same(seen.broken_labels, [], `${at}: what is labelled by an id finds it`);
  t.same(seen.pictures, [], `${at}: pictures load`);
  t.same(seen.no_alt, 0, `${at}: every picture has alt`);
  t.same(seen.unseen, [], `${at}: what is said to the reader is seen`);
  t.ok(seen.sample, `${at}: plainly marked as sample data`);
  const jumps = seen.headings.filter(([level], i) => i > 0 && level > seen.headings[i - 1][0] + 1);
  t.same(jumps, [], `${at}: no heading level is left out`);
  blocks_hold(t, at, seen);
  if (status === 200 && !/^\/(tim-kiem|hoi-dap)/.test(path)) {
    t.same(seen.canonical, server.origin + path, `${at}: canonical`);
    t.same(seen.og.url, server.origin + path, `${at}: og:url`);
  }
  if (status !== 200) t.ok(/noindex/.test(seen.robots), `${at}: noindex`);
  t.ok(seen.og.title && seen.og.type && seen.og.site, `${at}: Open Graph`, seen.og);
  t.ok(seen.dc.title && seen.dc.language === "vi" && seen.dc.publisher, `${at}: Dublin Core`, seen.dc);
  structured(t, at, seen, status);
}

function blocks_hold(t, at, seen) {
  const titled = seen.blocks.filter((b) => !b.inside);
  t.same(titled.filter((b) => !b.heading || !b.id).map((b) => b.names), [], `${at}: every block has a heading with an id`);
  t.same(seen.blocks.filter((b) => b.things === 0).map((b) => b.heading), [], `${at}: no block is empty`);
  for (const b of seen.blocks) {
    const twice = b.articles.filter((a, i) => b.articles.indexOf(a) !== i);
    if (twice.length) t.ok(false, `${at}: block ${b.heading} shows an article twice`, twice);
    if (b.articles.includes(seen.own)) t.ok(false, `${at}: block ${b.heading} shows the article it stands on`);
  }
  // Rankings are true as they are; all other blocks share the page without repeating.
  const shown = seen.blocks.filter((b) => !b.ranked).flatMap((b) => b.articles);
  t.same(shown.filter((a, i) => shown.indexOf(a) !== i), [], `${at}: no article in two blocks`);
}

function structured(t, at, seen, status) {
  t.ok(seen.graph.every((g) => !g.broken), `${at}: JSON-LD is JSON`, seen.graph);
  if (status !== 200) return;
  const things = seen.graph.flatMap((g) => g["@graph"] ?? [g]);
  const of = (type) => things.find((x) => x["@type"] === type || (type === "Organization" && /Organization$/.test(x["@type"])));
  t.ok(seen.graph.every((g) => g["@context"] === "https://schema.org"), `${at}: JSON-LD names schema.org`);
  const organization = of("Organization");
  t.ok(organization?.name && /^http/.test(organization.url), `${at}: Organization`, organization);
  if (seen.og.type !== "article") return;
  const news = of("NewsArticle") ?? of("AdvertiserContentArticle");
  const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$/;
  t.ok(news?.headline && stamp.test(news.datePublished) && stamp.test(news.dateModified) && news.publisher &&
    news.author && news.mainEntityOfPage, `${at}: NewsArticle has what is asked for`, news);
  t.ok(news?.dateModified >= news?.datePublished, `${at}: changed after it was published`, news);
  const crumbs = of("BreadcrumbList")?.itemListElement ?? [];
  t.ok(crumbs.length >= 2 && crumbs.every((c, i) => c["@type"] === "ListItem" && c.position === i + 1 && c.name && (c.item || i === crumbs.length - 1)),
    `${at}: BreadcrumbList`, crumbs);
  t.ok(/^http/.test(seen.og.image), `${at}: og:image`, seen.og);
  t.ok(stamp.test(seen.dc.date), `${at}: DC.date`, seen.dc);
}

// ---- links -------------------------------------------------------------------------------------------------------

const unescape = (s) => s.replace(/&amp;/g, "&").replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&lt;/g, "<").replace(/&gt;/g, ">");

function addresses(text, type, base) {
  const found = new Set();
  const add = (raw) => {
    const url = new URL(unescape(raw), base);
    if (/^https?:$/.test(url.protocol)) found.add(url.href);
  };
  if (/html/.test(type)) {
    for (const m of text.matchAll(/\s(?:href|src|poster)="([^"]*)"/g)) add(m[1]);
    for (const m of text.matchAll(/<form[^>]*action="([^"]*)"[^>]*method="get"/g)) add(m[1]);
    for (const m of text.matchAll(/<meta property="og:(?:image|url)" content="([^"]*)"/g)) add(m[1]);
  } else if (/css/.test(type)) {
    for (const m of text.matchAll(/url\(([^)"']+)\)/g)) add(m[1]);
  } else if (/xml/.test(type)) {
    for (const m of text.matchAll(/<(?:loc|link|url)>([^<]*)</g)) add(m[1]);
    for (const m of text.matchAll(/\shref="([^"]*)"/g)) add(m[1]);
  } else if (/json/.test(type)) {
    for (const m of text.matchAll(/"(?:url|home_page_url|feed_url|image)":"([^"]*)"/g)) add(m[1].replace(/\\\//g, "/"));
  }
  return found;
}

async function crawl(t, server, preset) {
  const from = new Map([[`${server.origin}/`, "the beginning"], [`${server.origin}/robots.txt`, "the beginning"],
    [`${server.origin}/sitemap.xml`, "the beginning"], [`${server.origin}/favicon.ico`, "the beginning"]]);
  const queue = [...from.keys()];
  const dead = [], lost = [];
  let seen = 0;
  while (queue.length) {
    const batch = queue.splice(0, 4);
    await Promise.all(batch.map(async (url) => {
      const answer = await server.get(url);
      const type = answer.headers["content-type"] ?? "";
      const click = new URL(url).pathname.startsWith("/qc/");
      seen++;
      if (answer.status >= 300 && answer.status < 400) {
        const to = new URL(answer.headers.location, url).href;
        if (!click && new URL(to).origin === server.origin && !from.has(to)) {
          from.set(to, url);
          queue.push(to);
        }
        return;
      }
      if (answer.status !== 200) dead.push(`${answer.status} ${url} (on ${from.get(url)})`);
      if (!/html|css|xml|json/.test(type) || answer.status !== 200) return;
      const text = answer.text;
      if (/html/.test(type)) {
        const ids = new Set([...text.matchAll(/\sid="([^"]*)"/g)].map((m) => m[1]));
        for (const m of text.matchAll(/\shref="#([^"]*)"/g)) if (!ids.has(m[1])) lost.push(`#${m[1]} on ${url}`);
      }
      for (const found of addresses(text, type, url)) {
        const next = new URL(found);
        next.hash = "";
        if (next.origin !== server.origin || from.has(next.href) || next.pathname.includes("{")) continue;
        from.set(next.href, url);
        queue.push(next.href);
      }
    }));
    if (seen > 5000) throw new Error("the links do not end");
  }
  t.ok(dead.length === 0, `${preset}: no dead link among ${seen}`, dead.slice(0, 6));
  t.ok(lost.length === 0, `${preset}: every #place is on its page`, lost.slice(0, 6));
  t.ok(seen > 150, `${preset}: the crawl saw the site`, String(seen));
}

