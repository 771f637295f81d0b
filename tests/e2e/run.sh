#!/usr/bin/env bash
# Tests against real programs: recorded speech, ffmpeg, sox, a cluster of three nodes, Chromium, Firefox, SIPp, baresip, coturn.
set -euo pipefail

usage="usage: tests/e2e/run.sh [speech] [cluster] [partition] [page] [sip] [webrtc] [firefox] [nat] [all]   logs are in target/e2e"
parts=()
for part in "${@:-all}"; do
  case $part in
    speech | cluster | partition | page | sip | webrtc | firefox | nat) parts+=("$part") ;;
    all) parts+=(speech cluster partition page sip webrtc firefox nat) ;;
    -h | --help) echo "$usage" && exit 0 ;;
    *) echo "$usage" >&2 && exit 2 ;;
  esac
done

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
logs=$root/target/e2e
mkdir -p "$logs/node/sounds" "$logs/node/recordings"
. "$root/cluster/java.sh"
[[ -t 1 ]] && export VOXBUS_COLOURS=1
export VOXBUS_COUNTS=$logs/counts VOXBUS_FAILURES=$logs/failures VOXBUS_FAILED=$logs/failed
: >"$VOXBUS_COUNTS"
: >"$VOXBUS_FAILURES"
node_pid=
network_pid=
inside=() # what has a command run in the network of the node
again=3   # so many files of tests may have a second try: real programs on a busy machine are late at times
unsteady=() # those that needed it

