#!/usr/bin/env bash
# Measures the numbers of RESULTS.md: node on core 1, generator on core 0, both ended with this script.
set -euo pipefail
if [[ ${1:-} == -h || ${1:-} == --help ]]; then
  echo "usage: tests/load/run.sh [SECONDS [PART...]]   SECONDS of a run (default 20)"
  echo "parts: echo vad rtp relay webrtc opus loss memory calls left standing flood huge interrupt phrase turn bargein hundred command start idle (default: all, about fifteen minutes)"
  echo "VOXBUS_CALLS: calls of echo, vad, webrtc, opus and loss, phones of rtp and relay (default 200)"
  echo "VOXBUS_RATE: new telephone calls a second of calls, left and standing (default 100); these and flood need SIPp"
  echo "VOXBUS_SIP_CALLS, VOXBUS_SIP_WARM_UP: telephone calls of calls and left, and those before them (default 20000, 6000)"
  echo "VOXBUS_STANDING: calls of standing that stand (default 50)"
  echo "VOXBUS_WARM_UP: seconds that a node works before phrase, turn, bargein and hundred are measured (default 60)"
  echo "VOXBUS_SPEECH_PADDING: vad.speechPadding of bargein in ms (default 20)"
  echo "VOXBUS_FIRST_PORT: of the ports that are used (default 21080)"
  echo "VOXBUS_WEBRTC_RATE: new calls a second of webrtc and opus (default 16)"
  echo "VOXBUS_OPUS_NATIVE: auto or off, for the part opus (default auto: libopus where it is installed)"
  echo "VOXBUS_JVM_FLAGS: further flags for the node's JVM"
  exit 0
fi
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/cluster/java.sh"
build_if_missing
ulimit -n 20000
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
echo "$(uptime | sed 's/^ *//')"
taskset -c 0 timeout --foreground --kill-after=30 1800 "$JAVA" -Xmx512m -XX:+UseSerialGC \
  -Dvoxbus.root="$root" -Dvoxbus.calls="${VOXBUS_CALLS:-200}" -Dvoxbus.rate="${VOXBUS_RATE:-100}" \
  -Dvoxbus.port="${VOXBUS_FIRST_PORT:-21080}" -Dvoxbus.standing="${VOXBUS_STANDING:-50}" \
  -Dvoxbus.sipCalls="${VOXBUS_SIP_CALLS:-20000}" -Dvoxbus.warm="${VOXBUS_SIP_WARM_UP:-6000}" \
  -Dvoxbus.warmUp="${VOXBUS_WARM_UP:-60}" -Dvoxbus.speechPadding="${VOXBUS_SPEECH_PADDING:-20}" \
  -Dvoxbus.webrtc.rate="${VOXBUS_WEBRTC_RATE:-16}" -Dvoxbus.jvm="$JVM_FLAGS ${VOXBUS_JVM_FLAGS:-}" \
  -cp "$root/target/voxbus.jar:$root/target/lib/*" \
  "$root/tests/load/io/voxbus/load/Load.java" "$folder" "${1:-20}" "${@:2}" || {
  tail -n 5 "$folder"/*.log >&2
  exit 1
}
echo "$(uptime | sed 's/^ *//')"
