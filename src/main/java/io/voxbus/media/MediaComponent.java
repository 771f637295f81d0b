package io.voxbus.media;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.audio.file.Limits;
import io.voxbus.bus.Component;
import io.voxbus.bus.Parts;
import io.voxbus.directory.DiskWriters;
import io.voxbus.directory.lease.Lease;
import io.voxbus.media.leg.RtpLegs;
import io.voxbus.media.leg.bot.BotLegs;
import io.voxbus.media.leg.webrtc.WebRtcLegs;
import io.voxbus.media.record.RecorderConfig;
import io.voxbus.media.record.Recorders;
import io.voxbus.media.source.FetchConfig;
import io.voxbus.media.source.MediaFiles;
import io.voxbus.media.source.SafeFetch;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ExecutorService;

/** The audio of calls, one version: pipeline and loops are its own, the legs with their ports are the node's. */
public final class MediaComponent implements Component {
  private final SafeFetch fetch;
  private final MediaHost host;

  public MediaComponent(Parts parts) {
    MediaConfig config = parts.config("media", MediaConfig.class);
    Vertx vertx = parts.bus().vertx();
    fetch = new SafeFetch(vertx, parts.config("fetch", FetchConfig.class));
    Library library = new Library(new MediaFiles(Path.of(Objects.requireNonNull(config.root()))),
        fetch, parts.get(ExecutorService.class), new Limits(config.maxFileMb() * 1_000_000L,
            config.maxFileMinutes() * 60L * 48_000));
    WebRtcLegs browsers = parts.get(WebRtcLegs.class);
    host = new MediaHost(parts.bus(), config,
        new MediaHost.Legs(parts.get(RtpLegs.class), browsers::open, browsers::prepare,
            parts.get(BotLegs.class)::open),
        new Recorders(parts.config("recorder", RecorderConfig.class),
            parts.get(DiskWriters.class)),
        library, parts.get(Lease.class));
  }

  @Override
  public Deployable host() {
    return host;
  }

  @Override
  public Future<Void> close() {
    host.close();
    return fetch.close();
  }
}
