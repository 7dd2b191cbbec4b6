// The newsroom's desk as a person uses it: sign-in, two steps, comments that wait, one's own account; axe at two widths.
import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { loa, LOA, PERSON, until } from "./lib.mjs";
import { axe_faults, html_faults, overhang } from "./kinds.mjs";

const NAME = "thu.ha";
const PASSWORD = "chim sẻ bay qua cầu Rồng";
const SHOTS = process.env.DESK_SHOTS; // a folder for screenshots, to be looked at

const add_account = (site) => new Promise((done, failed) => {
  const child = execFile(LOA, ["user", site, "add", NAME, "--role", "editor"], (e) => (e ? failed(e) : done()));
  child.stdin.end(`${PASSWORD}\n`);
});

// RFC 6238, by another hand than Loa's
function totp(key, at_ms) {
  const bits = [...key].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at_ms / 30000)));
  const digest = createHmac("sha1", secret).update(step).digest();
  return String((digest.readUInt32BE(digest[19] & 15) & 0x7fffffff) % 1000000).padStart(6, "0");
}

// an article of long ago, so that no list of the other groups shows it
async function bring_links(site) {
  const file = path.join(site, "lien-ket.jsonl");
  const paragraph = {
    type: "paragraph", text: "Xem giờ chạy ở trang của bến.",
    html: 'Xem giờ chạy ở <a href="https://ben-thuyen.example/gio-chay">trang của bến</a> và <a href="https://cho-noi.example/">chợ nổi</a>.',
  };
  await writeFile(file, JSON.stringify({ title: "Bến thuyền đổi giờ", section: "Thời sự", published: "2019-05-01T08:00:00+07:00", blocks: [paragraph] }));
  await loa("import", site, file);
}

async function look(t, page, at) {
  const faults = await html_faults(await page.content());
  t.ok(faults.length === 0, `${at}: valid HTML`, faults.slice(0, 4).join(" | "));
  for (const [width, height] of [[1280, 900], [390, 844]]) {
    await page.setViewportSize({ width, height });
    t.same(await overhang(page), "", `${at}: nothing over the edge at ${width} px`);
    const found = await axe_faults(page);
    t.ok(found.length === 0, `axe, ${at}, ${width} px`, found.slice(0, 4).join(" | "));
    if (SHOTS) await page.screenshot({ path: path.join(SHOTS, `${at.replace(/\W+/g, "-")}-${width}.png`), fullPage: true });
  }
}

const text = (page) => page.locator("main").innerText();
const press = (page, name) => page.getByRole("button", { name, exact: true }).first().click();

async function sign_in(page, server) {
  await page.goto(`${server.origin}/dang-nhap`);
  await page.getByLabel("Tên đăng nhập").fill(NAME);
  await page.getByLabel("Mật khẩu").fill(PASSWORD);
  await press(page, "Đăng nhập");
}

export async function desk(t, { browser, server, articles }) {
  await add_account(server.site);
  const context = await browser.newContext({ locale: "vi-VN", timezoneId: "Asia/Ho_Chi_Minh", userAgent: PERSON });
  context.setDefaultTimeout(30000);
  const page = await context.newPage();
  const breaches = [];
  page.on("console", (m) => /Content Security Policy/i.test(m.text()) && breaches.push(m.text()));

  await page.goto(`${server.origin}/dang-nhap`);
  await look(t, page, "sign-in");
  await page.getByLabel("Tên đăng nhập").fill(NAME);
  await page.getByLabel("Mật khẩu").fill("không phải mật khẩu này");
  await press(page, "Đăng nhập");
  t.ok((await text(page)).includes("Tên hoặc mật khẩu không đúng"), "a wrong password is told");
  t.same(await page.getByLabel("Tên đăng nhập").inputValue(), NAME, "the name need not be typed again");
  await look(t, page, "sign-in refused");

  const { id } = await articles.find("40");
  const words = `Lời cho ban biên tập ${Date.now()} <i>nghiêng</i>`;
  await loa("comment", server.site, "add", "--article", String(id), "--name", "Bạn đọc xa", "--text", words);
  await sign_in(page, server);
  t.same(new URL(page.url()).pathname, "/ban-bien-tap/binh-luan", "signed in, at the comments that wait");
  const cookie = (await context.cookies()).find((c) => c.name === "__Host-loa");
  t.same([cookie?.secure, cookie?.httpOnly, cookie?.sameSite, cookie?.path], [true, true, "Strict", "/"], "the cookie is the host's alone");
  t.ok((await text(page)).includes(words), "the comment waits, as text");
  await look(t, page, "comments that wait");
  await page.locator("li", { hasText: words }).getByRole("button", { name: "Duyệt", exact: true }).click();
  t.ok((await text(page)).includes("Đã duyệt bình luận") && !(await text(page)).includes(words), "it is approved");
  const shown = async () => (await server.get((await articles.find("40")).path)).text.includes("nghiêng&lt;/i&gt;");
  t.ok(await until(shown, 5000), "and stands on the article's page");

  await bring_links(server.site);
  await page.getByRole("link", { name: "Liên kết chờ duyệt", exact: true }).click();
  t.ok((await text(page)).includes("ben-thuyen.example"), "a new domain waits");
  await look(t, page, "links that wait");
  await page.locator("li", { hasText: "ben-thuyen.example" }).getByRole("button", { name: "Duyệt", exact: true }).click();
  t.ok((await text(page)).includes("Đã duyệt tên miền") && !(await text(page)).includes("ben-thuyen.example"), "it is approved");

  await page.getByRole("link", { name: "Tài khoản", exact: true }).click();
  await look(t, page, "account");
  await page.locator("section", { hasText: "Xác thực hai bước" }).last().getByLabel("Mật khẩu hiện tại").fill(PASSWORD);
  await press(page, "Bật xác thực hai bước");
  const key = (await page.locator(".desk-key").innerText()).replace(/ /g, "");
  await look(t, page, "two steps, the key");
  await page.getByLabel("Mã sáu chữ số", { exact: true }).fill(totp(key, Date.now()));
  await press(page, "Xác nhận");
  t.same(await page.locator(".desk-codes code").count(), 10, "ten recovery codes are shown");
  const code = await page.locator(".desk-codes code").first().innerText();
  await look(t, page, "two steps, recovery codes");
  await press(page, "Đăng xuất");
  t.ok(!(await context.cookies()).some((c) => c.name === "__Host-loa"), "signed out, the cookie is gone");
  await page.goto(`${server.origin}/tai-khoan`);
  t.same(new URL(page.url()).pathname, "/dang-nhap", "and the account is closed");

  await sign_in(page, server);
  await look(t, page, "two steps, the code");
  await page.getByLabel(/Mã sáu chữ số/).fill(code.toUpperCase());
  await press(page, "Xác nhận");
  t.same(new URL(page.url()).pathname, "/ban-bien-tap/binh-luan", "a recovery code opens");
  t.same(breaches, [], "nothing breaks the Content-Security-Policy");
  await context.close();
  const log = (await loa("user", server.site, "audit")).out;
  t.ok(/comment approved: comment \d+ {2}127\.0\.0\.0\/24/.test(log) && log.includes("signed in by recovery code"), "all of it is noted", log);
}
