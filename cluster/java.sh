# Sourced by the other scripts: sets JAVA to the newest JDK of this machine that can run voxbus.
least=25
JAVA=
best=0
for java in "${JAVA_HOME:-/nowhere}/bin/java" "$(command -v java || true)" \
  /usr/lib/jvm/*/bin/java /opt/java/*/bin/java "$HOME"/.sdkman/candidates/java/*/bin/java; do
  [ -x "$java" ] || continue
  version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/.*java.specification.version = //p')
  version=${version#1.}
  if [ "$version" -ge "$least" ] 2>/dev/null && [ "$version" -gt "$best" ]; then
    best=$version
    JAVA=$java
  fi
done
if [ -z "$JAVA" ]; then
  echo "voxbus needs JDK $least or newer; none was found. Install one, or set JAVA_HOME." >&2
  exit 1
fi
JVM_FLAGS=$(grep -v '^#' "$(dirname "${BASH_SOURCE[0]}")/jvm.options" | paste -sd ' ' -)
build_if_missing() { # target/voxbus.jar
  [[ -f $root/target/voxbus.jar ]] && return
  echo "building target/voxbus.jar ..."
  (cd "$root" && mvn -q -B package -DskipTests)
}
trained() { # what cluster/train.sh has made of target/voxbus.jar as it is now; nothing when it has not
  local made=$root/target/voxbus.aot
  [[ ! $made -nt $root/target/voxbus.jar ]] || echo "-XX:AOTCache=$made"
}
