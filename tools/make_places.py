#!/usr/bin/python3
"""Writes data/vi/countries.tsv and data/vi/units.tsv from the sources data/vi/README.md names.

usage: tools/make_places.py PLACES_FOLDER OUT_FOLDER
PLACES_FOLDER has countries-vi.tsv (CLDR's Vietnamese names beside ISO 3166 codes), units-before-2025-07.json.zst
and units-2026-07.json.zst (thanglequoc/vietnamese-provinces-database).
"""
import csv
import json
import os
import subprocess
import sys
import unicodedata

# Resolution 202/2025/QH15: which province each of the 63 is part of since July 2025, where the name changed.
MERGED = {
    "Hà Giang": "Tuyên Quang", "Yên Bái": "Lào Cai", "Bắc Kạn": "Thái Nguyên", "Vĩnh Phúc": "Phú Thọ",
    "Hòa Bình": "Phú Thọ", "Bắc Giang": "Bắc Ninh", "Thái Bình": "Hưng Yên", "Hải Dương": "Hải Phòng",
    "Hà Nam": "Ninh Bình", "Nam Định": "Ninh Bình", "Quảng Bình": "Quảng Trị", "Quảng Nam": "Đà Nẵng",
    "Kon Tum": "Quảng Ngãi", "Bình Định": "Gia Lai", "Ninh Thuận": "Khánh Hòa", "Đắk Nông": "Lâm Đồng",
    "Bình Thuận": "Lâm Đồng", "Phú Yên": "Đắk Lắk", "Bà Rịa - Vũng Tàu": "Hồ Chí Minh",
    "Bình Dương": "Hồ Chí Minh", "Bình Phước": "Đồng Nai", "Long An": "Tây Ninh", "Sóc Trăng": "Cần Thơ",
    "Hậu Giang": "Cần Thơ", "Bến Tre": "Vĩnh Long", "Trà Vinh": "Vĩnh Long", "Tiền Giang": "Đồng Tháp",
    "Bạc Liêu": "Cà Mau", "Kiên Giang": "An Giang", "Thừa Thiên Huế": "Huế",
}


def read_json(path):
    return json.loads(subprocess.run(["zstdcat", path], stdout=subprocess.PIPE, check=True).stdout)


def nfc(text):
    return unicodedata.normalize("NFC", text).replace("oà", "òa").replace("oá", "óa")


def write(path, head, lines):
    with open(path, "w", encoding="utf-8") as out:
        out.write(head)
        out.writelines("\t".join(line) + "\n" for line in lines)


def countries(folder, out):
    lines = []
    with open(os.path.join(folder, "countries-vi.tsv"), encoding="utf-8") as table:
        for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["vi_cldr"]:
                lines.append(("country", row["alpha2"], nfc(row["vi_cldr"])))
    write(out, "# Countries: CLDR's Vietnamese names (Unicode licence). Made by tools/make_places.py.\n", lines)


def units(folder, out):
    """Provinces of both maps; old districts, which are places one names without their kind."""
    lines = []
    old = read_json(os.path.join(folder, "units-before-2025-07.json.zst"))
    new = read_json(os.path.join(folder, "units-2026-07.json.zst"))
    seen = set()
    for province in old + new:
        name = nfc(province["Name"])
        if name in seen or name == "Hồ Chí Minh":  # a person's name; the city is in names.tsv, with its kind
            continue
        seen.add(name)
        now = MERGED.get(name, "")
        lines.append(("province", "VN-" + name, name) + (("VN-" + now,) if now else ()))
    for province in old:
        for district in province.get("District") or []:
            name = nfc(district["Name"])
            if not name.split(" ")[0].isdigit() and " " in name and name not in seen:
                seen.add(name)
                kind = "town" if district["FullName"].startswith(("Thành phố", "Thị xã")) else "district"
                lines.append((kind, "VN-" + nfc(province["Name"]) + "/" + name, name))
    head = ("# Administrative units before and after July 2025 (thanglequoc/vietnamese-provinces-database, MIT);\n"
            "# the last column is the province an old one belongs to now. Made by tools/make_places.py.\n")
    write(out, head, lines)


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: make_places.py PLACES_FOLDER OUT_FOLDER")
    countries(sys.argv[1], os.path.join(sys.argv[2], "countries.tsv"))
    units(sys.argv[1], os.path.join(sys.argv[2], "units.tsv"))


if __name__ == "__main__":
    main()
