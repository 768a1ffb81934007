# SPDX-License-Identifier: Apache-2.0
# What one types while working here. `just` alone lists it.

python := ".venv/bin/python"
uv := `command -v uv || echo .tools/uv/bin/uv`
lock := "pip compile --quiet --universal --generate-hashes --python-version 3.12 --no-header"

[private]
default:
    @just --list

# everything a fresh clone needs, the tools for tests included
setup:
    ./bin/test --prepare
    {{ python }} -m pre_commit install

# the demo retailer, rebuilt pages on every change of a template
dev *arguments:
    OMOTENASHI_DEBUG=1 ./bin/omotenashi demo {{ arguments }}

# all tests, as in CI
test *arguments:
    ./bin/test {{ arguments }}

# what a formatter can mend
fix:
    {{ python }} -m ruff check --fix .
    {{ python }} -m ruff format .

ci:
    ./bin/test

# the API against its own OpenAPI document, with many examples per operation
schemathesis examples="300":
    OMOTENASHI_API_EXAMPLES={{ examples }} {{ python }} -m pytest src/omotenashi/web/api/tests/test_contract.py

# the stories in a browser beside busy processors: what was not waited for shows here first
stress hogs="4":
    #!/bin/sh
    pids=
    trap 'kill $pids' EXIT
    for _ in $(seq {{ hogs }}); do (while :; do :; done) & pids="$pids $!"; done
    ./bin/test tests/browser

# identity: merges, unmerges, imports, consents and erasures in long random sequences
machine games="300":
    OMOTENASHI_MACHINE={{ games }} {{ python }} -m pytest tests/flows/test_identity_machine.py tests/flows/test_selling_machine.py

# server, worker and database killed with -9 while tills ring up, with a report
survival kills="30":
    PYTHONPATH=src:. {{ python }} -m tests.flows.survival --kills {{ kills }}

# the lists kept by hand-run generators: stored events, and what each app owns, offers, hears and tells
lists:
    {{ python }} -m tests.architecture.stored_events
    {{ python }} -m tests.architecture.modules

# the locks: names, versions and hashes; `just lock --upgrade` takes newer ones
lock *arguments:
    {{ uv }} {{ lock }} pyproject.toml --extra embedded --extra payments --group dev {{ arguments }} -o requirements/dev.txt
    {{ uv }} {{ lock }} pyproject.toml --extra embedded --extra payments -c requirements/dev.txt -o requirements/app.txt
    {{ uv }} {{ lock }} pyproject.toml --all-extras -c requirements/dev.txt {{ arguments }} -o requirements/spark.txt
    {{ python }} -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], "editables", sep="\n")' \
        | {{ uv }} {{ lock }} - -c requirements/dev.txt {{ arguments }} -o requirements/build.txt

# Python files by size: the longest tenth and the caps
sizes:
    @git ls-files '*.py' | grep -v /migrations/ | xargs wc -l | grep -v total | sort -n \
        | awk '{ size[NR] = $1; name[NR] = $2 } END { print "files", NR; print "median", size[int((NR + 1) / 2)]; \
          print "ninth decile", size[int(NR * 0.9)]; for (i = NR; i > NR - 10 && i > 0; i--) print size[i], name[i] }'

# who hears which event
graph:
    @grep -rhoE '^@on\([A-Za-z.]+\)' --include=handlers.py src | sort | uniq -c

# the pictures of the README, from a running demo
pictures address="http://127.0.0.1:8000":
    {{ python }} docs/pictures/take.py {{ address }}
