// Reacting and commenting, with JavaScript and without.
import { json_lines, loa, PERSON, Reader, sleep, until } from "./lib.mjs";

export async function talk(t, { browser, server, articles }) {
  await t.part("reacting", () => reacting(t, { browser, server, article: articles.find("20") }));
  await t.part("reacting without JavaScript", () => reacting_plain(t, { browser, server, article: articles.find("21") }));
  await t.part("one reaction a reader", () => one_each(t, { server, article: articles.find("26") }));
  await t.part("commenting", () => commenting(t, { browser, server, article: articles.find("32") }));
  await t.part("commenting without JavaScript", () => commenting_plain(t, { browser, server, article: articles.find("33") }));
  await t.part("refusals", () => refusals(t, { browser, server, articles }));
}

// ---- reactions ---------------------------------------------------------------------------------------------------

const number = (text) => Number(text.replace(/\D/g, ""));
const counts = async (page) => (await page.locator("[data-live=reaction]").allTextContents()).map(number);
const sum = (list) => list.reduce((a, b) => a + b, 0);
const minus = (a, b) => a.map((n, i) => n - b[i]);

async function reacting(t, { browser, server, article }) {
  const { path, id } = await article;
  const watcher = await Reader.come(browser, server);
  await watcher.go(path);
  const reader = await Reader.come(browser, server);
  const { page } = reader;
  await reader.go(path);
  t.same(await page.locator(".reactions button > span:first-of-type").allTextContents(), ["Rất hay", "Thích", "Giải trí", "Cần cải thiện"], "the four reactions");
  await page.evaluate(() => (window.same_page = true));
  const before = await counts(page);
  const press = async (value, want) => {
    const start = Date.now();
    await page.locator(`.reactions button[value=${value}]`).click();
    const now = await until(async () => {
      const c = minus(await counts(page), before);
      return JSON.stringify(c) === JSON.stringify(want) && c;
    }, 2000, 20);
    t.same(now || minus(await counts(page), before), want, `pressing ${value} counts at once (${Date.now() - start} ms)`);
    t.same(await page.locator(".reactions [aria-pressed=true]").evaluateAll((all) => all.map((b) => b.value)), [value], `${value} is marked as mine`);
  };
  await press("thich", [0, 1, 0, 0]);
  t.ok(/Cảm ơn/.test(await page.locator(".reactions [role=status]").textContent()), "the reader is thanked");
  await press("rat-hay", [1, 0, 0, 0]);
  await press("can-cai-thien", [0, 0, 0, 1]);
  await press("can-cai-thien", [0, 0, 0, 1]);
  t.ok(await page.evaluate(() => window.same_page), "nothing was reloaded");
  const start = Date.now();
  const seen = await until(async () => sum(minus(await counts(watcher.page), before)) === 1, 12500);
  t.ok(seen, `another browser sees it live within 12 s (${Date.now() - start} ms)`, await counts(watcher.page));
  await page.reload();
  t.same(minus(await counts(page), before), [0, 0, 0, 1], "still counted after a reload");
  t.same(await page.locator(".reactions [aria-pressed=true]").getAttribute("value"), "can-cai-thien", "still marked after a reload");
  await watcher.page.locator(".reactions button[value=giai-tri]").click();
  t.ok(await until(async () => sum(minus(await counts(watcher.page), before)) === 2, 2000, 20), "a second reader adds one", await counts(watcher.page));
  t.same((await server.live(id)).reactions, await counts(watcher.page), "live.json says the same");
  t.same(await page.locator("[data-live=reaction]").count(), 4, "four counters");
  await reader.bye(t, "reacting");
  await watcher.bye(t, "watching reactions");
}

// Sends a form without JavaScript; the page that comes at the end.
async function sent(page, path, send) {
  const end = page.waitForResponse((r) => r.request().method() === "GET" && new URL(r.url()).pathname === path);
  const [answer] = await Promise.all([end, send()]);
  await answer.finished();
  await page.waitForLoadState("load");
  return answer;
}

async function reacting_plain(t, { browser, server, article }) {
  const { path } = await article;
  const reader = await Reader.come(browser, server, { js: false });
  const { page } = reader;
  await reader.go(path);
  const before = await counts(page);
  const press = async (value, want) => {
    const answer = await sent(page, path, () => page.locator(`.reactions button[value=${value}]`).click());
    t.same([answer.status(), answer.request().redirectedFrom()?.method()], [200, "POST"], `${value}: form, then redirect back`);
    t.same(page.url(), `${server.origin}${path}#cam-xuc`, `${value}: back at the reactions`);
    t.same(minus(await counts(page), before), want, `${value}: the count is on the page`);
  };
  await press("giai-tri", [0, 0, 1, 0]);
  await press("thich", [0, 1, 0, 0]);
  await press("thich", [0, 1, 0, 0]);
  await reader.bye(t, "reacting without JavaScript");
}

