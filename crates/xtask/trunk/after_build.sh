#!/bin/sh
# Trunk runs this at the end of each of its builds of the agent app, before it puts the new files in place of the old.
set -eu

# Trunk empties dist/. The widget and the demo site that `cargo xtask build` left there stay beside the app.
for part in widget demo-site; do
    if [ -d "$TRUNK_DIST_DIR/$part" ]; then
        cp -R "$TRUNK_DIST_DIR/$part" "$TRUNK_STAGING_DIR/$part"
    fi
done

# `trunk serve` reloads the page by an inline script of its own, which the page's policy forbids. Only a debug build by
# hand allows it; what ships never does.
if [ "$TRUNK_PROFILE" = debug ] && [ -z "${RECADO_STRICT_POLICY:-}" ]; then
    page="$TRUNK_STAGING_DIR/index.html"
    sed "s/script-src 'self'/script-src 'self' 'unsafe-inline'/" "$page" > "$page.loose"
    mv "$page.loose" "$page"
fi

sh "${0%/*}/link_later.sh"

# Whoever works on the page wants to see the newest at once, so only what ships is kept on a device: `cargo xtask build`
# gives the service worker its version.
if [ -z "${RECADO_SHIPPED:-}" ]; then
    rm -f "$TRUNK_STAGING_DIR/service-worker.js"
fi
