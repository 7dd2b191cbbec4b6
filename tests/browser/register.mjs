// The register of external affairs: every kind of page, from a fact to its sentence in the article and back by the name,
// forms without JavaScript, files, and, where the seeds lie beside the checkout, their delegations and timelines.
import { existsSync } from "node:fs";
import { axe_faults, html_faults, overhang } from "./kinds.mjs";
import { json_lines, loa, Reader, ROOT, until } from "./lib.mjs";

const SEEDS = process.env.LOA_SEEDS || `${ROOT}/../shared/seeds`;

export async function register(t, { browser, server, articles }) {
  const reader = await Reader.come(browser, server);
  const events = json_lines((await loa("register", server.site, "list", "events", "--limit", "500", "--json")).out);
  const met = events.find((e) => e.host && e.head && e.date && !e.date.startsWith("--"));
  t.ok(met, "the sample articles tell of somebody who received somebody", events.length);
  await t.part("kinds of pages", () => kinds(t, reader, met));
  await t.part("from a fact to its sentence", () => evidence(t, reader, met));
  await t.part("from a name to its record", () => names(t, reader, articles));
  await t.part("forms", () => forms(t, reader, browser, server));
  await t.part("files", () => files(t, server, met));
  await t.part("what is typed", () => typed(t, server));
  await reader.bye(t, "register");
  await t.part("the seeds", () => seeds(t, browser, server));
}

const words = (page, selector) =>
  page.locator(selector).evaluateAll((all) => all.map((e) => e.textContent.replace(/\s+/g, " ").trim()));

const event_path = (e) => `/ho-so/${e.kind === "agreement" ? "thoa-thuan" : "su-kien"}/${e.slug}/`;