async function one_each(t, { server, article }) {
  const { path, id } = await article;
  const total = async () => sum((await server.live(id)).reactions);
  const before = await total();
  const send = (fields, headers) => server.post("/cam-xuc", { article: id, reaction: "thich", reader: "", ...fields }, headers);
  const from = (n) => ({ "X-Forwarded-For": `10.9.0.${n}` });
  for (let i = 0; i < 3; i++) await send({}, from(1));
  t.same(await total(), before + 1, "three posts of one reader are one reaction");
  await send({ reaction: "rat-hay" }, from(1));
  t.same(await total(), before + 1, "changing it leaves one");
  await send({}, { ...from(1), "User-Agent": `${PERSON} Other/1` });
  await send({}, from(2));
  t.same(await total(), before + 3, "another browser and another address are other readers");
  await send({ reader: "0123456789abcdef0123456789abcdef" }, from(1));
  await send({ reader: "0123456789abcdef0123456789abcdef" }, from(3));
  t.same(await total(), before + 4, "a reader's token is one reader wherever he is");
  const answer = await send({}, { ...from(1), Accept: "application/json" });
  t.same(JSON.parse(answer.text).mine, "thich", "asked for JSON, the answer is JSON");
  for (const [what, fields, headers, status] of [["no such reaction", { reaction: "ghet" }, {}, 400], ["no such article", { article: "999999" }, {}, 404],
    ["from another site", {}, { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" }, 400]])
    t.same((await send(fields, { ...from(4), ...headers })).status, status, `reaction refused: ${what}`);
  t.same((await server.get("/cam-xuc")).status, 405, "GET does not react");
  t.same(await total(), before + 4, "refused reactions do not count");
  t.ok((await server.get(path)).text.includes('data-live="reaction"'), "the page has its counters");
}

// ---- comments ----------------------------------------------------------------------------------------------------

const pending = async (server) => json_lines((await loa("comment", server.site, "list", "--state", "pending", "--json")).out);

async function approve(t, server, text) {
  const found = (await pending(server)).find((c) => c.text === text);
  t.ok(found, "the comment waits in the queue");
  const answer = await loa("comment", server.site, "approve", String(found?.id));
  t.same(answer.code, 0, `loa comment approve (${answer.err})`);
  return found?.id;
}

const appears = (page, text, limit_ms = 2000) => until(async () => {
  await page.reload();
  return (await page.locator(".comment-text").allTextContents()).includes(text);
}, limit_ms, 150);

const comment_count = async (page) => number(await page.locator("#binh-luan [data-live=comments]").textContent());

const STRANGE = "<script>alert(1)</script> <b>đậm</b> &amp; 😀👍🏽 \u202Eđảo ngược\u202C \u200F‏ 'dấu' \"kép\"";

async function commenting(t, { browser, server, article }) {
  const { path, id } = await article;
  const watcher = await Reader.come(browser, server);
  await watcher.go(path);
  const before = await comment_count(watcher.page);
  const reader = await Reader.come(browser, server);
  const { page } = reader;
  await reader.go(path);
  await page.evaluate(() => (window.same_page = true));
  const form = page.locator(".comments > .comment-form");
  const text = `Ý kiến thử ${Date.now()}`;
  await form.locator("textarea").fill(text);
  await form.locator("[name=name]").fill("Bạn đọc Thử");
  await form.locator("[type=submit]").click();
  const said = await until(async () => (await form.locator("[role=status]").textContent()) || null, 2000, 20);
  t.ok(/chờ duyệt/.test(said || ""), "the reader is told that it waits for review", said);
  t.same(await form.locator("textarea").inputValue(), "", "the box is empty for the next one");
  t.ok(await page.evaluate(() => window.same_page), "nothing was reloaded");
  await page.reload();
  t.ok(!(await page.content()).includes(text), "not on the page before approval");
  t.same(await comment_count(page), before, "not counted before approval");
  const parent = await approve(t, server, text);
  const start = Date.now();
  t.ok(await appears(page, text), `approved: on the page within 2 s (${Date.now() - start} ms)`);
  t.ok(await until(async () => (await page.reload(), await comment_count(page)) === before + 1, 1000), "approved: counted", await comment_count(page));
  t.ok(await until(async () => await comment_count(watcher.page) === before + 1, 12500), "another browser sees the count live", await comment_count(watcher.page));
  t.ok((await server.get("/")).status === 200, "home after approval");

  const item = page.locator(`#bl${parent}`);
  const answer_text = `Trả lời ${STRANGE} ${Date.now()}`;
  await item.locator("summary").click();
  await item.locator("textarea").fill(answer_text);
  await item.locator("[name=name]").fill("<i>Người</i> trả lời");
  await item.locator("[type=submit]").click();
  t.ok(/chờ duyệt/.test(await until(async () => (await item.locator("[role=status]").textContent()) || null, 2000, 20) || ""), "a reply waits too");
  const child = await approve(t, server, answer_text);
  t.ok(await appears(page, answer_text), "the reply is on the page, as text, markup and signs and all");
  t.same(await page.locator(`#bl${parent} ol #bl${child}`).count(), 1, "it stands under what it answers");
  t.same(await page.locator(`#bl${child} form`).count(), 0, "one level of replies");
  t.same(await page.locator(`#bl${child} .comment-head strong`).textContent(), "<i>Người</i> trả lời", "the name is text");
  t.same(await page.locator(".comment-list script, .comment-list b, .comment-list i").count(), 0, "no markup came in");
  await server.post("/binh-luan", { article: id, parent: child, name: "Ai", text: "trả lời của trả lời" }, { "X-Forwarded-For": "10.9.1.1" });
  const deep = (await pending(server)).find((c) => c.text === "trả lời của trả lời");
  t.ok(!deep || deep.reply_to === parent || deep.reply_to === null, "a reply to a reply is not a second level", deep);
  await loa("comment", server.site, "reject", String(parent));
  t.ok(await until(async () => !(await server.get(path)).text.includes(text), 2000), "rejected afterwards: it disappears");
  const after = await until(async () => (await server.live(id)).comments === before, 3000);
  t.ok(after, "and it and its replies are not counted", [before, (await server.live(id)).comments]);
  await reader.bye(t, "commenting");
  await watcher.bye(t, "watching comments");
}

async function commenting_plain(t, { browser, server, article }) {
  const { path } = await article;
  const reader = await Reader.come(browser, server, { js: false });
  const { page } = reader;
  const send = async (form, text, name) => {
    await form.locator("textarea").fill(text);
    await form.locator("[name=name]").fill(name);
    const answer = await sent(page, path, () => form.locator("[type=submit]").click());
    t.same([answer.status(), answer.request().redirectedFrom()?.method()], [200, "POST"], "form, then redirect back to the article");
    t.same(new URL(page.url()).pathname, path, "back at the article");
    const told = await page.getByText("đang chờ duyệt").filter({ visible: true }).count();
    t.ok(told >= 1, "without JavaScript the reader sees that it waits for review", page.url());
  };
  await reader.go(path);
  const text = `Không cần JavaScript ${Date.now()}`;
  await send(page.locator(".comments > .comment-form"), text, "Bạn đọc");
  t.ok(!(await page.content()).includes(text), "without JavaScript: not on the page before approval");
  const parent = await approve(t, server, text);
  t.ok(await appears(page, text), "without JavaScript: approved, on the page within 2 s");
  const item = page.locator(`#bl${parent}`);
  await item.locator("summary").click();
  const answer_text = `Trả lời ${Date.now()}\ndòng hai`;
  await send(item.locator("form"), answer_text, "Người khác");
  const child = await approve(t, server, answer_text);
  t.ok(await appears(page, answer_text), "without JavaScript: the reply is on the page");
  t.same(await page.locator(`#bl${parent} ol #bl${child}`).count(), 1, "without JavaScript: under what it answers");
  await reader.go(path);
  t.same(await page.getByText("đang chờ duyệt").filter({ visible: true }).count(), 0, "who has sent nothing is told nothing");
  await reader.bye(t, "commenting without JavaScript");
}

async function refusals(t, { browser, server, articles }) {
  const from = (n) => ({ "X-Forwarded-For": `10.9.2.${n}` });
  const reader = await Reader.come(browser, server);
  for (const [what, n] of [["closed", "07"], ["aggregated", "50"]]) {
    const { path, id } = await articles.find(n);
    await reader.go(path);
    t.same(await reader.page.locator(".comment-form, .comments").count(), 0, `${what}: no form`);
    const answer = await server.post("/binh-luan", { article: id, parent: 0, name: "Ai", text: `vào ${what}` }, from(n[0]));
    t.same(answer.status, 403, `${what}: a comment is refused`);
  }
  await reader.bye(t, "closed articles");
  const { id, path } = await articles.find("34");
  const send = (fields, headers) => server.post("/binh-luan", { article: id, parent: 0, name: "Ai", text: "chữ", ...fields }, headers);
  for (const [what, fields, n] of [["without text", { text: " \n " }, 11], ["without name", { name: "" }, 12], ["too long", { text: "dài ".repeat(1000) }, 13]])
    t.same((await send(fields, from(n))).status, 422, `refused: ${what}`);
  t.same((await send({}, { ...from(14), Origin: "https://evil.example" })).status, 400, "refused: from another site");
  t.same((await send({ article: "999999" }, from(15))).status, 404, "refused: no such article");
  const trap = `bẫy ${Date.now()}`;
  await send({ text: trap, website: "http://spam.example" }, from(16));
  const states = [];
  for (let i = 0; i < 8; i++) states.push((await send({ text: `nhanh ${i}` }, from(17))).status);
  t.ok(states[0] === 303 && states.at(-1) === 429, "a program that sends many is slowed down", states);
  await sleep(200);
  const texts = (await pending(server)).map((c) => c.text);
  t.ok(!texts.includes(trap), "who fills the field that people do not see is not in the queue");
  t.ok(!texts.some((x) => /^vào /.test(x)), "refused comments are not in the queue");
  const banned = json_lines((await loa("comment", server.site, "list", "--state", "pending", "--json")).out).find((c) => c.text === "nhanh 0");
  await loa("comment", server.site, "ban", String(banned?.id));
  const again = await send({ text: "sau khi cấm" }, { ...from(18) });
  t.same(again.status, 303, "another sender is not banned");
  t.ok((await server.get(path)).status === 200, "the article stands");
}

