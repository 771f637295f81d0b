# Sourced by the other scripts: starts a local node and looks whether it is well. Wants $root and $state.
. "$root/cluster/java.sh"
first_key=${VOXBUS_KEYS:-}
first_key=${first_key%%,*}

# What up.sh was told, so that roll.sh starts the nodes as they were.
note_ports() {
  mkdir -p "$state"
  printf 'count=%s\nhttp=%s\nmanagement=%s\nhazelcast=%s\nwebrtc=%s\nsip=%s\n' \
    "$count" "$http" "$management" "$hazelcast" "$webrtc" "$sip" >"$state/ports"
}

start_node() { # start_node <number from 1>; it runs a copy, so that a build does not change a jar that is in use
  local i=$(($1 - 1)) name=node-$1 members j learnt
  learnt=$(trained)
  rm -rf "${state:?}/$name"
  mkdir -p "$state/$name"
  cp -p "$root/target/voxbus.jar" "$state/$name/" # with its time: another one was not learnt from
  cp -al "$root/target/lib" "$state/$name/lib" 2>/dev/null || cp -a "$root/target/lib" "$state/$name/lib"
  members=127.0.0.1:$hazelcast
  for ((j = 1; j < count; j++)); do
    members+=,127.0.0.1:$((hazelcast + j))
  done
  (
    cd "$root"
    VOXBUS_NODE=$name VOXBUS_HOST=${VOXBUS_HOST:-127.0.0.1} VOXBUS_PORT=$((http + i)) VOXBUS_MANAGEMENT_PORT=$((management + i)) \
      VOXBUS_WEBRTC_PORT=$((webrtc + i)) VOXBUS_SIP_PORT=$((sip + i)) VOXBUS_CLUSTER=true VOXBUS_CLUSTER_PORT=$((hazelcast + i)) \
      VOXBUS_CLUSTER_MEMBERS=$members \
      nohup "$JAVA" $JVM_FLAGS ${learnt:+"$learnt"} -Xmx"${VOXBUS_HEAP:-1g}" ${VOXBUS_JVM_FLAGS:-} -jar "$state/$name/voxbus.jar" \
      >>"$state/$name.log" 2>&1 </dev/null &
    echo $! >"$state/$name.pid"
  )
}

pid_of() { cat "$state/node-$1.pid" 2>/dev/null || echo 0; }

ours() { # is this process still the node that was started?
  [[ -r /proc/$1/cmdline ]] && tr '\0' ' ' <"/proc/$1/cmdline" | grep -q 'voxbus\.jar'
}

nodes_seen() { # nodes_seen <number>: how many nodes that one sees
  { curl -fs -m 2 -H "Authorization: Bearer ${first_key}" "http://127.0.0.1:$((http + $1 - 1))/cluster" |
    grep -o '"draining"' || true; } | wc -l
}

calls_of() { # calls_of <number>, as that node tells: ? when it does not answer
  local calls
  calls=$(curl -fs -m 2 "http://127.0.0.1:$((management + $1 - 1))/metrics" |
    sed -n 's/^voxbus_calls \([0-9]*\).*/\1/p') || true
  echo "${calls:-?}"
}

is_well() { # is_well <number>: it is ready, and sees all nodes
  curl -fs -m 2 -o /dev/null "http://127.0.0.1:$((management + $1 - 1))/ready" &&
    [[ $(nodes_seen "$1") -eq $count ]]
}
