#!/usr/bin/env bash
# Restarts the nodes that cluster/up.sh started, one after the other: each takes no new call, gives away or ends those
# it has (deploy.drain), leaves, and comes back with target/voxbus.jar as it is now, before it is the next one's turn,
# and VOXBUS_SETTLE seconds (10) to get warm, for it takes that one's calls.
set -euo pipefail
if [[ $# -gt 0 ]]; then
  echo "usage: cluster/roll.sh   (variables as for cluster/up.sh; VOXBUS_SETTLE: seconds for a node"
  echo "that is back to get warm, before the next one gives its calls away, default 10)"
  exit $([[ $1 == -h || $1 == --help ]] && echo 0 || echo 2)
fi
root=$(cd "$(dirname "$0")/.." && pwd)
state=${VOXBUS_STATE:-$root/data/cluster}
if [[ ! -f $state/ports ]]; then
  echo "no nodes are noted in $state: run cluster/up.sh first" >&2
  exit 1
fi
. "$state/ports"
. "$root/cluster/nodes.sh"
patience=$((${VOXBUS_DRAIN:-30} + 30))

for ((i = 1; i <= count; i++)); do
  for ((tries = 0; tries < 20; tries++)); do
    is_well "$i" && continue 2
    sleep 0.5
  done
  if ! is_well "$i"; then
    echo "node-$i is not well: nothing was restarted; its log is $state/node-$i.log" >&2
    exit 1
  fi
done

leave() { # leave <number>
  local pid end
  pid=$(pid_of "$1")
  end=$((SECONDS + patience))
  kill "$pid"
  while ours "$pid"; do
    if ((SECONDS >= end)); then
      echo "node-$1 has not left within $patience s; it goes on" >&2
      exit 1
    fi
    printf '\rnode-%s: draining, %s calls left   ' "$1" "$(calls_of "$1")"
    sleep 0.5
  done
  printf '\rnode-%s: left                        \n' "$1"
}

all_well() { # all_well <number>: that node, asked first, and then the others
  local j
  is_well "$1" || return 1
  for ((j = 1; j <= count; j++)); do
    is_well "$j" || return 1
  done
}

come_back() { # come_back <number>
  local end=$((SECONDS + 120))
  start_node "$1"
  printf 'node-%s: starting ' "$1"
  while ((SECONDS < end)); do
    if ! ours "$(pid_of "$1")"; then
      break
    fi
    if all_well "$1"; then
      printf ' back\n'
      return
    fi
    printf .
    sleep 0.5
  done
  echo
  echo "node-$1 does not come back; the last lines of its log:" >&2
  tail -n 20 "$state/node-$1.log" >&2
  exit 1
}

for ((i = 1; i <= count; i++)); do
  leave "$i"
  come_back "$i"
  ((i == count)) || sleep "${VOXBUS_SETTLE:-10}"
done
echo "all $count nodes run $root/target/voxbus.jar"
