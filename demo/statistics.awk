# Sample statistics for the demo site, for `loa stats SITE import`: 180 days that end yesterday, and the readers of the
# articles in the last 30 of them. The same day and articles give the same figures.
#
# usage: LC_ALL=C awk -v today=DAYS -f statistics.awk ARTICLE.json...   (today: days since 1970-01-01 in Việt Nam)

function noise(from, to) { # Park and Miller's generator (1988): its products stay exact in awk's doubles
    seed = (seed * 16807) % 2147483647
    return from + (to - from) * seed / 2147483647
}

# Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013), for dates after 1970
function iso(day,    z, era, doe, yoe, doy, mp, d, m, y) {
    z = day + 719468
    era = int(z / 146097)
    doe = z - era * 146097
    yoe = int((doe - int(doe / 1460) + int(doe / 36524) - int(doe / 146096)) / 365)
    doy = doe - (365 * yoe + int(yoe / 4) - int(yoe / 100))
    mp = int((5 * doy + 2) / 153)
    d = doy - int((153 * mp + 2) / 5) + 1
    m = mp < 10 ? mp + 3 : mp - 9
    y = yoe + era * 400 + (m <= 2)
    return sprintf("%04d-%02d-%02d", y, m, d)
}

function day_number(text,    y, m, d, era, yoe, doy) {
    y = substr(text, 1, 4) + 0
    m = substr(text, 6, 2) + 0
    d = substr(text, 9, 2) + 0
    y -= m <= 2
    era = int(y / 400)
    yoe = y - era * 400
    doy = int((153 * (m + (m > 2 ? -3 : 9)) + 2) / 5) + d - 1
    return era * 146097 + yoe * 365 + int(yoe / 4) - int(yoe / 100) + doy - 719468
}

BEGIN {
    seed = 20261122
    split("1.06 1.09 1.08 1.05 1.02 0.80 0.74", week, " ") # Monday to Sunday: read at work, not at home
}

/^  "published": "/ && !(FILENAME in published) {
    split($0, part, "\"")
    published[FILENAME] = part[4]
    names[++articles] = FILENAME
}
/^  "featured": true/ { featured[FILENAME] = 1 }

END {
    print "# Sample data, made by demo/statistics.awk: nobody has read this site."
    for (ago = 180; ago >= 1; ago--) {
        day = today - ago
        visits = (1500 + (180 - ago) * 5) * week[(day + 3) % 7 + 1] * noise(0.93, 1.08)
        views = visits * noise(2.1, 2.7)
        printf "%s\t%d\t%d\t%d\n", iso(day), visits, views, views * noise(0.28, 0.41)
    }
    for (i = 1; i <= articles; i++) {
        name = names[i]
        stem = name
        sub(/^.*\//, "", stem)
        sub(/\.json$/, "", stem)
        interest = noise(90, 330) * (name in featured ? 1.8 : 1)
        for (ago = 30; ago >= 1; ago--) {
            age = today - ago - day_number(published[name])
            views = int(interest * (exp(-age / 2.5) + 0.02) * noise(0.8, 1.2))
            if (age >= 0 && views > 0)
                printf "article\t%s\t%s\t%d\n", stem, iso(today - ago), views
        }
    }
}
