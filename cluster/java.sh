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
# A JDK without Shenandoah takes its own collector. Left alone, Shenandoah looks a thousand times a second whether to
# begin, which takes 2 to 5 % of a core whatever the node does; a hundred times are soon enough.
JVM_FLAGS="-XX:+IgnoreUnrecognizedVMOptions -XX:+UseShenandoahGC -XX:ShenandoahGCMode=generational \
  -XX:+UnlockExperimentalVMOptions -XX:ShenandoahControlIntervalMin=10 -XX:ShenandoahControlIntervalMax=100 \
  -XX:+UseCompactObjectHeaders --add-modules java.se \
  --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
