# docker build -t voxbus . && docker run -e VOXBUS_KEYS=<key> -p 8080:8080 -v voxbus:/opt/voxbus/data voxbus
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY pom.xml ./
COPY src src
RUN --mount=type=cache,target=/root/.m2 mvn -B -q package -Dmaven.test.skip=true

FROM eclipse-temurin:25-jre AS node
RUN groupadd --system --gid 10001 voxbus \
    && useradd --system --uid 10001 --gid voxbus --no-create-home --home-dir /opt/voxbus voxbus \
    && install -d -o voxbus -g voxbus /opt/voxbus/data
WORKDIR /opt/voxbus
COPY --from=build /src/target/lib lib
COPY --from=build /src/target/voxbus.jar ./
COPY conf conf
COPY cluster/jvm.options LICENSE ./

# What the JVM learns of these very files by running them: it is used by this JVM only, with the same jars and flags.
FROM node AS trained
RUN ["java", "@jvm.options", "-XX:AOTCacheOutput=voxbus.aot", "-jar", "voxbus.jar", "train"]

FROM node
COPY --from=trained /opt/voxbus/voxbus.aot ./
USER 10001:10001
VOLUME /opt/voxbus/data
# API and page; health and metrics; Hazelcast
EXPOSE 8080 9080 5701 20000/udp
# By bash, so that nothing needs to be installed for it.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${VOXBUS_MANAGEMENT_PORT:-9080} && printf 'GET /healthy HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q ' 200 ' <&3"]
# Further flags by JAVA_TOOL_OPTIONS.
ENTRYPOINT ["java", "@jvm.options", "-XX:MaxRAMPercentage=75", "-XX:AOTCache=voxbus.aot", "-jar", "voxbus.jar"]
