"""One import on its way into the site: receive, prepare, apply, discard."""
