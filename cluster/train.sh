#!/usr/bin/env bash
# Makes target/voxbus.aot: what a JVM has learnt of target/voxbus.jar by running it, so that nodes started with it need
# not load, link and profile it first. cluster/up.sh and cluster/roll.sh use it while it is newer than the jar.
set -euo pipefail
if [[ ${1:-} == -h || ${1:-} == --help ]]; then
  echo "usage: cluster/train.sh   half a minute, a node on loopback that nobody can call; uses cluster/java.sh's JVM and flags"
  exit 0
fi
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/cluster/java.sh"
build_if_missing
made=$root/target/voxbus.aot
log=$root/target/train.log
trap 'rm -f "$made.new"' EXIT
echo "training, half a minute ..."
(cd "$root" && "$JAVA" $JVM_FLAGS -XX:AOTCacheOutput="$made.new" -jar target/voxbus.jar train) >"$log" 2>&1 </dev/null || {
  echo "it has failed; the last lines of $log:" >&2
  tail -n 10 "$log" >&2
  exit 1
}
mv "$made.new" "$made" # nodes that run go on with the one they have
echo "$made: $(($(stat -c %s "$made") / 1000000)) MB"
