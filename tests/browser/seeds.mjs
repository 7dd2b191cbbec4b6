// The blocks of each preset's seed (../shared/seeds/expected.json, page_blocks) are on its article page, and what the
// preset says stands on home and section pages stands there.
import fs from "node:fs";
import { Reader, ROOT } from "./lib.mjs";

export async function seeds(t, { browser, server, articles, preset }) {
  const { path, demo } = await articles.find("01");
  const reader = await Reader.come(browser, server);
  await t.part(`${preset}: blocks of the seed`, async () => {
    await reader.go(path);
    await ARTICLE[preset](t, reader.page, demo, { articles, reader });
  });
  await t.part(`${preset}: common blocks`, async () => {
    await reader.go(path);
    await common(t, reader.page, demo, preset);
  });
  for (const [where, region] of [["/", "home"], ["/thoi-su/", "section"], [path, "article"], ["/tin-moi/", "list"]])
    await t.part(`${preset}: layout of ${region}`, async () => {
      await reader.go(where);
      await layout(t, reader.page, preset, region);
    });
  await reader.bye(t, `${preset}: blocks`);
}

const words = (page, selector) => page.locator(selector).evaluateAll((all) => all.map((e) => e.textContent.replace(/\s+/g, " ").trim()));

// A block with this heading holds at least `least` articles; each has what is asked for.
async function block(t, page, heading, { least = 2, has = [] } = {}) {
  const found = await page.evaluate(([heading, has]) => {
    const h2 = [...document.querySelectorAll(".block h2, .inside h2")].find((h) => h.textContent.trim().toLowerCase() === heading.toLowerCase());
    const b = h2?.closest(".block, .inside");
    if (!b) return null;
    const items = [...b.querySelectorAll("li")];
    return { n: items.length, missing: has.filter((s) => !items.some((li) => li.querySelector(s))), empty: items.filter((li) => !li.querySelector("a")).length };
  }, [heading, has]);
  t.ok(found && found.n >= least && found.missing.length === 0 && found.empty === 0, `block “${heading}” with articles`, found ?? "is not there");
}

const ARTICLE = {
  async city(t, page) {
    t.ok(await page.locator(".creative").count() >= 4, "banner slots beside, in and around the article", await page.locator(".creative").count());
    t.ok(await page.locator(".block-statistics").count() === 1, "access statistics beside the article");
    t.same((await words(page, ".block-statistics dt")), ["Đang online", "Hôm nay", "Trong tuần", "Tất cả"], "its four numbers");
    const imprint = (await words(page, ".imprint")).join(" ");
    t.ok(/Cơ quan (quản lý|chủ quản)/.test(imprint) && /Trưởng Ban biên tập/i.test(imprint), "imprint: managing agency, head of the board", imprint);
    const contacts = await page.locator(".contacts a").evaluateAll((all) => all.map((a) => a.href.split(":")[0]));
    t.ok(contacts.filter((c) => c === "tel").length >= 2 && contacts.includes("mailto"), "contacts: two telephones, e-mail", contacts);
    t.ok(/Facebook/.test((await words(page, ".contacts")).join(" ")), "contacts: Facebook");
    t.ok(await page.locator(".dateline").count() === 1, "dateline");
    t.ok(await page.locator(".byline-below .person").count() >= 2, "writer and photographer below the article");
  },
  async economy(t, page) {
    t.same(await page.locator(".top .creative-occasion img").count(), 1, "occasion banner");
    t.same(await page.locator(".logo img").count(), 1, "logo");
    t.ok((await words(page, ".services a")).length >= 1, "links above the masthead", await words(page, ".services a"));
    await block(t, page, "Đọc nhiều", { least: 5 });
    t.same(await page.locator(".block-questions form[action='/hoi-dap'] input[type=search]").count(), 1, "Hỏi đáp thông minh leads to the page of questions");
    t.ok(/hỏi đáp thông minh/i.test((await words(page, ".block-questions h2"))[0] ?? ""), "Hỏi đáp thông minh");
    t.ok(/cảm nhận của bạn về bài viết này/i.test((await words(page, ".react h2"))[0] ?? ""), "reactions");
    const heading = await page.locator("#binh-luan").innerText(); // as it is seen: numbers are padded in the markup
    t.ok(/^Bình luận \(\d+\)$/.test(heading), "Bình luận (n)", heading);
    await block(t, page, "Đừng bỏ lỡ", { has: ["img", "h3", "time", ".excerpt"] });
    await block(t, page, "Tin mới", { least: 5 });
    await block(t, page, "Video", { least: 1, has: ["img", ".play"] });
    t.ok(/tin tài trợ/i.test((await words(page, ".block-sponsored h2"))[0] ?? ""), "Tin tài trợ");
  },
  async youth(t, page) {
    t.ok(await page.evaluate(() => !!document.querySelector(".body > figure:first-child img") && document.querySelector(".body > figure figcaption").textContent.length > 10), "lead picture with caption");
    t.ok(/^Bài liên quan$/i.test((await words(page, ".body .inside h2"))[0] ?? ""), "Bài liên quan inside the body", await words(page, ".inside h2"));
    await block(t, page, "Bài liên quan", { least: 1 });
    await block(t, page, "Tin liên quan");
    await block(t, page, "Cùng chuyên mục");
    await block(t, page, "Đọc thêm", { least: 4 });
  },
  async aggregator(t, page, demo, { articles, reader }) {
    t.ok(await page.locator(".breadcrumb a").count() >= 2, "breadcrumb");
    t.ok((await words(page, ".body figcaption .credit")).length >= 2, "captions with credit");
    await block(t, page, "Cùng chủ đề");
    await block(t, page, "Nổi bật");
    await block(t, page, "Mới nhất");
    await block(t, page, "Cùng tác giả", { least: 1 });
    await block(t, page, "Bài đọc nhiều", { least: 5 });
    const other = await articles.find("50");
    await reader.go(other.path);
    const source = page.locator(".story .source a");
    t.same([await source.getAttribute("href"), await source.textContent()], [other.demo.source.url, other.demo.source.name], "Nguồn with a link to the original");
    t.ok(/\bnofollow\b/.test(await source.getAttribute("rel")), "which is not vouched for");
    await block(t, page, "Cùng chuyên mục");
    t.same(await page.locator(".comments, .react").count(), 0, "no comments on what others wrote");
  },
  async daily(t, page, demo) {
    t.same(await words(page, ".story .label"), [demo.section], "section label");
    t.ok(/Ảnh: /.test((await words(page, ".byline .people"))[0]), "byline with photographer", await words(page, ".byline"));
    t.ok(/^\d\d\/\d\d\/\d{4} \d\d:\d\d$/.test((await words(page, ".byline .when time"))[0]), "dd/mm/yyyy hh:mm", await words(page, ".when"));
    const heading = await page.locator("#binh-luan").innerText();
    t.ok(/^\(\d+\) Bình luận$/.test(heading), "(n) Bình luận", heading);
    await block(t, page, "Nổi bật");
    await block(t, page, "Đừng bỏ lỡ");
    t.ok((await words(page, ".share-title"))[0]?.includes(demo.title), "share bar repeating the title");
    t.ok((await words(page, ".copyright, .foot-end p")).join("").length > 10, "copyright notice");
  },
};

