#!/bin/sh
# Makes the sample site of ./dev demo: articles, pictures, sections, banners, comments and past statistics of demo/.
# A site that is there stays as it is, but takes over the preset when that has changed.
# usage: tools/demo_site.sh LOA SITE PRESET      LOA: the program; SITE: the folder; exit 0 the site is there
set -u
LC_ALL=C
export LC_ALL
loa=${1:?usage: tools/demo_site.sh LOA SITE PRESET}
site=${2:?usage: tools/demo_site.sh LOA SITE PRESET}
preset=${3:?usage: tools/demo_site.sh LOA SITE PRESET}
root=$(cd "$(dirname "$0")/.." && pwd) || exit 1
demo=$root/demo

if [ -f "$site/loa.db" ] && [ -f "$site/preset.ini" ]; then
    cmp -s "$root/presets/$preset.ini" "$site/preset.ini" || cp "$root/presets/$preset.ini" "$site/preset.ini"
    exit $?
fi

# made aside and moved into place, so that an interrupted run leaves nothing that looks like a site
part=$site.part
log=$site.log
mkdir -p "$(dirname "$site")" && rm -rf "$part" || exit 1

step() { # WHAT COMMAND...
    what=$1
    shift
    "$@" >>"$log" 2>&1 && return 0
    echo "demo: $what failed:" >&2
    tail -n 20 "$log" >&2
    exit 1
}

media() { # FILE: its path in media/
    "$loa" media "$part" add "$demo/pictures/$1" 2>>"$log" || {
        echo "demo: $1 is not taken:" >&2
        tail -n 1 "$log" >&2
        exit 1
    }
}

: >"$log"
step "loa init" "$loa" init "$part" --preset "$preset"
name=$(awk -F '\t' -v preset="$preset" '$1 == preset { print $2 }' "$demo/names.tsv")
logo=$(media logo.png) && icon=$(media favicon.png) && touch_icon=$(media apple-touch-icon.png) || exit 1
sed -e "s|@name@|$name|" -e "s|@logo@|$logo|" -e "s|@icon@|$icon|" -e "s|@touch_icon@|$touch_icon|" \
    "$demo/site.conf" >"$part/loa.conf" || exit 1

today=$((($(date +%s) + 7 * 3600) / 86400))
awk -v today=$today -f "$demo/statistics.awk" "$demo"/articles/*.json >"$site.tsv" || exit 1

step "loa section" "$loa" section "$part" import "$demo/sections.json"
step "loa import" "$loa" import "$part" "$demo/articles"
step "loa banner" "$loa" banner "$part" import "$demo/creatives.json"
step "loa link" "$loa" link "$part" approve --all --reason "demo"
step "loa comment" "$loa" comment "$part" import "$demo/comments.json" --articles "$demo/articles"
step "loa stats" "$loa" stats "$part" import "$site.tsv" --articles "$demo/articles"
rm -f "$site.tsv" "$log"
rm -rf "$site"
mv "$part" "$site"
