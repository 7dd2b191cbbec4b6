// Banners rotate by weight, say that they are advertisements, and are counted here and nowhere else.
import path from "node:path";
import { json_lines, loa, PERSON, Reader, ROBOT, ROOT, sleep, until } from "./lib.mjs";

const person = (n) => ({ "X-Forwarded-For": `10.6.0.${n}`, "User-Agent": PERSON });
const listed = async (server) => new Map(json_lines((await loa("banner", server.site, "list", "--json")).out).map((c) => [c.id, c]));

export async function banners(t, { browser, server }) {
  await t.part("rotation", () => rotation(t, { server }));
  await t.part("seen by a reader", () => seen(t, { browser, server }));
  await t.part("clicks", () => clicks(t, { browser, server }));
  await t.part("schedule", () => schedule(t, { server }));
}

const clicks_in = (html) => [...html.matchAll(/href="\/qc\/(\d+)"/g)].map((m) => Number(m[1]));

async function rotation(t, { server }) {
  await sleep(1500);
  const before = await listed(server);
  const side = [...before.values()].filter((c) => c.slot === "side");
  const weights = side.reduce((a, c) => a + c.weight, 0);
  t.ok(side.length >= 2, "the demo has creatives that share the slot side", side.length);
  const rounds = 10 * weights;
  const shown = new Map();
  for (let i = 0; i < rounds; i++)
    for (const id of clicks_in((await server.get("/", { headers: person(i % 5) })).text)) shown.set(id, (shown.get(id) ?? 0) + 1);
  for (const c of side) t.ok(Math.abs((shown.get(c.id) ?? 0) - c.weight * 10) <= 1, `${c.title}: ${c.weight * 10} of ${rounds}`, String(shown.get(c.id)));
  const settled = await until(async () => {
    const now = await listed(server);
    return [...shown].every(([id, n]) => now.get(id).impressions === before.get(id).impressions + n) && now;
  }, 4000, 400);
  t.ok(settled, "every impression is counted, and no more", [...shown].map(([id, n]) => [id, n]));
  for (let i = 0; i < 6; i++) await server.get("/");
  await server.get("/", { method: "HEAD", headers: person(9) });
  await sleep(1600);
  const now = await listed(server);
  for (const c of side) t.same(now.get(c.id).impressions, before.get(c.id).impressions + (shown.get(c.id) ?? 0), `${c.title}: robots see no banner`);
}

async function seen(t, { browser, server }) {
  const reader = await Reader.come(browser, server);
  const { page } = reader;
  const side = new Set();
  for (let i = 0; i < 10; i++) {
    await reader.go("/");
    for (const alt of await page.locator(".zone-side .creative img").evaluateAll((all) => all.map((i) => i.alt))) side.add(alt);
  }
  t.ok(side.size >= 2, "reloading rotates the side banner", [...side]);
  const all = await page.locator(".creative").evaluateAll((list) => list.map((c) => ({
    occasion: c.classList.contains("creative-occasion"), label: c.querySelector(".creative-label")?.textContent ?? "",
    rel: c.querySelector("a")?.rel ?? "", href: c.querySelector("a")?.getAttribute("href") ?? "", alt: c.querySelector("img")?.alt ?? "-",
    size: [c.querySelector("img")?.getAttribute("width"), c.querySelector("img")?.getAttribute("height")],
  })));
  t.ok(all.length >= 3, "home has its banners", all.length);
  for (const c of all) {
    t.ok(c.occasion || /Quảng cáo/.test(c.label), `${c.alt}: labelled Quảng cáo`, c);
    t.ok(/\bsponsored\b/.test(c.rel), `${c.alt}: rel=sponsored`, c);
    t.ok(/^\/qc\/\d+$/.test(c.href), `${c.alt}: goes through /qc/`, c);
    t.ok(c.alt.length > 3 && c.size.every(Boolean), `${c.alt}: alternative text and size`, c);
  }
  t.ok(all.some((c) => c.occasion), "the occasion banner is in the masthead");
  const sponsored = await page.locator(".look-sponsored a[href$='.html'], .look-sponsored .creative a").evaluateAll((list) => list.map((a) => a.rel));
  t.ok(sponsored.length > 0 && sponsored.every((rel) => /\bsponsored\b/.test(rel)), "Tin tài trợ: rel=sponsored on every link", sponsored);
  t.ok(/tài trợ/i.test(await page.locator(".look-sponsored h2").textContent()), "Tin tài trợ is labelled");
  await reader.bye(t, "seeing banners");
}

async function clicks(t, { browser, server }) {
  const before = await listed(server);
  const reader = await Reader.come(browser, server, { allow: ["https://example.com"] });
  await reader.go("/");
  const link = reader.page.locator(".zone-side .creative a").first();
  const id = Number((await link.getAttribute("href")).match(/\d+/)[0]);
  // nobody answers there: no name but 127.0.0.1 has an address in these tests
  const [onward] = await Promise.all([reader.context.waitForEvent("request", (r) => r.url().startsWith("https://")), link.click()]);
  t.same(onward.url(), before.get(id).link, "a click goes to the advertiser");
  t.same(new URL(onward.redirectedFrom().url()).pathname, `/qc/${id}`, "through /qc/");
  const robot = await server.get(`/qc/${id}`, { headers: { "User-Agent": ROBOT } });
  t.same([robot.status, robot.headers.location], [302, before.get(id).link], "a robot is sent on too");
  t.ok(await until(async () => (await listed(server)).get(id).clicks === before.get(id).clicks + 1, 4000, 300), "one click is counted, the robot's is not",
    [before.get(id).clicks, (await listed(server)).get(id).clicks]);
  await reader.bye(t, "clicking a banner");
}

// A creative appears when its time comes and disappears when it is over.
async function schedule(t, { server }) {
  const picture = path.join(ROOT, "demo/pictures/banner-side-sach.webp");
  const at = (ms) => new Date(Math.floor((Date.now() + ms) / 1000) * 1000 + 7 * 3600e3).toISOString().slice(0, 19) + "+07:00";
  const add = (alt, from, until_) => loa("banner", server.site, "add", "--slot", "bottom", "--picture", picture, "--alt", alt, "--link", "https://example.com/x",
    "--from", from, "--until", until_, "--weight", "1000");
  const added = await add("Sắp đến", at(3000), at(7000));
  t.same(added.code, 0, `loa banner add (${added.err})`);
  await add("Đã qua", at(-9000), at(-3000));
  await add("Còn lâu", at(86400e3), at(2 * 86400e3));
  const shows = async (alt) => (await server.get("/")).text.includes(`alt="${alt}"`);
  t.ok(!(await shows("Sắp đến")), "not before its time");
  t.ok(await until(() => shows("Sắp đến"), 5000, 200), "it appears when its time comes");
  t.ok(await until(async () => !(await shows("Sắp đến")), 7000, 200), "it disappears when its time is over");
  t.ok(!(await shows("Đã qua")) && !(await shows("Còn lâu")), "nor those of other times");
}
