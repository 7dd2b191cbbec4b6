// Screenshots of home and article in the five presets, desktop and phone, and one in the dark.
//   LOA=build/loa node tests/browser/screenshots.mjs OUTDIR
//   LOA=build/loa node tests/browser/screenshots.mjs --docs     into docs/screenshots
// WebP through Chromium's own encoder, as good as fits into 150 KB.
import { promises as fs } from "node:fs";
import path from "node:path";
import { Articles, copy_site, make_base, open_browser, PRESETS, Reader, ROOT, Server, until } from "./lib.mjs";

const MAX_BYTES = 150 * 1024;

const where = process.argv[2];
if (!where || where.startsWith("-") && where !== "--docs") {
  console.error("usage: node tests/browser/screenshots.mjs OUTDIR|--docs");
  process.exit(2);
}
const out = where === "--docs" ? path.join(ROOT, "docs/screenshots") : path.resolve(where);

async function shoot(page, name) {
  await until(() => page.evaluate(() => document.fonts.status === "loaded" && [...document.images].every((i) =>
    i.complete || !i.checkVisibility() || i.getBoundingClientRect().top > innerHeight)), 5000);
  const session = await page.context().newCDPSession(page);
  let bytes;
  for (const quality of [90, 82, 74, 66, 55, 40]) {
    const shot = await session.send("Page.captureScreenshot", { format: "webp", quality });
    bytes = Buffer.from(shot.data, "base64");
    if (bytes.length <= MAX_BYTES) break;
  }
  await session.detach();
  await fs.writeFile(path.join(out, `${name}.webp`), bytes);
  console.log(`${name}.webp ${bytes.length}`);
}

await fs.mkdir(out, { recursive: true });
const base = await make_base();
const names = new Map((await fs.readFile(path.join(ROOT, "demo/names.tsv"), "utf8")).split("\n").map((line) => line.split("\t")));
const browser = await open_browser();
try {
  for (const preset of PRESETS) {
    const site = await copy_site(base, preset);
    const conf = path.join(site, "loa.conf");
    await fs.writeFile(conf, (await fs.readFile(conf, "utf8")).replace(/^name =.*$/m, `name = ${names.get(preset)}`));
    const server = await new Server(site).start();
    const article = await new Articles().read(server).then((a) => a.find(preset === "aggregator" ? "50" : "01"));
    for (const [kind, address] of [["home", "/"], ["article", article.path]])
      for (const phone of [false, true]) {
        const reader = await Reader.come(browser, server, { phone });
        await reader.go(address);
        await shoot(reader.page, `${preset}-${kind}-${phone ? "phone" : "desktop"}`);
        await reader.context.close();
      }
    if (preset === "youth") {
      const reader = await Reader.come(browser, server, { dark: true });
      await reader.go("/");
      await shoot(reader.page, `${preset}-home-dark`);
      await reader.context.close();
    }
    await server.stop();
  }
} finally {
  await browser.close();
  }
process.exit(0);
