#!/usr/bin/env bash
# Measures what a cluster of three nodes, each a process of its own, promises, and says of each figure whether it is kept.
set -euo pipefail
if [[ ${1:-} == -h || ${1:-} == --help ]]; then
  echo "usage: tests/load/cluster.sh [SECONDS [PART...]]   SECONDS of a comparison (default 20)"
  echo "parts: kill killphones killwebrtc killstates redeploy roll three kept (default: these, about 30 minutes), partition (by name only,"
  echo "as it takes 20 minutes and wants namespaces of networks, nftables and node); ends with 1 when a figure is missed"
  echo "VOXBUS_CALLS: calls of kill, killphones, killwebrtc, killstates, redeploy, three and kept (default 100); VOXBUS_REDEPLOYS: how often (default 100),"
  echo "VOXBUS_PACE: milliseconds between two of them (default 0); VOXBUS_MIGRATE: true lets all calls go on in the new code each time"
  echo "VOXBUS_STANDING, VOXBUS_RATE: standing calls, new calls a second of roll (default 100, 5)"
  echo "VOXBUS_DRAIN: seconds a node of roll waits for its calls (default 10)"
  echo "VOXBUS_WARM_UP, VOXBUS_SETTLE: seconds before roll begins, and for each node that is back (default 30, 20)"
  echo "VOXBUS_OLDER: an older checkout, built, whose nodes roll begins with and restarts with the jar of this one"
  echo "VOXBUS_LIFE: seconds a call of kept lasts (default 60); it wants a JVM that samples CPU time, 25 or newer"
  echo "VOXBUS_ROUNDS, VOXBUS_SEED: rounds of partition (default 50), and the seed of the first (default 1)"
  echo "VOXBUS_FIRST_PORT: of the ports that are used (default 23180)"
  exit 0
fi
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/cluster/java.sh"
build_if_missing
seconds=${1:-20}
parts=("${@:2}")
[[ ${#parts[@]} -gt 0 ]] || parts=(kill killphones killwebrtc killstates redeploy roll three kept)
ulimit -n 20000
folder=$(mktemp -d)
network_pid=
trap 'rm -rf "$folder"; [[ -z $network_pid ]] || kill "$network_pid"' EXIT
load() { # load <main> <argument...>
  timeout --kill-after=30 1800 "$JAVA" -Xmx512m -XX:+UseSerialGC -Dvoxbus.root="$root" -Dvoxbus.jvm="$JVM_FLAGS $(trained)" \
    -Dvoxbus.port="${VOXBUS_FIRST_PORT:-23180}" -Dvoxbus.cluster.calls="${VOXBUS_CALLS:-100}" \
    -Dvoxbus.cluster.redeploys="${VOXBUS_REDEPLOYS:-100}" -Dvoxbus.cluster.pace="${VOXBUS_PACE:-0}" \
    -Dvoxbus.cluster.life="${VOXBUS_LIFE:-60}" -Dvoxbus.cluster.migrate="${VOXBUS_MIGRATE:-false}" \
    -Dvoxbus.cluster.older="${VOXBUS_OLDER:-$root}" -Dvoxbus.cluster.standing="${VOXBUS_STANDING:-100}" \
    -Dvoxbus.cluster.rate="${VOXBUS_RATE:-5}" -Dvoxbus.cluster.drain="${VOXBUS_DRAIN:-10}" \
    -Dvoxbus.cluster.warm="${VOXBUS_WARM_UP:-30}" -Dvoxbus.cluster.settle="${VOXBUS_SETTLE:-20}" \
    -cp "$root/target/voxbus.jar:$root/target/lib/*" "$root/tests/load/io/voxbus/load/$1" "${@:2}"
}
partition() { # on machines of their own; the logs of the nodes are kept
  local logs=$root/target/load/partition ready machines inside
  mkdir -p "$logs"
  [[ -d $root/tests/e2e/node_modules ]] || (cd "$root/tests/e2e" && npm ci --silent --no-audit --no-fund </dev/null)
  exec {network}< <(exec "$root/tests/e2e/partition/network.sh")
  read -r ready network_pid machines <&"$network"
  [[ $ready == ready ]]
  inside=(nsenter -t "$network_pid" -n)
  [[ $EUID -eq 0 ]] || inside+=(-U --preserve-credentials)
  VOXBUS_MACHINES=$machines VOXBUS_JAVA="$JAVA $JVM_FLAGS" VOXBUS_MACHINE_LOGS=$logs VOXBUS_KEYS=e2e \
    "${inside[@]}" node "$root/tests/load/partition/rounds.mjs" "$folder" "${VOXBUS_ROUNDS:-50}" "${VOXBUS_SEED:-1}" || echo "the logs of the nodes are in $logs" >&2
}
uptime | sed 's/^ *//'
others=()
for part in "${parts[@]}"; do
  if [[ $part == partition ]]; then partition; else others+=("$part"); fi
done
[[ ${#others[@]} -eq 0 ]] || load Load.java "$folder" "$seconds" "${others[@]}" || {
  find "$folder" -name '*.log' -exec tail -n 5 {} + >&2
  exit 1
}
uptime | sed 's/^ *//'
load cluster/Check.java "$folder/results.tsv"
