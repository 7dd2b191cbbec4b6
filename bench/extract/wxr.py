#!/usr/bin/env python3
"""A WordPress export of any size through `loa import`: memory, time, killed once in the middle, resumed.

usage: wxr.py --loa PATH_TO_LOA --folder FOLDER [--gb 2] [--kill-at 0.5]

Writes FOLDER/posts.xml.gz (posts of sentences drawn at random, each with an author, a category, a tag, five
comments, and the text once more as a page builder keeps it in a post's meta; --gb counts the XML, not the
file), makes a site, imports it, kills the import (SIGKILL) once that share of the posts is in, and starts
it again. Memory is the sum of RssAnon of the import and its children, looked at twice a second, and VmHWM of
the import. Exits 1 when the memory is over 256 MB, or when the site has not exactly the posts and comments that
were written, or one of the posts' old addresses leads nowhere.
"""
import argparse, gzip, os, random, re, signal, sqlite3, subprocess, sys, time

PARAGRAPHS = 25
COMMENTS = 5
LIMIT_BYTES = 256 << 20
SYLLABLES = ("xã phường làng thôn ấp bản sông núi đồng ruộng cầu đường chợ trường trạm vườn hồ đê kênh mương người dân "
             "ông bà anh chị em cháu thầy cô bác sĩ nông xây sửa trồng gặt nuôi bán mua dạy học khám chữa họp bàn góp "
             "mới cũ lớn nhỏ dài rộng cao sâu nhanh chậm sớm muộn đầu cuối giữa ngày tháng năm mùa vụ sáng chiều tối").split()


def sentence(chance, n):
    return " ".join(chance.choices(SYLLABLES, k=n)).capitalize() + "."


def post(chance, pool, n):
    body = "\n\n".join(" ".join(chance.choices(pool, k=10)) for _ in range(PARAGRAPHS))
    comments = "".join(
        f"<wp:comment><wp:comment_id>{n * COMMENTS + i}</wp:comment_id><wp:comment_author>Độc giả {i}</wp:comment_author>"
        f"<wp:comment_date_gmt>2024-05-01 0{i}:00:00</wp:comment_date_gmt><wp:comment_content>{chance.choice(pool)}"
        "</wp:comment_content><wp:comment_approved>1</wp:comment_approved><wp:comment_type></wp:comment_type></wp:comment>"
        for i in range(COMMENTS))
    at = f"20{10 + n % 14}-{1 + n % 12:02}-{1 + n % 28:02} 0{n % 10}:30:00"
    return (f"<item><title>{sentence(chance, 9)[:-1]} {n}</title><link>https://cu.example/bai-{n}/</link>"
            f"<dc:creator>nguoiviet{n % 40}</dc:creator><content:encoded><![CDATA[{body}]]></content:encoded>"
            f"<wp:post_id>{n}</wp:post_id><wp:post_date>{at}</wp:post_date><wp:post_date_gmt>{at}</wp:post_date_gmt>"
            f"<wp:post_name>bai-{n}</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>"
            f'<category domain="category" nicename="muc-{n % 12}">Mục {n % 12}</category>'
            f'<category domain="post_tag" nicename="the-{n % 300}">thẻ {n % 300}</category>'
            f"<wp:postmeta><wp:meta_key>_elementor_data</wp:meta_key><wp:meta_value><![CDATA[{body}{body[:4000]}]]>"
            f"</wp:meta_value></wp:postmeta>{comments}</item>\n").encode()


def write_export(path, size):
    """The number of posts."""
    chance = random.Random(1)
    pool = [sentence(chance, 18) for _ in range(20000)]
    head = ('<?xml version="1.0" encoding="UTF-8" ?><rss version="2.0" '
            'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Báo cũ</title><link>https://cu.example</link>'
            "<wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://cu.example</wp:base_site_url>"
            "<wp:base_blog_url>https://cu.example</wp:base_blog_url>\n").encode()
    with gzip.open(path, "wb", compresslevel=1) as out:
        written, n = out.write(head), 0
        while written < size:
            n += 1
            written += out.write(post(chance, pool, n))
        out.write(b"</channel></rss>\n")
    return n


def status_of(pid, field):
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as f:
            found = re.search(field + r":\s*(\d+)", f.read())
        return int(found[1]) * 1024 if found else 0
    except OSError:
        return 0


def own_bytes(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as f:
            children = f.read().split()
    except OSError:
        children = []
    return sum(status_of(p, "RssAnon") for p in [pid, *children])


def count(site, what):
    with sqlite3.connect(f"file:{site}/loa.db?mode=ro", uri=True, timeout=30) as db:
        return db.execute(f"SELECT count(*) FROM {what}").fetchone()[0]


def run_import(loa, site, path, kill_after):
    """Peak memory in bytes (own, VmHWM) and seconds; killed once kill_after posts are in (0: never)."""
    start, own, resident, looks = time.monotonic(), 0, 0, 0
    with subprocess.Popen([loa, "import", site, path, "--moved"], stdout=subprocess.DEVNULL) as run:
        while run.poll() is None:
            own = max(own, own_bytes(run.pid))
            resident = max(resident, status_of(run.pid, "VmHWM"))
            looks += 1
            if kill_after and looks % 20 == 0 and count(site, "article") >= kill_after:
                run.send_signal(signal.SIGKILL)
            time.sleep(0.5)
    return own, resident, time.monotonic() - start


def main():
    cli = argparse.ArgumentParser()
    cli.add_argument("--loa", required=True)
    cli.add_argument("--folder", required=True)
    cli.add_argument("--gb", type=float, default=2)
    cli.add_argument("--kill-at", type=float, default=0.5)
    args = cli.parse_args()
    path, site = os.path.join(args.folder, "posts.xml.gz"), os.path.join(args.folder, "site")
    posts = write_export(path, int(args.gb * (1 << 30)))
    subprocess.run([args.loa, "init", site], check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    print(f"{posts} posts, {args.gb} GB of XML", flush=True)
    worst = 0
    for kill_after in (int(posts * args.kill_at), 0):
        own, resident, seconds = run_import(args.loa, site, path, kill_after)
        worst = max(worst, own)
        print(f"{'killed' if kill_after else 'ended'} after {seconds:.0f} s with {count(site, 'article')} posts; "
              f"memory {own >> 20} MB (import's VmHWM {resident >> 20} MB)", flush=True)
    got = [count(site, what) for what in ("article", "comment", "redirect WHERE article_id IS NOT NULL AND old_path LIKE '/bai-%'")]
    print(f"posts, comments, posts' old addresses: {got}")
    return 0 if got == [posts, posts * COMMENTS, posts] and worst <= LIMIT_BYTES else 1


if __name__ == "__main__":
    sys.exit(main())
