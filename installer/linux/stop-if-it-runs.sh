#!/bin/sh
# Before the package is replaced or taken away: a program that runs goes on reading its own files.
set -eu
for process in /proc/[0-9]*/exe; do
    if [ "$(readlink "$process" 2>/dev/null)" = /usr/lib/anodescope/anodescope ]; then
        echo "Anodescope is running. Close it, then try again." >&2
        exit 2
    fi
done