// What every preset's article page has.
async function common(t, page, demo, preset) {
  t.same(await page.locator("h1").textContent(), demo.title, `${preset}: title`);
  for (const person of demo.contributors) t.ok((await words(page, ".people")).join(" ").includes(person.name), `${preset}: ${person.role} ${person.name}`);
  const figures = demo.blocks.filter((b) => b.type === "figure");
  t.same(await page.locator(".body figure img").count(), figures.length, `${preset}: every picture`);
  for (const [i, f] of figures.entries()) {
    const caption = await page.locator(".body figure figcaption").nth(i).textContent();
    t.ok(caption.includes(f.caption) && (!f.credit || caption.includes(f.credit)), `${preset}: caption and credit`, caption);
  }
  t.same(await page.locator(".body > p").count(), demo.blocks.filter((b) => b.type === "paragraph").length, `${preset}: every paragraph`);
  t.same((await words(page, ".tags a[rel=tag]")).length, demo.tags.length, `${preset}: tags`);
  t.ok(/^\d\d\/\d\d\/\d{4} \d\d:\d\d$/.test((await words(page, ".when time"))[0]), `${preset}: date and time`);
  const related = demo.blocks.findIndex((b) => b.type === "related");
  if (related >= 0) t.ok(await page.locator(".body .inside a").count() >= 1, `${preset}: hand-picked related articles inside the body`);
  t.same(await page.locator("main .zone-bottom, main .zone-main").count() > 0, true, `${preset}: something to read next`);
}

// The preset's items of a region, in order: block names as on the page.
function items(preset, key) {
  const text = fs.readFileSync(`${ROOT}/presets/${preset}.ini`, "utf8");
  const line = text.match(new RegExp(`^${key.replace(".", "\\.")}[ \\t]*=[ \\t]*(.*)$`, "m"))?.[1] ?? "";
  return line.split(",").map((x) => x.trim().split(":")[0]).filter(Boolean);
}

async function layout(t, page, preset, region) {
  const zones = { top: ".zone-top", [region === "article" ? "after" : "main"]: ".zone-main", side: ".zone-side", bottom: ".zone-bottom" };
  for (const [part, selector] of Object.entries(zones)) {
    const want = items(preset, `${region}.${part}`);
    const got = await page.locator(`${selector} > .block, ${selector} > .slot-block`).evaluateAll((all) =>
      all.map((b) => [...b.classList].find((c) => c.startsWith("block-"))?.slice(6) ?? "slot"));
    // in the preset's order, nothing that it does not name; what has nothing to show is left out
    let i = 0;
    const order = got.every((name) => {
      const was = i;
      while (i < want.length && want[i] !== name) i++;
      if (i === want.length) return false;
      if (name !== "sections") i++;
      return i >= was;
    });
    t.ok(order, `${preset}: ${region}.${part} as the preset says`, { want, got });
    // no two papers of the demo tell the same story; tests/http and app-story have that block
    const missing = want.filter((w) => !got.includes(w) && w !== "section" && w !== "same-story");
    t.same(missing, [], `${preset}: ${region}.${part} has all its blocks`);
  }
}
