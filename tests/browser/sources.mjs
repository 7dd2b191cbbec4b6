// An aggregator as its operator and its readers see it: every rule of Decree 147/2024 with its own message, and on the page
// the source's name, logo, link, writer and time, several sources of one article, no comments, nothing before its hour.
import { promises as fs } from "node:fs";
import http from "node:http";
import path from "node:path";
import { deflateSync, gzipSync } from "node:zlib";
import { axe_faults, html_faults } from "./kinds.mjs";
import { json_lines, loa, Reader, Server, work } from "./lib.mjs";

const MINUTE = 60000;
const ONE = "Chiều 12-5, phường Bến Vạn khởi công cầu Rạch Dừa bắc qua sông Cái Sậy, dài 184 m, tổng vốn 97 tỉ đồng, thay bến phà cũ, dự kiến thông xe vào tháng 9 năm sau.";
const TWO = "Phường Bến Vạn chiều 12/5 khởi công cầu Rạch Dừa bắc qua sông Cái Sậy, dài 184 m, với tổng vốn 97 tỉ đồng, thay bến phà cũ, thông xe dự kiến vào tháng 9 năm sau.";
const YOUNG = "Hợp tác xã Đồng Lác sáng nay giao chuyến gạo hữu cơ đầu tiên cho hệ thống siêu thị của tỉnh, bốn mươi tấn giống nàng Keo.";

// Debian's Node has no crc32 of its own, but gzip ends with one (RFC 1952, 2.3.1).
const crc = (bytes) => gzipSync(bytes).subarray(-8).readUInt32LE();

function png(side) {
  const chunk = (kind, body) => {
    const typed = Buffer.concat([Buffer.from(kind), body]);
    const [head, tail] = [Buffer.alloc(4), Buffer.alloc(4)];
    head.writeUInt32BE(body.length);
    tail.writeUInt32BE(crc(typed));
    return Buffer.concat([head, typed, tail]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(3 * side, 0x60)]);
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(Array(side).fill(row)))), chunk("IEND", Buffer.alloc(0))]);
}

