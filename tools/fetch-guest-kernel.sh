#!/bin/sh
# Unpacks Debian's cloud kernel for the labs that boot a guest: vmlinuz and the modules they load. Installs nothing.
# An argument names a package file to take instead of the one that apt-get downloads.
set -eu
target=/var/cache/casebook-lab/guest
[ ! -e "$target/vmlinuz" ] || exit 0
[ "$(dpkg --print-architecture)" = amd64 ] || { echo "the guest of the labs is amd64 only"; exit 0; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
chmod 755 "$scratch"
if [ $# -gt 0 ]; then
	package=$(readlink -f "$1")
else
	name=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/^ *Depends: \(linux-image-[^ ]*\)$/\1/p' | head -n 1)
	(cd "$scratch" && apt-get download -q "$name")
	package=$(echo "$scratch"/*.deb)
fi
dpkg -x "$package" "$scratch/tree"
mkdir -p "$target.new/modules"
find "$scratch/tree" -path '*/kernel/*' -name '*.ko' \
	\( -path '*/virtio/*' -o -path '*/drivers/net/*' -o -path '*/drivers/block/virtio*' -o -path '*/net/core/*' -o -path '*netfilter/*' \) \
	-exec cp {} "$target.new/modules/" \;
cp "$scratch"/tree/boot/vmlinuz-* "$target.new/vmlinuz"
mv "$target.new" "$target"
