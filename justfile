# The commands of this project. `just` alone lists them. `.ci/run` has the steps; each recipe runs a part of it.

_list:
    @just --list --unsorted

# Format all code.
format:
    cargo fmt --all
    cargo fmt --manifest-path benches/Cargo.toml --all

# Pass the tests. Needs nothing but Rust.
test:
    cargo test --workspace

# Check format, lints and documentation.
lint:
    .ci/run format lint docs

# Check the runtime with each set of features.
features:
    .ci/run features

# Check the bounds of instructions, bytes and packages. Needs Valgrind.
bounds:
    .ci/run bounds

# Check everything that CI checks. Needs npm, and Valgrind on Linux.
ci:
    .ci/run

# Write all expected outputs anew. Look at the difference before you commit it.
bless:
    SNAPSHOTS=overwrite cargo test -p toggle-macros -p toggle-rules
    SNAPSHOTS=overwrite cargo test -p cargo-toggle --test cli readme
    TRYBUILD=overwrite cargo test -p toggle-tests-ui

# Write the bounds of instructions anew.
bless-bounds:
    cargo run --release --manifest-path benches/Cargo.toml -p toggle-instructions -- --bless

# Measure against other crates, and write benches/RESULTS.md.
bench:
    cargo run --release --manifest-path benches/Cargo.toml

# Find misspelt words. Needs `typos`.
typos:
    typos

# Check licences, sources and advisories of all dependencies. Needs `cargo-deny`.
deny:
    cargo deny check

# Feed a parser random bytes for a minute: `rules` or `binary`. Needs `cargo-fuzz` and a nightly compiler.
fuzz target="rules":
    cd {{ if target == "binary" { "toggle-admin" } else { "toggle-rules" } }} && cargo +nightly fuzz run {{ target }} -- -max_total_time=60