// Three newspapers in one small server.
async function papers() {
  const item = (base, id, title, text, minutes) => `<item><title>${title}</title><link>${base}/bai/${id}.html</link><guid isPermaLink="false">${id}</guid>` +
    `<pubDate>${new Date(Date.now() - minutes * MINUTE).toUTCString()}</pubDate><dc:creator>Nguyễn Thị An</dc:creator><category>Kinh tế</category>` +
    `<description>${text}</description></item>`;
  const rss = (...items) => `<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>t</title>${items.join("")}</channel></rss>`;
  const answers = {};
  const server = http.createServer((req, res) => {
    const body = answers[req.url];
    res.writeHead(body ? 200 : 404);
    res.end(body);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const base = `http://127.0.0.1:${server.address().port}`;
  answers["/1"] = rss(item(base, "a1", "Khởi công cầu Rạch Dừa thay bến phà cũ", ONE, 200), item(base, "a2", "Gạo Đồng Lác vào siêu thị", YOUNG, 20));
  answers["/2"] = rss(item(base, "b1", "Bến Vạn khởi công cầu Rạch Dừa thay bến phà cũ", TWO, 190));
  answers["/logo.png"] = png(64);
  return { base, end: () => server.close() };
}

async function make_site() {
  const site = path.join(work, "site-sources-own");
  await loa("init", site, "--preset", "aggregator");
  const conf = path.join(site, "loa.conf");
  const text = (await fs.readFile(conf, "utf8")).replace(/^# trusted_proxies\s*=.*$/m, "trusted_proxies = 127.0.0.1");
  await fs.writeFile(conf, `${text}\n[fetch]\nallow_loopback = yes\ngap_ms = 0\n`);
  return site;
}

// Each want of an agreement has words of its own, and nothing is shown meanwhile.
async function rules(t, site, base) {
  const first = await loa("source", site, "add", `${base}/1`, "--name", "Báo Bến Vạn", "--press", "yes", "--logo", `${base}/logo.png`);
  const set = (...options) => loa("source", site, "set", "1", ...options).then((r) => r.err);
  const said = [
    first.err,
    await set("--agreement", "12/2026/TT-BV"),
    await set("--agreed", "2024-01-01"),
    await set("--scope", "teaser", "--until", "2025-01-01"),
    await set("--until", "none", "--agreed", "2099-01-01"),
  ];
  const wants = [/thiếu số/, /chưa có ngày ký/, /chưa nêu phạm vi/, /đã hết hạn ngày 01\/01\/2025/, /chỉ có hiệu lực từ 01\/01\/2099/];
  wants.forEach((want, i) => t.ok(want.test(said[i]), `rule ${i + 1} has its message`, said[i]));
  t.same(new Set(said.map((s) => s.split("\n")[0])).size, said.length, "no two messages are alike");
  t.ok(/chỉ có 1 nguồn báo chí.*ít nhất 3/.test(first.err), "fewer than three press sources are warned of", first.err);
  await loa("fetch", site);
  const report = (await loa("source", site, "report")).out;
  t.ok(/chỉ có hiệu lực từ/.test(report), "what is held is reported with its reason", report);
  t.same(json_lines((await loa("article", site, "list", "--json")).out).length, 0, "nothing without an agreement");
  await set("--agreed", "2024-01-01");
  for (const n of [2, 3]) {
    const r = await loa("source", site, "add", `${base}/${n}`, "--name", `Báo ${n === 2 ? "Sông Sậy" : "Cù Lao"}`, "--press", "yes",
      "--agreement", String(n), "--agreed", "2024-01-01", "--scope", "teaser", "--map", "");
    t.same(/nguồn báo chí/.test(r.err), n === 2, `${n} press sources ${n === 2 ? "are too few" : "are enough"}`);
  }
  const got = await loa("fetch", site, "--json");
  const sums = JSON.parse(got.out.trim().split("\n").pop());
  t.same([sums.created, sums.merged], [2, 1], "with agreements they come, and one report of two papers is one");
}

async function article(t, page, reader, base) {
  await reader.go("/");
  const card = page.locator(".meta-source", { hasText: "Báo Bến Vạn" }).first();
  t.ok(/Báo Bến Vạn · 2 nguồn/.test(await card.textContent()), "a list names the source and says how many there are", await card.textContent());
  t.same(await card.locator("img.source-logo").evaluate((i) => [i.complete && i.naturalWidth > 0, new URL(i.src).pathname.startsWith("/media/")]), [true, true],
    "with its logo, from this site");
  t.same(await page.getByText("Gạo Đồng Lác vào siêu thị").count(), 0, "what is not an hour old is on no list");
  await page.locator("h3 a", { hasText: "Khởi công cầu Rạch Dừa" }).first().click();
  await page.waitForLoadState();
  const box = page.locator(".story .source");
  t.ok(/^\s*2 nguồn:/.test(await box.textContent()), "the article says: 2 nguồn", await box.textContent());
  t.same(await box.locator("a").evaluateAll((all) => all.map((a) => [a.textContent, a.href])),
    [["Báo Bến Vạn", `${base}/bai/a1.html`], ["Báo Sông Sậy", `${base}/bai/b1.html`]], "the name and the link of each");
  t.same(await box.locator("img.source-logo").count(), 1, "the logo of the one that has one");
  t.ok((await page.locator(".byline").first().textContent()).includes("Nguyễn Thị An"), "the writer", await page.locator(".byline").first().textContent());
  t.ok(/^\d\d\/\d\d\/\d{4} \d\d:\d\d$/.test((await page.locator(".when time").first().textContent()).trim()), "the time, day first",
    await page.locator(".when time").first().textContent());
  t.same([await page.locator(".comment-form").count(), await page.locator("#binh-luan").count()], [0, 0], "no comments are taken");
  t.same(await axe_faults(page), [], "axe finds nothing");
}

export async function sources(t, { browser }) {
  const { base, end } = await papers();
  const site = await make_site();
  await t.part("rules", () => rules(t, site, base));
  const server = await new Server(site).start();
  await t.part("article", async () => {
    const reader = await Reader.come(browser, server);
    await article(t, reader.page, reader, base);
    const listed = json_lines((await loa("article", site, "list", "--json")).out);
    const own = listed.find((a) => a.title.startsWith("Khởi công")).url;
    t.same(await html_faults((await server.get(own)).text), [], "the article is valid HTML");
    t.same((await server.post("/binh-luan", { article: own.match(/-(\d+)\.html/)[1], parent: "0", name: "Ai đó", text: "Thử xem", website: "" })).status >= 400, true,
      "a comment that is sent all the same is refused");
    t.same((await server.get(own.replace(/-\d+\.html$/, "-2.html"))).status, 404, "the young one has no page yet");
    await reader.bye(t, "reading an aggregator");
  });
  await server.stop();
  end();
}
