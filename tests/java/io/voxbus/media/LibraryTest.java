package io.voxbus.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Vertx;
import io.voxbus.audio.Pcm;
import io.voxbus.audio.file.Limits;
import io.voxbus.bus.Json;
import io.voxbus.media.lasting.Source;
import io.voxbus.media.source.FetchConfig;
import io.voxbus.media.source.MediaFiles;
import io.voxbus.media.source.SafeFetch;
import io.voxbus.media.lasting.SourceFailed;
import io.voxbus.protocol.bus.Sound;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void aFileThatCanNotBeHadIsNamedWithoutTheSecretsOfItsUrl(@TempDir Path root) throws Exception {
    FetchConfig config = Json.mapper()
        .readValue("{\"cacheRoot\":\"" + root + "\"}", FetchConfig.class);
    Library library = new Library(new MediaFiles(root), new SafeFetch(vertx, config),
        Runnable::run, new Limits(1_000, 1_000));
    Source source = library
        .open(new Sound.File("http://me:s3cret@127.0.0.1/a.wav?token=s3cret&b=c", 0));
    SourceFailed failed = assertThrows(SourceFailed.class,
        () -> source.read(new short[Pcm.FRAME]));
    assertEquals("403 filetrack: http://***@127.0.0.1/a.wav?token=***&b=c",
        failed.code() + " " + failed.sender());
  }
}
