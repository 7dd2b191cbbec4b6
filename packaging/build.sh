#!/bin/sh
# Makes the Debian package from a built program: loa_VERSION_ARCH.deb in FOLDER; the last line is its path.
# usage: packaging/build.sh LOA FOLDER [VERSION]       VERSION: other than the program's own, for trying an upgrade
# Needs dpkg-dev. SOURCE_DATE_EPOCH makes the result repeatable.
set -eu
LC_ALL=C
export LC_ALL
loa=$(realpath "${1:?usage: packaging/build.sh LOA FOLDER [VERSION]}")
out=$(mkdir -p "${2:?usage: packaging/build.sh LOA FOLDER [VERSION]}" && cd "$2" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
version=${3:-$("$loa" --version | sed 's/^loa //')}
arch=$(dpkg --print-architecture)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/tree

install -D -m 755 "$loa" "$tree/usr/bin/loa"
strip --remove-section=.comment --remove-section=.note "$tree/usr/bin/loa"
install -D -m 644 -t "$tree/lib/systemd/system" "$here/loa@.service" "$here/loa@.socket"
install -D -m 644 "$here/../LICENSE" "$tree/usr/share/doc/loa/copyright"
install -D -m 644 "$here/../docs/running.md" "$tree/usr/share/doc/loa/running.md"
"$here/../tools/manpages" "$loa" "$tree/usr/share/man/man1"
find "$tree/usr/share/man" -name '*.1' -exec gzip -9n {} + -exec true \;

# what it is linked with; libvips is loaded when a picture comes (docs/decisions/0016-pictures.md)
mkdir -p "$work/debian" "$tree/DEBIAN"
printf 'Source: loa\n\nPackage: loa\nArchitecture: any\n' >"$work/debian/control"
depends=$(cd "$work" && dpkg-shlibdeps -O "$tree/usr/bin/loa" 2>"$work/log" | sed 's/^shlibs:Depends=//') || {
    cat "$work/log" >&2
    exit 1
}
cat >"$tree/DEBIAN/control" <<END
Package: loa
Version: $version
Architecture: $arch
Maintainer: Loa <loa@localhost>
Section: web
Priority: optional
Installed-Size: $(du -sk "$tree" | cut -f 1)
Depends: $depends, passwd
Recommends: libvips42
Description: news portal engine for Vietnamese newsrooms
 One program that takes articles in, understands Vietnamese text, and serves
 the reader's site with live numbers. Sites are folders in /var/lib/loa, each
 served by loa@NAME.service. Removing the package leaves them.
END
for script in postinst prerm postrm; do
    install -m 755 "$here/$script" "$tree/DEBIAN/$script"
done
(cd "$tree" && find usr lib -type f -print0 | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
dpkg-deb --root-owner-group -Zxz --build "$tree" "$out/loa_${version}_$arch.deb" >/dev/null
echo "$out/loa_${version}_$arch.deb"
