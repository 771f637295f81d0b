#!/usr/bin/env bash
# Measures what a cluster of three nodes, each a process of its own, promises, and says of each figure whether it is kept.
set -euo pipefail
if [[ ${1:-} == -h || ${1:-} == --help ]]; then
  echo "usage: tests/load/cluster.sh [SECONDS [PART...]]   SECONDS of a comparison (default 20)"
  echo "parts: kill redeploy roll three (default: all, about ten minutes); ends with 1 when a figure is missed"
  echo "VOXBUS_CALLS: calls of kill, redeploy and three (default 100); VOXBUS_REDEPLOYS: how often (default 100)"
  echo "VOXBUS_STANDING, VOXBUS_RATE: standing calls, new calls a second of roll (default 100, 5)"
  echo "VOXBUS_DRAIN: seconds a node of roll waits for its calls (default 10)"
  echo "VOXBUS_WARM_UP, VOXBUS_SETTLE: seconds before roll begins, and for each node that is back (default 30, 20)"
  echo "VOXBUS_FIRST_PORT: of the ports that are used (default 23180)"
  exit 0
fi
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/cluster/java.sh"
if [[ ! -f $root/target/voxbus.jar ]]; then
  echo "building target/voxbus.jar ..."
  (cd "$root" && mvn -q -B package -DskipTests)
fi
seconds=${1:-20}
parts=("${@:2}")
[[ ${#parts[@]} -gt 0 ]] || parts=(kill redeploy roll three)
ulimit -n 20000
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
load() { # load <main> <argument...>
  timeout --kill-after=30 1800 "$JAVA" -Xmx512m -XX:+UseSerialGC -Dvoxbus.root="$root" -Dvoxbus.jvm="$JVM_FLAGS" \
    -Dvoxbus.port="${VOXBUS_FIRST_PORT:-23180}" -Dvoxbus.cluster.calls="${VOXBUS_CALLS:-100}" \
    -Dvoxbus.cluster.redeploys="${VOXBUS_REDEPLOYS:-100}" -Dvoxbus.cluster.standing="${VOXBUS_STANDING:-100}" \
    -Dvoxbus.cluster.rate="${VOXBUS_RATE:-5}" -Dvoxbus.cluster.drain="${VOXBUS_DRAIN:-10}" \
    -Dvoxbus.cluster.warm="${VOXBUS_WARM_UP:-30}" -Dvoxbus.cluster.settle="${VOXBUS_SETTLE:-20}" \
    -cp "$root/target/voxbus.jar:$root/target/lib/*" "$root/tests/load/io/voxbus/load/$1" "${@:2}"
}
uptime | sed 's/^ *//'
load Load.java "$folder" "$seconds" "${parts[@]}" || {
  find "$folder" -name '*.log' -exec tail -n 5 {} + >&2
  exit 1
}
uptime | sed 's/^ *//'
load cluster/Check.java "$folder/results.tsv"
