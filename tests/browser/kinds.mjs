// The page kinds of a site, one address each, and what every page must hold.
import fs from "node:fs";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { ROOT } from "./lib.mjs";

export const GONE = "57"; // the demo's article that make_base's user withdraws

// [kind, path, status]
export async function kinds(articles) {
  const of_kind = (word) => articles.paths.filter((p) => p.startsWith(`/${word}/`) && p.split("/").length === 4);
  const article = async (n) => (await articles.find(n)).path;
  return [
    ["home", "/", 200],
    ["section", "/thoi-su/", 200],
    ["section, empty or small", "/kieu-bao/", 200],
    ["topic", of_kind("chu-de")[0], 200],
    ["author", of_kind("tac-gia")[0], 200],
    ["tag", of_kind("the")[0], 200],
    ["article", await article("01"), 200],
    ["article with table", await article("18"), 200],
    ["article with gallery", await article("30"), 200],
    ["article with video", await article("55"), 200],
    ["article, sponsored", await article("23"), 200],
    ["article, aggregated", await article("50"), 200],
    ["article, closed", await article("07"), 200],
    ["newest", "/tin-moi/", 200],
    ["newest, page 2", "/tin-moi/trang-2/", 200],
    ["most read", "/doc-nhieu/", 200],
    ["most read, month", "/doc-nhieu/thang/", 200],
    ["video", "/video/", 200],
    ["search", "/tim-kiem", 200],
    ["search, found", "/tim-kiem?q=s%C3%B4ng", 200],
    ["questions", "/hoi-dap", 200],
    ["questions, answered", "/hoi-dap?q=Ai%20d%E1%BA%ABn%20%C4%91%E1%BA%A7u%20%C4%91o%C3%A0n%20Minakawa%3F", 200],
    ["questions, unknown", "/hoi-dap?q=zzyzx%22%3E%3Cscript%3E", 200],
    ["search, nothing", "/tim-kiem?q=zzyzx%22%3E%3Cscript%3E&tu=31/2/2024", 200],
    ["statistics", "/thong-ke/", 200],
    ["contact", "/lien-he/", 200],
    ["feeds", "/rss/", 200],
    ["404", "/khong-co-trang-nay/", 404],
    ["410", "gone", 410],
  ];
}

// ---- HTML --------------------------------------------------------------------------------------------------------

// The HTML standard and WCAG's markup rules; no opinions on style.
const validator = new HtmlValidate(new StaticConfigLoader({
  root: true,
  extends: ["html-validate:standard", "html-validate:a11y"],
  elements: ["html5"],
}));

export async function html_faults(text) {
  const report = await validator.validateString(text);
  return report.results.flatMap((r) => r.messages).filter((m) => m.severity === 2)
    .map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`);
}

// ---- axe ---------------------------------------------------------------------------------------------------------

const axe_source = fs.readFileSync(`${ROOT}/node_modules/axe-core/axe.min.js`, "utf8");

export async function axe_faults(page) {
  if (!(await page.evaluate(() => typeof window.axe === "object"))) await page.evaluate(axe_source);
  return page.evaluate(async () => {
    const found = await window.axe.run(document, { resultTypes: ["violations"], preload: false });
    return found.violations.map((v) =>
      `${v.id}: ${v.nodes.slice(0, 2).map((n) => `${n.target.join(" ")} {${(n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? ""}}`).join("; ")}`);
  });
}

// ---- what every page holds, read in the browser ------------------------------------------------------------------

export const inspect = (page) => page.evaluate(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const ids = all("[id]").map((e) => e.id);
  const own = location.pathname;
  const article = (a) => new URL(a.href).pathname;
  const blocks = all(".block, .inside").map((b) => ({
    heading: b.querySelector("h2")?.textContent.trim() ?? "",
    id: b.querySelector("h2")?.id ?? "",
    names: [...b.classList].filter((c) => /^block-/.test(c)).map((c) => c.slice(6)),
    ranked: b.classList.contains("look-ranked"),
    inside: b.classList.contains("inside"),
    things: all("li, form, dl, tr, .creative", b).length,
    articles: all("h3 a[href$='.html'], .lines a[href$='.html'], .inside ul a[href$='.html']", b)
      .filter((a) => !a.closest(".meta")).map(article),
  }));
  const graph = all("script[type='application/ld+json']").map((s) => {
    try {
      return JSON.parse(s.textContent);
    } catch (e) {
      return { broken: String(e) };
    }
  });
  const meta = (name) => (document.querySelector(`meta[property="${name}"], meta[name="${name}"]`) ?? {}).content ?? "";
  return {
    own,
    title: document.title,
    h1: all("h1").map((h) => h.textContent.trim()),
    twice: ids.filter((id, i) => ids.indexOf(id) !== i),
    headings: all("h1,h2,h3,h4").map((h) => [Number(h.tagName[1]), h.textContent.trim()]),
    blocks,
    broken_labels: all("[aria-labelledby],[aria-describedby],label[for]").filter((e) =>
      [...(e.getAttribute("aria-labelledby") ?? "").split(" "), ...(e.getAttribute("aria-describedby") ?? "").split(" "),
        e.getAttribute("for") ?? ""].some((id) => id && !document.getElementById(id))).map((e) => e.outerHTML.slice(0, 80)),
    pictures: all("img").filter((i) => i.complete && i.naturalWidth === 0 && i.loading !== "lazy").map((i) => i.src),
    no_alt: all("img:not([alt])").length,
    unseen: all("[role=status]").filter((e) => e.textContent.trim() && !e.checkVisibility()).map((e) => e.textContent.trim()),
    canonical: document.querySelector("link[rel=canonical]")?.href ?? "",
    robots: meta("robots"),
    og: { title: meta("og:title"), type: meta("og:type"), url: meta("og:url"), image: meta("og:image"), site: meta("og:site_name") },
    dc: { title: meta("DC.title"), language: meta("DC.language"), publisher: meta("DC.publisher"), creator: meta("DC.creator"), date: meta("DC.date") },
    graph,
    sample: document.body.innerText.includes("Dữ liệu mẫu"),
  };
});

// How far a page hangs over the right edge, and what does.
export const overhang = (page) => page.evaluate(() => {
  const root = document.documentElement, over = root.scrollWidth - root.clientWidth;
  if (over <= 0) return "";
  const worst = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1)
    .slice(0, 4).map((e) => `${e.tagName.toLowerCase()}.${e.className?.baseVal ?? e.className}`);
  return `${over} px: ${worst.join(", ")}`;
});
