#!/usr/bin/env bash
# A network of its own, with loopback and 10.77.0.1, for whoever enters it (nsenter); it lives as long as this script.
set -euo pipefail
if [[ ${1:-} != --inside ]]; then
  exec unshare $([[ $EUID -eq 0 ]] || echo --map-root-user) --net "$0" --inside
fi
ip link set lo up
ip link add voxbus0 type veth peer name voxbus1
ip addr add 10.77.0.1/24 dev voxbus0
ip link set voxbus0 up
ip link set voxbus1 up
echo ready
exec sleep infinity