async function kinds(t, reader, met) {
  const { page } = reader;
  const month = met.date.slice(0, 7).replace("-", "/");
  const list = ["/ho-so/", "/ho-so/nhan-vat/", "/ho-so/to-chuc/", "/ho-so/quoc-gia/", "/ho-so/dia-phuong/",
    "/ho-so/su-kien/", "/ho-so/thoa-thuan/", event_path(met), "/ho-so/quan-he/", `/ho-so/lich/${month.slice(0, 4)}/`,
    `/ho-so/lich/${month}/`, `/ho-so/doan-ra-vao/${month.slice(0, 4)}/`, "/ho-so/ban-do/", "/ho-so/mang-luoi/"];
  await reader.go("/ho-so/nhan-vat/");
  list.push(new URL(await page.locator(".records a").first().getAttribute("href"), page.url()).pathname);
  for (const path of list) {
    await page.setViewportSize({ width: 1280, height: 900 });
    const answer = await reader.go(path);
    t.same(answer.status(), 200, path);
    const faults = await html_faults(await answer.text());
    t.ok(faults.length === 0, `${path}: valid HTML`, faults.slice(0, 3).join(" | "));
    t.same(await page.locator("h1").count(), 1, `${path}: one h1`);
    t.ok(await page.locator(".menu .strip a[href='/ho-so/']").count() === 1, `${path}: in the menu`);
    const found = await axe_faults(page);
    t.ok(found.length === 0, `${path}: axe`, found.slice(0, 3).join(" | "));
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      t.same(await overhang(page), "", `${path}: nothing over the edge at ${width} px`);
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  // the drawings say the same as their lists
  await reader.go("/ho-so/ban-do/");
  const spots = await words(page, ".drawing .spot title");
  const places = await words(page, ".records li");
  t.ok(spots.length > 0 && spots.every((s) => places.some((p) => p.startsWith(s.split(":")[0]))), "each circle is in the list", spots);
  await reader.go("/ho-so/mang-luoi/");
  t.same(await page.locator(".graph line").filter({ visible: true }).count(), await page.locator(".register-panel tbody tr").count(), "each line is a row");
  await page.setViewportSize({ width: 390, height: 844 });
  await reader.go(`/ho-so/lich/${month}/`);
  const days = await page.locator(".month td a").evaluateAll((all) => all.map((a) => a.getBoundingClientRect()).map((r) => r.width > 0 && r.left >= 0 && r.right <= innerWidth));
  t.ok(days.length > 0 && days.every(Boolean), "a phone's calendar shows each event whole", days);
  for (const width of [1280, 768, 390, 320])
    for (const path of ["/ho-so/ban-do/", "/ho-so/mang-luoi/"]) {
      await page.setViewportSize({ width, height: 900 });
      await reader.go(path);
      await labels(t, page, `${path} at ${width} px`);
    }
  await page.setViewportSize({ width: 1280, height: 900 });
}

// The names of a drawing: none on another, none over its edge, none too small to read.
async function labels(t, page, at) {
  const found = await page.evaluate(() => {
    const all = [...document.querySelectorAll(".drawing svg")].filter((s) => s.checkVisibility()).flatMap((svg) => {
      const edge = svg.getBoundingClientRect();
      return [...svg.querySelectorAll(".spot-name")].map((e) => ({ name: e.textContent, r: e.getBoundingClientRect(), edge }));
    });
    const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom - 3 <= b.top || b.bottom - 3 <= a.top; // boxes have leading
    return {
      n: all.length,
      crossed: all.flatMap((a, i) => all.slice(i + 1).filter((b) => !apart(a.r, b.r)).map((b) => `${a.name} / ${b.name}`)),
      cut: all.filter(({ r, edge }) => r.left < edge.left - 1 || r.right > edge.right + 1 || r.top < edge.top - 1 || r.bottom > edge.bottom + 1).map((a) => a.name),
      small: all.filter(({ r }) => r.height < 10).map((a) => a.name),
    };
  });
  t.ok(found.n > 0 && !found.crossed.length && !found.cut.length && !found.small.length, `${at}: names can be read`, found);
}

async function evidence(t, reader, met) {
  const { page } = reader;
  await reader.go(event_path(met));
  const quote = (await words(page, ".evidence p"))[0];
  const href = await page.locator(".evidence footer a").first().getAttribute("href");
  t.ok(/#cau-\d+:~:text=/.test(href), "a link to the sentence, with its text", href);
  await page.goto(new URL(href.replace(/:~:text=.*/, ""), page.url()).href); // as a browser without text fragments
  const marked = await page.evaluate(() => document.querySelector(":target")?.textContent.replace(/\s+/g, " ").trim() ?? "");
  t.same(marked, quote, "the very sentence is marked in the article");
  const shown = await page.evaluate(() => {
    const r = document.querySelector(":target").getBoundingClientRect();
    return r.top >= 0 && r.top < innerHeight;
  });
  t.ok(shown, "and in sight");
}

async function names(t, reader, articles) {
  const { page } = reader;
  const { path } = await articles.find("13");
  await reader.go(path);
  const links = await page.locator(".story a.record").evaluateAll((all) => all.map((a) => [a.textContent, new URL(a.href).pathname]));
  t.ok(links.length >= 2, "names lead to their pages", links);
  t.same(new Set(links.map((l) => l[1])).size, links.length, "each at its first mention alone");
  await page.locator(".story a.record").first().click();
  await page.waitForLoadState();
  t.ok((await words(page, ".evidence footer a")).length > 0, "and from there back to articles");
}

async function forms(t, reader, browser, server) {
  const plain = await Reader.come(browser, server, { js: false });
  const { page } = plain;
  await plain.go("/ho-so/nhan-vat/");
  const all = await page.locator(".records li").count();
  const name = (await words(page, ".records a"))[0];
  await page.fill(".register-form input[name=q]", name);
  await page.click(".register-form button");
  await page.waitForURL(/\?q=/);
  t.ok((await words(page, ".records a")).includes(name) && (await page.locator(".records li").count()) < all, "a name finds its record");
  t.same(await page.locator("meta[name=robots]").getAttribute("content"), "noindex", "a filtered list is not for engines");
  await plain.go("/ho-so/su-kien/");
  await page.selectOption("select[name=loai]", "visit");
  await page.click(".register-form button");
  await page.waitForURL(/loai=visit/);
  t.ok((await words(page, ".timeline .kind")).every((k) => k === "Chuyến thăm"), "events of one kind");
  await plain.go("/ho-so/quan-he/");
  await page.selectOption("select[name=ben]", { index: 0 });
  await page.selectOption("select[name=voi]", { index: 1 });
  await page.click(".register-form button");
  await page.waitForURL(/quan-he\/[a-z]/);
  t.ok(/\/ho-so\/quan-he\/[a-z-]+\/[a-z0-9-]+\/[a-z-]+\/[a-z0-9-]+\/$/.test(page.url()), "two parties have a clean address", page.url());
  await plain.bye(t, "register without JavaScript");
}

async function files(t, server, met) {
  const get = async (where) => {
    const answer = await server.get(where);
    t.same(answer.status, 200, where);
    return answer;
  };
  const csv = await get("/ho-so/su-kien/du-lieu.csv");
  t.ok(csv.text.startsWith("\ufeff\"") && csv.text.includes(met.title) && csv.text.endsWith("\r\n"), "CSV");
  const agreed = (await get("/ho-so/thoa-thuan/du-lieu.csv")).text.split("\r\n")[0];
  t.ok(["Các bên", "Giai đoạn", "Tình trạng"].every((column) => agreed.includes(`"${column}"`)), "agreements say with whom, for when, whether signed", agreed);
  for (const list of ["nhan-vat", "to-chuc", "quoc-gia", "dia-phuong", "thoa-thuan"])
    t.ok((await get(`/ho-so/${list}/lich.ics`)).text.includes("BEGIN:VTIMEZONE"), `${list} as a calendar`);
  const ics = (await get("/ho-so/su-kien/lich.ics")).text;
  t.ok(ics.startsWith("BEGIN:VCALENDAR\r\n") && ics.trimEnd().endsWith("END:VCALENDAR"), "iCalendar");
  t.ok(ics.split("\r\n").every((line) => Buffer.byteLength(line) <= 75), "its lines are folded");
  const uids = [...ics.matchAll(/^UID:(.*)\r$/gm)].map((m) => m[1]);
  t.ok(uids.length > 0 && new Set(uids).size === uids.length, "each event has an identity of its own", uids.slice(0, 3));
  const ld = JSON.parse((await get("/ho-so/su-kien/du-lieu.jsonld")).text);
  t.ok(ld["@context"] === "https://schema.org" && ld["@graph"].some((e) => e["@type"] === "Event" && e.name === met.title), "JSON-LD");
  const persons = JSON.parse((await get("/ho-so/nhan-vat/du-lieu.jsonld")).text)["@graph"];
  t.ok(persons.every((p) => p["@type"] === "Person" && p.name && p.url.startsWith("http")), "persons");
  const bodies = JSON.parse((await get("/ho-so/to-chuc/du-lieu.jsonld")).text)["@graph"];
  t.ok(bodies.every((p) => p["@type"] === "GovernmentOrganization"), "organizations");
  const xlsx = await get(`/ho-so/doan-ra-vao/${met.date.slice(0, 4)}/doan-ra-vao.xlsx`);
  t.ok(xlsx.bytes.subarray(0, 4).toString("latin1") === "PK\u0003\u0004", "a workbook");
  const map = (await server.get("/sitemap-1.xml")).text;
  t.ok(map.includes(event_path(met)), "the event is in the sitemap");
}

// Whatever stands in an address, it is answered and never believed.
async function typed(t, server) {
  const bad = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E";
  for (const where of [`/ho-so/nhan-vat/?q=${bad}`, `/ho-so/su-kien/?loai=${bad}&nam=${bad}&trang=${bad}`,
    `/ho-so/to-chuc/?nuoc=${bad}`, "/ho-so/su-kien/?nam=99999999999999999999", "/ho-so/su-kien/?trang=-1",
    `/ho-so/nhan-vat/?q=${"%25".repeat(300)}`, `/ho-so/nhan-vat/?q=%00%ff`]) {
    const answer = await server.get(where);
    t.ok(answer.status === 200 && !answer.text.includes("<script>alert"), where, answer.status);
  }
  for (const where of [`/ho-so/${bad}/`, "/ho-so/nhan-vat/khong-co-ai/", "/ho-so/lich/0000/",
    "/ho-so/quan-he/dia-phuong/a/dia-phuong/b/", "/ho-so/nhan-vat/khong-co/du-lieu.csv", "/ho-so/su-kien/khong-co/lich.ics"])
    t.same((await server.get(where)).status, 404, where);
  t.ok((await server.get("/ho-so/nhan-vat/..%2f..%2floa.conf/")).status >= 400, "no way up");
  const jump = await server.get(`/ho-so/quan-he/?ben=dia-phuong/${bad}&voi=//example.com/x`);
  t.ok(jump.status !== 301 || jump.headers.location.startsWith("/ho-so/"), "a form leads nowhere else", jump.headers.location);
}

async function seeds(t, browser, server) {
  if (!existsSync(SEEDS)) return console.log(`register: ${SEEDS} is not there: the seeds are skipped`);
  const done = await loa("import", server.site, SEEDS);
  t.ok(/nhập mới/.test(done.out), "the seeds are taken in", done.err);
  const reader = await Reader.come(browser, server);
  const { page } = reader;
  await until(async () => (await server.get("/ho-so/quan-he/dia-phuong/ha-noi/dia-phuong/bac-kinh/")).status === 200, 10000);
  await reader.go("/ho-so/quan-he/dia-phuong/ha-noi/dia-phuong/bac-kinh/");
  const hanoi = (await words(page, ".timeline .kind")).filter((k) => k !== "Dự kiến");
  t.ok(hanoi[0] === "Chuyến thăm" && hanoi.includes("Hội đàm") && hanoi.includes("Bản ghi nhớ"), "Hà Nội – Bắc Kinh", hanoi);
  const days = await words(page, ".timeline .when");
  t.ok(days[0].startsWith("25/09/2023"), "beginning with the visit", days);
  const parties = (await server.get("/ho-so/to-chuc/dang-lao-dong-me-hi-co/")).status === 200 ? "dang-lao-dong-me-hi-co" : "dang-lao-dong-mexico";
  await reader.go(`/ho-so/quan-he/to-chuc/dang-cong-san-viet-nam/to-chuc/${parties}/`);
  const all = await words(page, ".timeline li");
  t.ok(all.length === 3 && all[0].includes("1997"), "both parties: the milestone of 1997, two receptions", all);
  await page.locator(".timeline a", { hasText: "Ngân" }).first().click();
  await page.waitForLoadState();
  await page.locator(".facts a", { hasText: /Anaya|A-na-gia/ }).first().click();
  await page.waitForLoadState();
  t.ok((await words(page, ".facts dd")).join(" ").match(/An-bec-tô|Alberto/), "one person in two spellings");
  t.same((await words(page, ".evidence footer a")).length, 2, "with the sentences of both articles");
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    for (const path of ["/ho-so/ban-do/", "/ho-so/mang-luoi/"]) {
      await reader.go(path);
      await labels(t, page, `${path} of the seeds at ${width} px`);
    }
  }
  const rows = [];
  for (const where of ["/ho-so/doan-ra-vao/", "/ho-so/doan-ra-vao/2023/"]) {
    await reader.go(where);
    rows.push(...await words(page, ".register-panel tbody tr"));
  }
  for (const guest of ["(PT) Mê-hi-cô", "Quốc hội Việt Nam", "Đảng Cộng sản Pháp", "Thành ủy Havana", "cấp cao thành phố Hà Nội"])
    t.same(rows.filter((r) => r.includes(guest)).length, 1, `delegation: ${guest}`);
  await reader.bye(t, "register of the seeds");
}