end() { # end <pid>
  kill "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

finish() {
  [[ -n $node_pid ]] && end "$node_pid"
  [[ -n $network_pid ]] && end "$network_pid"
  local nodes
  for nodes in cluster firefox-nodes; do
    [[ -d $logs/$nodes ]] && VOXBUS_STATE=$logs/$nodes "$root/cluster/down.sh" >/dev/null || true
  done
}
trap finish EXIT
trap 'exit 130' INT TERM

install_packages() { # the Debian packages that are missing, and only those
  local missing=() name sudo=
  for name in curl sox ffmpeg libflite1 pocketsphinx-testdata asterisk-core-sounds-en-g722 chromium firefox-esr iproute2 \
    nftables sip-tester baresip-core coturn kamailio tshark postgresql openssl dnsmasq-base faketime; do
    [[ $(dpkg-query -W -f '${Status}' "$name" 2>/dev/null) == *" installed" ]] || missing+=("$name")
  done
  [[ ${#missing[@]} -eq 0 ]] && return
  [[ $EUID -eq 0 ]] || sudo=sudo
  echo "installing ${missing[*]}"
  { $sudo apt-get -qq update && DEBIAN_FRONTEND=noninteractive $sudo apt-get -qq -y install \
    --no-install-recommends "${missing[@]}"; } >"$logs/apt.log" 2>&1 </dev/null || {
    tail -n 20 "$logs/apt.log" >&2
    return 1
  }
}

install_modules() {
  local done=$here/node_modules/.package-lock.json
  [[ -e $done && ! $here/package-lock.json -nt $done ]] && return
  echo "installing ws and playwright-core"
  (cd "$here" && npm ci --silent --no-audit --no-fund </dev/null && touch "$done")
}

build() {
  local jar=$root/target/voxbus.jar
  if [[ ! -e $jar || -n $(find "$root/src/main" "$root/pom.xml" -newer "$jar" -type f -print -quit) ]]; then
    echo "building target/voxbus.jar"
    (cd "$root" && mvn -B -ntp package -DskipTests) >"$logs/build.log" 2>&1 </dev/null || {
      grep -F '[ERROR]' "$logs/build.log" | head -n 30 >&2
      return 1
    }
  fi
}

start_node() { # sets VOXBUS_URL
  [[ -n $node_pid ]] && return
  local log=$logs/node.log host=${VOXBUS_HOST:-127.0.0.1} wait
  : >"$log" # it is looked into before the node has opened it
  (cd "$logs/node" && exec "${inside[@]}" "$JAVA" $JVM_FLAGS -Xmx2g -jar "$root/target/voxbus.jar" \
    --config "$here/${config:-node}.yaml") >"$log" 2>&1 </dev/null &
  node_pid=$!
  for ((wait = 0; wait < 240; wait++)); do
    local ports
    ports=$(sed -nE 's/^voxbus node .*localhost:([0-9]+) .* port ([0-9]+)\)$/\1 \2/p' "$log")
    if [[ -n $ports ]] && "${inside[@]}" curl -fs -m 2 -o /dev/null "http://$host:${ports#* }/ready"; then
      export VOXBUS_URL=http://$host:${ports% *}
      return
    fi
    if ! kill -0 "$node_pid" 2>/dev/null; then
      break
    fi
    sleep 0.25
  done
  echo "the node did not start:" >&2
  tail -n 20 "$log" >&2
  return 1
}

tests() { # tests <name> <seconds> <file...>: counts what passed and failed; the files that failed are tried once more
  local name=$1 seconds=$2 failed
  shift 2
  attempt "$name" "$seconds" "$@"
  mapfile -t failed < <(sort -u "$VOXBUS_FAILED")
  [[ ${#failed[@]} -eq 0 || ${#failed[@]} -gt $again ]] && return
  again=$((again - ${#failed[@]}))
  unsteady+=("${failed[@]##*/}")
  echo "once more: ${failed[*]##*/}"
  sed -i '$ s/ .*/ 0/' "$VOXBUS_COUNTS"
  attempt "$name" "$seconds" "${failed[@]}"
}

attempt() { # attempt <name> <seconds> <file...>
  local name=$1 seconds=$2 before status=0
  shift 2
  : >"$VOXBUS_FAILED"
  before=$(wc -l <"$VOXBUS_COUNTS")
  "${inside[@]}" timeout -k 10 "$seconds" node --test --test-concurrency=1 \
    --test-reporter="$here/reporter.mjs" "$@" </dev/null || status=$?
  if [[ $(wc -l <"$VOXBUS_COUNTS") -eq $before ]]; then
    echo "FAIL $name: no result in $seconds s (status $status)" | tee -a "$VOXBUS_FAILURES"
    echo "0 1" >>"$VOXBUS_COUNTS"
    : >"$VOXBUS_FAILED"
  fi
}

speech() {
  start_node
  export VOXBUS_SOUNDS=$logs/node/sounds VOXBUS_RECORDINGS=$logs/node/recordings
  tests speech 600 "$here"/speech/*.e2e.mjs
}

cluster() {
  "$root/cluster/train.sh"
  VOXBUS_STATE=$logs/cluster tests cluster 600 "$here"/cluster/*.e2e.mjs
}

partition() { # three nodes, each on a machine of its own
  local machines
  network partition/network.sh
  read -r _ machines < <(grep ^ready "$logs/network.log")
  enter "${machines%% *}"
  mkdir -p "$logs/partition"
  VOXBUS_MACHINES=${machines#* } VOXBUS_JAVA="$JAVA $JVM_FLAGS" VOXBUS_MACHINE_LOGS=$logs/partition \
    tests partition 420 "$here"/partition/*.e2e.mjs
  end "$network_pid"
  inside=() network_pid=
}

page() {
  start_node
  export VOXBUS_SPEECH=${VOXBUS_SPEECH:-/usr/share/pocketsphinx/test/data/cards/001.wav}
  tests page 600 "$here"/browser/*.test.mjs "$here"/browser/*.e2e.mjs
}

webrtc() {
  start_node
  export VOXBUS_SPEECH=${VOXBUS_SPEECH:-/usr/share/pocketsphinx/test/data/cards/001.wav}
  export VOXBUS_SIP_LOGS=$logs/sip
  tests webrtc 600 "$here"/webrtc/{chromium,page,telephone,loss}.e2e.mjs
}

network() { # network <script>: a network that lives as long as it does; the processes it names are in network.log
  "$here/$1" >"$logs/network.log" 2>&1 </dev/null &
  network_pid=$!
  timeout 20 bash -c 'until grep -q ^ready "$0"; do sleep 0.1; done' "$logs/network.log" || {
    cat "$logs/network.log" >&2
    return 1
  }
}

enter() { # enter <pid>: what comes runs in the network of that process
  inside=(nsenter -t "$1" -n)
  [[ $EUID -eq 0 ]] || inside+=(-U --preserve-credentials)
}

firefox() { # finds no candidates on loopback: it and a node get a network of their own
  [[ -n $node_pid ]] && end "$node_pid"
  node_pid=
  network webrtc/network.sh
  enter "$network_pid"
  export VOXBUS_HOST=10.77.0.1 VOXBUS_KEYS=e2e
  start_node
  tests firefox 420 "$here"/webrtc/firefox{,-loss}.e2e.mjs
  end "$node_pid"
  VOXBUS_STATE=$logs/firefox-nodes tests "firefox at two nodes" 420 "$here"/webrtc/firefox-nodes.e2e.mjs
  end "$network_pid"
  unset VOXBUS_HOST VOXBUS_KEYS
  inside=() node_pid= network_pid=
}

nat() { # a node that cannot be reached, a browser that it has to find
  local router node browsers
  [[ -n $node_pid ]] && end "$node_pid"
  node_pid=
  network webrtc/nat.sh
  read -r _ router node browsers < <(grep ^ready "$logs/network.log")
  enter "$node"
  export VOXBUS_HOST=10.78.1.2 VOXBUS_KEYS=e2e VOXBUS_ROUTER=$router VOXBUS_BROWSER_HOST=10.78.2.2
  export VOXBUS_INSIDE=$node VOXBUS_JAVA="$JAVA $JVM_FLAGS"
  config=nat start_node
  enter "$browsers"
  tests nat 420 "$here"/webrtc/{nat,late}.e2e.mjs
  end "$node_pid"
  end "$network_pid"
  unset VOXBUS_HOST VOXBUS_KEYS VOXBUS_ROUTER VOXBUS_BROWSER_HOST VOXBUS_INSIDE VOXBUS_JAVA
  inside=() node_pid= network_pid=
}

sip() {
  start_node
  export VOXBUS_RECORDINGS=$logs/node/recordings VOXBUS_SIP_LOGS=$logs/sip
  tests sip 1200 "$here"/sip/*.e2e.mjs
}

free_port() { # a port that nobody uses, below those that the system hands out by itself
  local port
  while port=$((20000 + RANDOM % 900)); ss -Htuln "sport = :$port" | grep -q .; do :; done
  echo "$port"
}

VOXBUS_SIP_PORT=$(free_port)
VOXBUS_WEBHOOK=http://127.0.0.1:$(free_port)/calls
export VOXBUS_SIP_PORT VOXBUS_WEBHOOK
install_packages
install_modules
build
for part in "${parts[@]}"; do
  echo "== $part"
  "$part"
done
read -r passed failed < <(awk '{ p += $1; f += $2 } END { print p + 0, f + 0 }' "$VOXBUS_COUNTS")
if [[ -s $VOXBUS_FAILURES ]]; then
  echo "== what failed, at the first or the second try"
  cat "$VOXBUS_FAILURES"
fi
[[ ${#unsteady[@]} -eq 0 ]] || echo "needed a second try: ${unsteady[*]}"
echo "$passed passed, $failed failed"
[[ $failed -eq 0 && $passed -gt 0 ]]
