package io.voxbus.media;

import io.vertx.core.Future;
import io.voxbus.bus.Bus;
import io.voxbus.bus.SessionVerticle;
import io.voxbus.media.leg.SocketLeg;
import io.voxbus.media.record.Recording;
import io.voxbus.media.source.SpeechSource;
import io.voxbus.media.stage.RecorderStage;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Said;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The shell of a call's media on the bus: hands requests to the pipeline's loop, and its events to the call. */
final class MediaSession extends SessionVerticle {
  private static final int RECORDING_SECONDS = 5;

  private final String callId;
  private final MediaLoop loop;
  private final SocketLeg leg;
  private final Pipeline pipeline;
  private final Sources sources;
  private final @Nullable RecorderStage recorder;

  /** What a call's media is made of. */
  record Parts(MediaLoop loop, SocketLeg leg, Pipeline pipeline, Sources sources,
      @Nullable RecorderStage recorder) {}

  MediaSession(Bus bus, String callId, Parts parts) {
    super(bus);
    this.callId = callId;
    this.loop = parts.loop();
    this.leg = parts.leg();
    this.pipeline = parts.pipeline();
    this.sources = parts.sources();
    this.recorder = parts.recorder();
  }

  @Override
  public Future<?> start() {
    bus.receive(Addresses.media(callId), this::obey);
    bus.receive(Addresses.mediaIn(callId), leg::arrive);
    bus.receive(Addresses.said(callId), said -> loop.execute(() -> say(said)));
    loop.execute(() -> loop.add(pipeline));
    return Future.succeededFuture();
  }

  private void obey(MediaRequest request) {
    loop.execute(() -> {
      switch (request) {
        case MediaRequest.Join join -> leg.join(join.socketId(), join.nodeId());
        case MediaRequest.Leave leave -> leg.leave(leave.socketId());
        case MediaRequest.Play play -> pipeline.playlist().add(play.playback(), play.item(),
            sources.open(play.sound()));
        case MediaRequest.Stop stop -> pipeline.playlist().stop(stop.playback());
        case MediaRequest.Drop drop -> pipeline.playlist().drop(drop.items());
        case MediaRequest.Pause() -> pipeline.playlist().pause(true);
        case MediaRequest.Resume() -> pipeline.playlist().pause(false);
        case MediaRequest.Mute mute -> pipeline.mute(mute.caller(), mute.server());
        case MediaRequest.Dial dial -> pipeline.dial(dial.digits(), dial.millisEach());
        case MediaRequest.Close() -> end();
        case MediaRequest.Configure r -> throw new IllegalStateException();
        case MediaRequest.OpenLeg r -> throw new IllegalStateException();
        case MediaRequest.Answered r -> throw new IllegalStateException();
        case MediaRequest.Reoffered r -> throw new IllegalStateException();
        case MediaRequest.Reoffer r -> throw new IllegalStateException();
        case MediaRequest.Connect r -> throw new IllegalStateException();
        case MediaRequest.CloseLeg r -> throw new IllegalStateException();
        case MediaRequest.Open open -> throw new IllegalStateException("open goes to the host");
      }
    });
  }

  private void say(Said said) {
    SpeechSource speech = pipeline.playlist().speech(said.item());
    if (speech != null) {
      switch (said) {
        case Said.Audio audio -> speech.offer(audio.pcm());
        case Said.End end -> speech.end();
      }
    }
  }

  private void end() {
    loop.remove(pipeline);
    pipeline.playlist().close();
    if (recorder == null) {
      closed(null);
    } else {
      recorder.close().orTimeout(RECORDING_SECONDS, TimeUnit.SECONDS)
          .whenComplete((recording, failure) -> closed(recording));
    }
  }

  private void closed(@Nullable Recording recording) {
    bus.send(Addresses.mediaEvents(callId), new MediaEvent.Closed(pipeline.receivedMillis(),
        recording == null
            ? null
            : new MediaEvent.Recording(recording.path().toString(),
                recording.bytes())));
    close();
  }
}
