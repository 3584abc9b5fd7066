#!/bin/sh
# Say where a PostgreSQL server's programs are; as root, install Debian's if there are none; or say what to install.
found() {
  named=$(command -v initdb) && named=$(dirname "$(readlink -f "$named")")
  for folder in $named $(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -rV); do
    if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then
      echo "$folder"
      return 0
    fi
  done
  return 1
}
found && exit 0
# Not with sudo, unlike a browser: on somebody's own machine the package starts a server that stays.
if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null 2>&1; then
  echo "Installing Debian's postgresql for the tests with a gradebook on a server." >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >&2 && apt-get install -y -qq --no-install-recommends postgresql > /dev/null && found && exit 0
fi
echo "No PostgreSQL server here. Install one (Debian: apt-get install postgresql; macOS: brew install postgresql)." >&2
if [ -n "$CI" ]; then
  echo "With CI set, a missing server is a failure." >&2
  exit 1
fi
