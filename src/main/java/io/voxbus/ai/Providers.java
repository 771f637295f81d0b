package io.voxbus.ai;
import io.vertx.core.*;
import io.voxbus.ai.spi.*;
import java.nio.file.Path;
import java.util.*;
public final class Providers {
  public Providers(Vertx v, Path p, Map<String, Map<String, String>> s) {}
  public Future<AsrProvider> asr(String n) {
    return Future.failedFuture(new IllegalArgumentException("none"));
  }
  public Future<TtsProvider> tts(String n) {
    return Future.failedFuture(new IllegalArgumentException("none"));
  }
}
