#!/usr/bin/env bash
# Lets a node start and warm up once, and keeps what the JVM learned of it (JEP 514) in target/voxbus.aot: with that file
# a node is ready in about half the time. The other scripts take it when it is there; a new build wants it made anew.
set -euo pipefail
if [[ $# -gt 0 ]]; then
  echo "usage: cluster/aot.sh   makes target/voxbus.aot of target/voxbus.jar, for the next starts"
  exit $([[ $1 == -h || $1 == --help ]] && echo 0 || echo 2)
fi
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/cluster/java.sh"
jar=$root/target/voxbus.jar
cache=$root/target/voxbus.aot
if [[ ! -f $jar ]]; then
  echo "there is no $jar: run mvn package first" >&2
  exit 1
fi
work=$(mktemp -d "$root/target/aot.XXXXXX")
trap 'rm -rf "$work"' EXIT
ln -s "$root/conf" "$work/conf"
rm -f "$cache" # nodes that have it open keep theirs
cd "$work"
if ! VOXBUS_NODE=aot VOXBUS_KEYS= VOXBUS_HOST=127.0.0.1 VOXBUS_PORT=0 VOXBUS_MANAGEMENT_PORT=0 VOXBUS_WEBRTC_PORT=0 \
  VOXBUS_SIP=true VOXBUS_SIP_PORT=0 VOXBUS_CLUSTER=true VOXBUS_CLUSTER_NAME=aot-$$ VOXBUS_CLUSTER_PORT=0 \
  VOXBUS_CLUSTER_MEMBERS=127.0.0.1 \
  "$JAVA" $JVM_FLAGS -Xmx512m -XX:AOTCacheOutput="$work/voxbus.aot" -jar "$jar" --warm-up >"$work/log" 2>&1 ||
  [[ ! -f $work/voxbus.aot ]]; then
  echo "no $cache could be made, nodes start without it; what was said:" >&2
  tail -n 20 "$work/log" >&2
  exit 1
fi
mv "$work/voxbus.aot" "$cache"
echo "target/voxbus.aot: $(($(stat -c %s "$cache") / 1000000)) MB"
