"""The promises of docs/performance.md, measured: one file for each."""
