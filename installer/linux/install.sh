#!/bin/sh
# Runs inside the unpacked .run file: puts the program into the home of the person who runs it, without root.
#   sh Anodescope-VERSION-linux-x86_64.run              installs, or replaces the version before
#   sh Anodescope-VERSION-linux-x86_64.run -- --remove  takes away what it installed, and nothing else
set -eu
data=${XDG_DATA_HOME:-$HOME/.local/share}
bin=$HOME/.local/bin
program=$data/anodescope-program
here=$(pwd)

owned() { (cd "$here/share" && find . -type f ! -path './applications/*'); }

tell_the_desktop() {
    for tool in "update-desktop-database $data/applications" "update-mime-database $data/mime" \
        "gtk-update-icon-cache -q -t -f $data/icons/hicolor"; do
        set -- $tool
        ! command -v "$1" >/dev/null 2>&1 || "$@" >/dev/null 2>&1 || true
    done
}

remove() {
    owned | while read -r file; do rm -f "$data/$file"; done
    rm -f "$data/applications/anodescope.desktop"
    [ "$(readlink "$bin/anodescope" 2>/dev/null)" != "$program/anodescope" ] || rm -f "$bin/anodescope"
    rm -rf "$program"
}

# A program that runs keeps its files: stop before anything is changed.
for process in /proc/[0-9]*/exe; do
    if [ "$(readlink "$process" 2>/dev/null)" = "$program/anodescope" ]; then
        echo "Anodescope is running. Close it, then try again." >&2
        exit 2
    fi
done

if [ "${1:-}" = --remove ]; then
    remove
    tell_the_desktop
    echo "Anodescope is removed; your files, projects and settings are as they were."
    exit 0
fi

mkdir -p "$data" "$bin"
rm -rf "$program.new"
cp -R "$here/program" "$program.new" || { rm -rf "$program.new"; echo "The disk is full, or may not be written to." >&2; exit 5; }
remove
mv "$program.new" "$program"
owned | while read -r file; do
    mkdir -p "$data/$(dirname "$file")"
    cp "$here/share/$file" "$data/$file"
done
mkdir -p "$data/applications"
# A path with a space has to be quoted there, and a link keeps the command short.
ln -sf "$program/anodescope" "$bin/anodescope"
sed -e "s|^Exec=anodescope |Exec=\"$bin/anodescope\" |" \
    "$here/share/applications/anodescope.desktop" >"$data/applications/anodescope.desktop"
tell_the_desktop
echo "Anodescope is installed: in the menu, and as $bin/anodescope"
