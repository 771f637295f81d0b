#!/usr/bin/env bash
# Three machines for whoever enters them (nsenter): machine i has 10.79.0.i on the network that joins the nodes and 10.79.i.2 on
# one of its own to the clients, who are here with 10.79.i.1. They live as long as this script, which prints its own process
# and those that are in the machines. "ip link set node<i> down" here parts machine i from the other ones, not from its clients.
set -euo pipefail
if [[ ${1:-} != --inside ]]; then
  exec unshare $([[ $EUID -eq 0 ]] || echo --map-root-user) --net "$0" --inside
fi
children=()
trap 'kill "${children[@]}" 2>/dev/null || true' EXIT
trap 'exit 0' INT TERM
ip link set lo up
ip link add nodes type bridge
ip link set nodes up
for number in 1 2 3; do
  unshare --net sleep infinity &
  child=$!
  children+=("$child")
  until [[ $(readlink /proc/$child/ns/net) != "$(readlink /proc/self/ns/net)" ]]; do read -rt 0.05 <> <(:) || true; done
  ip link add "node$number" type veth peer name eth0 netns "$child"
  ip link set "node$number" master nodes up
  ip link add "client$number" type veth peer name eth1 netns "$child"
  ip addr add "10.79.$number.1/24" dev "client$number"
  ip link set "client$number" up
  nsenter -t "$child" -n sh -ec "ip link set lo up
    ip addr add 10.79.0.$number/24 dev eth0; ip link set eth0 up
    ip addr add 10.79.$number.2/24 dev eth1; ip link set eth1 up"
done
echo "ready $$ ${children[*]}"
wait
