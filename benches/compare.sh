#!/usr/bin/env bash
# Measures btlint beside tshark and btmon on the same generated captures. See book/src/performance.md.
#
#     bash benches/compare.sh [--large]
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --locked --bin btlint --example generate
exec python3 benches/compare.py "$@"
