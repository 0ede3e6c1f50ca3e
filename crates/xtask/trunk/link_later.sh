#!/bin/sh
# Trunk runs this at the end of each of its builds of a page that may have been cut into files.
set -eu

# The files that the page fetches later are named in it: it finds them by these links, and the service worker of the
# agent app keeps what its page names.
if [ -n "${RECADO_LATER_FILES:-}" ]; then
    links=
    for file in "$RECADO_LATER_FILES"/*.wasm; do
        name=$(basename "$file")
        cp "$file" "$TRUNK_STAGING_DIR/$name"
        links="$links<link rel=\"later\" id=\"${name%-*}\" href=\"$TRUNK_PUBLIC_URL$name\">"
    done
    page="$TRUNK_STAGING_DIR/index.html"
    sed "s|</title>|</title>$links|" "$page" > "$page.linked"
    mv "$page.linked" "$page"
fi
