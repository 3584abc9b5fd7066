#!/bin/sh
# Find a Chromium, or install Debian's, or say what to install. The tests ask "command -v" in the same order.
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  command -v "$name" > /dev/null 2>&1 && exit 0
done
if command -v apt-get > /dev/null 2>&1; then
  sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo -n"
  echo "Installing Debian's chromium for the tests in a browser."
  if $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core fonts-liberation > /dev/null; then
    exit 0
  fi
fi
echo "No Chromium here. Install Chromium or Chrome (Debian: apt-get install chromium; macOS: brew install --cask chromium)." >&2
if [ -n "$CI" ]; then
  echo "With CI set, a missing browser is a failure." >&2
  exit 1
fi
echo "The tests in a browser will be skipped." >&2
