#!/bin/sh
# Finds a Python and hands over to setup.py, which says what it installs.
#     sh scripts/setup.sh [run|setup|lint|test|bench]
set -u
cd "$(dirname "$0")/.." || exit 1
# Left over from another project's shell, each of these would make Python look in the wrong place.
unset VIRTUAL_ENV PYTHONPATH PYTHONHOME PYTHONSTARTUP

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

# 3.11 first: it serves both environments. pyenv's shims answer for the chosen versions only, so its
# folder is looked through as well.
for python in .uv/bin/python python3.11 python3.12 python3.13 python3 \
    "${PYENV_ROOT:-${HOME:-}/.pyenv}"/versions/3.1[123].*/bin/python; do
    if fits "$python"; then
        exec "$python" scripts/setup.py "$@"
    fi
done
echo "Python 3.11 tidak ditemukan. Pasang dengan: sudo apt-get install python3.11 python3.11-venv" >&2
exit 1
