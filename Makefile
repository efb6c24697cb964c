# Tanya PPID. Perintah tanpa nama menampilkan daftar di bawah.
.DEFAULT_GOAL := help
.PHONY: help run setup test lint bench demo-reset
MAKEFLAGS += --no-print-directory

# Left over from another project's shell, these would send our programs to the wrong libraries.
# Without compiled files every start would take seconds longer.
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE

help:
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

run: ## pasang yang perlu, muat kantor contoh, jalankan semuanya
	@sh scripts/setup.sh run
	@.venv/bin/python scripts/setup_demo.py
	@echo "Memulai …"
	@exec .venv/bin/tanya serve

setup: ## pasang kedua lingkungan
	@sh scripts/setup.sh setup
	@echo "Siap. Jalankan: make run"

test: ## periksa semuanya, sama seperti CI
	@sh scripts/setup.sh test
	@$(MAKE) lint
	.venv/bin/python -m pytest -n 2 --dist loadfile

lint: ## gaya, tipe, dan batas antarruang
	@sh scripts/setup.sh lint
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

bench: ## ukur kecepatan dan ketepatan (scripts/bench_*.py)
	@sh scripts/setup.sh bench
	@found=; for bench in scripts/bench_*.py; do \
	    [ -e "$$bench" ] || continue; found=yes; echo "$$bench"; .venv/bin/python "$$bench" || exit 1; \
	done; [ "$$found" ] || echo "Belum ada ukuran."

demo-reset: ## hapus isi kantor contoh dan muat lagi dari awal
	@sh scripts/setup.sh setup
	@.venv/bin/python scripts/setup_demo.py --reset
