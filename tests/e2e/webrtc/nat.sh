#!/usr/bin/env bash
# Networks for whoever enters them (nsenter): of a node behind a NAT (10.78.1.2, outside 10.78.2.1), of browsers (10.78.2.2) and
# of coturn (10.78.3.2). What comes in from outside unasked is dropped. They live as long as this script, which prints the
# processes that are in the router's, the node's and the browsers'.
set -euo pipefail
if [[ ${1:-} != --inside ]]; then
  exec unshare $([[ $EUID -eq 0 ]] || echo --map-root-user) --net "$0" --inside "$@"
fi
children=()
trap 'kill "${children[@]}" 2>/dev/null || true' EXIT
trap 'exit 0' INT TERM
ip link set lo up
echo 1 >/proc/sys/net/ipv4/ip_forward
for number in 1 2 3; do # each network has the router as its first address
  unshare --net sleep infinity &
  child=$!
  children+=("$child")
  until [[ $(readlink /proc/$child/ns/net) != "$(readlink /proc/self/ns/net)" ]]; do read -rt 0.05 <> <(:) || true; done
  ip link add "r$number" type veth peer name eth0 netns "$child"
  ip addr add "10.78.$number.1/24" dev "r$number"
  ip link set "r$number" up
  nsenter -t "$child" -n sh -ec "ip link set lo up; ip addr add 10.78.$number.2/24 dev eth0; ip link set eth0 up
    ip route add default via 10.78.$number.1"
done
nft -f - <<'RULES'
table ip voxbus {
  chain out { type nat hook postrouting priority srcnat; iifname r1 ip protocol udp snat to 10.78.2.1; }
  chain in { type filter hook input priority filter; ip protocol udp drop; }
  chain through { type filter hook forward priority filter; oifname r1 ip protocol udp ct state new drop; }
  chain blocked { type filter hook forward priority filter; }
}
RULES
folder=$(mktemp -d)
(cd "$folder" && exec nsenter -t "${children[2]}" -n turnserver -n --listening-ip=10.78.3.2 --relay-ip=10.78.3.2 --listening-port=3478 \
  --min-port=27000 --max-port=27099 --use-auth-secret --static-auth-secret=e2e-secret --realm=voxbus --no-tls --no-dtls --no-cli \
  --no-multicast-peers --log-file="$folder/log" --pidfile="$folder/pid") >/dev/null 2>&1 &
children+=($!)
until nsenter -t "${children[2]}" -n ss -Hlun "sport = :3478" | grep -q .; do read -rt 0.1 <> <(:) || true; done
echo "ready $$ ${children[0]} ${children[1]}"
wait
