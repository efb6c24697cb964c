#!/bin/sh
# Makes requirements.lock from requirements.in and lock.toml (needs uv).
# Wheels only: nothing is built, or run, while Rasa's environment is installed.
# The hashes cover every platform's wheels; the choice of packages is Linux's.
set -eu
cd "$(dirname "$0")"
uv pip compile --config-file lock.toml --python-version 3.11 \
    --python-platform x86_64-manylinux_2_28 --only-binary :all: --generate-hashes \
    --no-emit-index-url --no-annotate --no-header --upgrade \
    requirements.in --output-file requirements.lock "$@"
