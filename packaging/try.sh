#!/bin/sh
# Installs, upgrades, removes and purges the package in a clean Debian 12 made by debootstrap.
# usage: packaging/try.sh LOA     exit 0 all well, 1 not, 77 cannot be tried here (and why)
# Needs root, debootstrap and the archive that this machine's own packages come from. LOA_CLEAN_TAR names a tar of
# a clean system to begin with instead.
set -eu
LC_ALL=C.UTF-8
export LC_ALL
loa=$(realpath "${1:?usage: packaging/try.sh LOA}")
here=$(cd "$(dirname "$0")" && pwd)
skip() {
    echo "SKIPPED: $*"
    exit 77
}
[ "$(id -u)" -eq 0 ] || skip "only root can make a clean system"
command -v dpkg-shlibdeps >/dev/null || skip "dpkg-dev is not installed"
[ -n "${LOA_CLEAN_TAR:-}" ] || command -v debootstrap >/dev/null || skip "debootstrap is not installed"
work=$(mktemp -d /var/tmp/loa-package-XXXXXX)
root=$work/root
clean() {
    umount -l "$root/proc" "$root/dev" 2>/dev/null || true
    rm -rf --one-file-system "$work"
}
trap clean EXIT
mkdir -p "$root"
if [ -n "${LOA_CLEAN_TAR:-}" ]; then
    tar xf "$LOA_CLEAN_TAR" -C "$root" || skip "$LOA_CLEAN_TAR cannot be unpacked"
else
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m 1 '/debian/*$') ||
        skip "no Debian archive is known here"
    debootstrap --variant=minbase bookworm "$root" "$mirror" >"$work/log" 2>&1 || skip "debootstrap: $(tail -n 1 "$work/log")"
fi
cp /etc/resolv.conf "$root/etc/" 2>/dev/null || true
[ ! -d /etc/apt/apt.conf.d ] || cp -r /etc/apt/apt.conf.d/. "$root/etc/apt/apt.conf.d/"
mount -t proc proc "$root/proc" 2>/dev/null || skip "no /proc can be mounted here"
mount --rbind /dev "$root/dev"

inside() { chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive "$@"; }
passed=0 failed=0
check() { # CLAIM COMMAND...
    claim=$1
    shift
    if "$@" >"$work/out" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $claim"
        tail -n 15 "$work/out"
    fi
}
is_gone() { [ ! -e "$1" ]; }

version=$("$loa" --version | sed 's/^loa //')
first=$("$here/build.sh" "$loa" "$work" "$version" | tail -n 1)
second=$("$here/build.sh" "$loa" "$work" "$version+1" | tail -n 1)
cp "$first" "$second" "$root/root/"
inside apt-get update -qq >"$work/log" 2>&1 || skip "apt-get update: $(tail -n 1 "$work/log")"

check "it is installed" inside apt-get install -y -qq --no-install-recommends "/root/$(basename "$first")"
check "the program runs" inside loa --version
check "its manual is there" test -f "$root/usr/share/man/man1/loa-backup.1.gz"
check "so are the units" test -f "$root/lib/systemd/system/loa@.service" -a -f "$root/lib/systemd/system/loa@.socket"
check "the user is there, and cannot sign in" inside sh -c 'getent passwd loa | grep -q nologin'
check "it makes a site" inside su -s /bin/sh loa -c 'loa init /var/lib/loa/tin --preset city'
check "and serves it" inside su -s /bin/sh loa -c \
    'cd /tmp && timeout 5 loa serve /var/lib/loa/tin --listen 127.0.0.1:0 >o; grep -q "http://127.0.0.1" o'
check "it is upgraded" inside apt-get install -y -qq --no-install-recommends "/root/$(basename "$second")"
check "to the new version" inside sh -c "dpkg-query -W -f '\${Version}' loa | grep -qx '$version+1'"
check "the site stays" inside su -s /bin/sh loa -c 'loa article /var/lib/loa/tin list'
check "a backup can be made" inside su -s /bin/sh loa -c 'cd /tmp && loa backup /var/lib/loa/tin b.loa && loa backup --verify b.loa'
check "it is removed" inside apt-get remove -y -qq loa
check "the program is gone" is_gone "$root/usr/bin/loa"
check "the site stays" test -f "$root/var/lib/loa/tin/loa.db"
check "it is purged" inside apt-get purge -y -qq loa
check "the site stays still" test -f "$root/var/lib/loa/tin/loa.db"
check "no file of the package is left" is_gone "$root/usr/share/man/man1/loa.1.gz"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
