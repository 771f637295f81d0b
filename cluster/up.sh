#!/usr/bin/env bash
# Starts N nodes on this machine (loopback only) and waits until they see each other.
# Node i has its API on port 8080+i-1, health and metrics on port 9080+i-1, WebRTC on UDP port 20000+i-1, and with
# VOXBUS_SIP=true telephone on port 5060+i-1.
set -euo pipefail

if [[ ${1:-} == -h || ${1:-} == --help || ! ${1:-3} =~ ^[1-9]$ ]]; then
  echo "usage: cluster/up.sh [N]   starts N nodes, 1 to 9 (default 3); cluster/roll.sh restarts them one by one,"
  echo "                           cluster/down.sh ends them"
  echo "VOXBUS_PORT, VOXBUS_MANAGEMENT_PORT, VOXBUS_CLUSTER_PORT, VOXBUS_WEBRTC_PORT, VOXBUS_SIP_PORT: the first node's ports"
  echo "VOXBUS_HEAP: heap of each node (default 1g)"
  exit $([[ ${1:-} == -h || ${1:-} == --help ]] && echo 0 || echo 2)
fi
count=${1:-3}
root=$(cd "$(dirname "$0")/.." && pwd)
http=${VOXBUS_PORT:-8080}
management=${VOXBUS_MANAGEMENT_PORT:-9080}
hazelcast=${VOXBUS_CLUSTER_PORT:-5701}
webrtc=${VOXBUS_WEBRTC_PORT:-20000}
sip=${VOXBUS_SIP_PORT:-5060}
state=${VOXBUS_STATE:-$root/data/cluster}
. "$root/cluster/nodes.sh"

if compgen -G "$state/*.pid" >/dev/null; then
  echo "nodes of an earlier start are noted in $state: run cluster/down.sh first" >&2
  exit 1
fi
build_if_missing
note_ports
for ((i = 1; i <= count; i++)); do
  : >"$state/node-$i.log"
  start_node "$i"
  echo "node-$i: http://localhost:$((http + i - 1))   (log: $state/node-$i.log)"
done

echo -n "waiting until they see each other "
for ((wait = 0; wait < 240; wait++)); do
  seen=0
  for ((i = 1; i <= count; i++)); do
    if ! ours "$(pid_of "$i")"; then
      echo
      echo "node-$i has ended; the last lines of its log:" >&2
      tail -n 20 "$state/node-$i.log" >&2
      "$root/cluster/down.sh" >/dev/null
      exit 1
    fi
    is_well "$i" && seen=$((seen + 1))
  done
  if [[ $seen -eq $count ]]; then
    echo " done"
    exit 0
  fi
  echo -n .
  sleep 0.5
done
echo
echo "they did not see each other within two minutes; their logs are in $state" >&2
exit 1
