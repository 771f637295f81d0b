#!/usr/bin/env bash
# Ends the nodes that cluster/up.sh started, and only those.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
state=${VOXBUS_STATE:-$root/data/cluster}

ours() { # is this process still the node that was started?
  [[ -r /proc/$1/cmdline ]] && tr '\0' ' ' <"/proc/$1/cmdline" | grep -q 'voxbus\.jar'
}

pids=()
for file in "$state"/*.pid; do
  [[ -e $file ]] || continue
  pid=$(cat "$file")
  if ours "$pid"; then
    kill "$pid"
    pids+=("$pid")
  fi
  rm -f "$file"
done
rm -f "$state/ports"
for pid in "${pids[@]:-}"; do
  [[ -n $pid ]] || continue
  for ((wait = 0; wait < 60; wait++)); do
    ours "$pid" || break
    sleep 0.25
  done
  ours "$pid" && kill -9 "$pid" || true
done
echo "ended ${#pids[@]} nodes"
