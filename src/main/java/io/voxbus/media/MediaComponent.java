package io.voxbus.media;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.voxbus.audio.file.Limits;
import io.voxbus.bus.Component;
import io.voxbus.bus.Handover;
import io.voxbus.bus.Parts;
import io.voxbus.directory.DiskWriters;
import io.voxbus.media.lasting.Lanes;
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

/** The audio of calls, one version: the pipeline is its own, the loops and the legs with their ports are the node's. */
public final class MediaComponent implements Component {
  private final SafeFetch fetch;
  private final Library library;
  private final MediaHost host;

  public MediaComponent(Parts parts) {
    MediaConfig config = parts.config("media", MediaConfig.class);
    Vertx vertx = parts.bus().vertx();
    fetch = new SafeFetch(vertx, parts.config("fetch", FetchConfig.class));
    library = new Library(new MediaFiles(Path.of(Objects.requireNonNull(config.root()))),
        fetch, parts.get(ExecutorService.class), new Limits(config.maxFileMb() * 1_000_000L,
            config.maxFileMinutes() * 60L * 48_000));
    WebRtcLegs browsers = parts.get(WebRtcLegs.class);
    host = new MediaHost(parts.bus(), config,
        new MediaHost.Legs(parts.get(RtpLegs.class), browsers::open, browsers::prepare,
            parts.get(BotLegs.class)::open),
        new Recorders(parts.config("recorder", RecorderConfig.class),
            parts.get(DiskWriters.class)),
        library, parts.get(Lanes.class));
  }

  @Override
  public Deployable host() {
    return host;
  }

  @Override
  public void rehearse() {
    host.rehearse();
  }

  @Override
  public Deployable successor(Handover handover) {
    return host.successor(handover);
  }

  /** Files, which newer code plays to their end. */
  @Override
  public int lent() {
    return library.open();
  }

  @Override
  public Future<Void> close() {
    return fetch.close();
  }
}
