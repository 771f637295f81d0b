package io.voxbus.media;

import io.vertx.core.Future;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.bus.SessionVerticle;
import io.voxbus.media.leg.Clients;
import io.voxbus.media.leg.Leg;
import io.voxbus.media.leg.OpenLeg;
import io.voxbus.media.leg.Signalling;
import io.voxbus.media.record.Recording;
import io.voxbus.media.source.SpeechSource;
import io.voxbus.media.stage.RecorderStage;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Said;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The shell of a call's media on the bus: hands requests to the pipeline's loop, and its events to the call. */
final class MediaSession extends SessionVerticle {
  private static final int RECORDING_SECONDS = 5;
  private static final CallReply.Done DONE = new CallReply.Done();

  private final String callId;
  private final MediaLoop loop;
  private final Leg leg;
  private final Clients clients;
  private final Pipeline pipeline;
  private final Sources sources;
  private final FurtherLegs further;
  private final StagesMaker stagesMaker;
  private @Nullable RecorderStage recorder;
  private Bus.@Nullable Receiving audio;
  /** Who talks in descriptions, by leg; on the event loop. */
  private final Map<String, Signalling> signalling = new HashMap<>();

  /** Opens a further leg of a call by its name. */
  interface FurtherLegs {
    Future<OpenLeg> open(MediaRequest.OpenLeg request);
  }

  /** Makes what listens along the way of a call's audio; a recorder that runs goes on. */
  interface StagesMaker {
    Pipeline.Stages make(CallOption option, @Nullable RecorderStage running);
  }

  /** What a call's media is made of. */
  record Parts(MediaLoop loop, Leg leg, Clients clients, Pipeline pipeline, Sources sources,
      FurtherLegs further, StagesMaker stagesMaker, @Nullable RecorderStage recorder) {}

  /** @param main who talks for the main leg; null: it has no descriptions */
  MediaSession(Bus bus, String callId, Parts parts, @Nullable Signalling main) {
    super(bus);
    this.callId = callId;
    this.loop = parts.loop();
    this.leg = parts.leg();
    this.clients = parts.clients();
    this.pipeline = parts.pipeline();
    this.sources = parts.sources();
    this.further = parts.further();
    this.stagesMaker = parts.stagesMaker();
    this.recorder = parts.recorder();
    if (main != null) {
      signalling.put(callId, main);
    }
  }

  @Override
  public Future<?> start() {
    bus.serve(Addresses.media(callId), this::obey);
    audio = bus.receiveDirectly(Addresses.mediaIn(callId), clients::arrive);
    bus.receive(Addresses.said(callId), said -> loop.execute(() -> say(said)));
    loop.execute(() -> loop.add(pipeline));
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    if (audio != null) {
      audio.end();
    }
    return Future.succeededFuture();
  }

  private Future<?> obey(MediaRequest request) {
    return switch (request) {
      case MediaRequest.OpenLeg open -> openLeg(open);
      case MediaRequest.Answered(String name, String sdp) -> {
        of(name).answered(sdp);
        yield Future.succeededFuture(DONE);
      }
      case MediaRequest.Reoffered(String name, String sdp) ->
        Future.succeededFuture(new MediaRequest.Opened(of(name).reoffered(sdp)));
      case MediaRequest.Reoffer(String name, boolean hold) ->
        Future.succeededFuture(new MediaRequest.Opened(of(name).reoffer(hold)));
      case MediaRequest.Candidates(String name, List<String> lines) -> {
        of(name).candidates(lines);
        yield Future.succeededFuture(DONE);
      }
      case MediaRequest.Configure(CallOption option) -> configure(option);
      case MediaRequest.CloseLeg(String name) -> {
        signalling.remove(name);
        yield onLoop(() -> pipeline.company().remove(name));
      }
      case MediaRequest.Open open -> Future.failedFuture(Fault.badRequest("the host opens"));
      default -> onLoop(() -> change(request));
    };
  }

  private Future<CallReply.Done> configure(CallOption option) {
    Pipeline.Stages stages = stagesMaker.make(option, recorder);
    recorder = stages.recorder();
    return onLoop(() -> pipeline.use(stages));
  }

  private Future<CallReply.Done> onLoop(Runnable change) {
    loop.execute(change);
    return Future.succeededFuture(DONE);
  }

  private Future<MediaRequest.Opened> openLeg(MediaRequest.OpenLeg request) {
    return signalling.containsKey(request.leg()) || request.leg().equals(callId)
        ? Future.failedFuture(Fault.conflict("leg " + request.leg()))
        : further.open(request).map(opened -> take(request.leg(), opened));
  }

  private MediaRequest.Opened take(String name, OpenLeg opened) {
    if (signalling.putIfAbsent(name, opened.signalling()) != null) { // asked for twice at once
      loop.execute(opened.leg()::close);
      throw Fault.conflict("leg " + name);
    }
    loop.execute(() -> pipeline.company().add(name, opened.leg()));
    return new MediaRequest.Opened(opened.sdp());
  }

  private Signalling of(String name) {
    Signalling found = signalling.get(name);
    if (found == null) {
      throw Fault.notFound("leg " + name);
    }
    return found;
  }

  /** What changes the audio; on the loop's thread. */
  private void change(MediaRequest request) {
    switch (request) {
      case MediaRequest.Join join -> clients.join(join.socketId(), join.nodeId());
      case MediaRequest.Leave leave -> clients.leave(leave.socketId());
      case MediaRequest.Play play -> pipeline.playlist().add(play.playback(), play.item(),
          sources.open(play.sound()));
      case MediaRequest.Stop stop -> pipeline.playlist().stop(stop.playback());
      case MediaRequest.Fade(int playback, int millis) ->
        pipeline.playlist().stop(playback, millis);
      case MediaRequest.Drop drop -> pipeline.playlist().drop(drop.items());
      case MediaRequest.Pause() -> pipeline.playlist().pause(true);
      case MediaRequest.Resume() -> pipeline.playlist().pause(false);
      case MediaRequest.Mute mute -> pipeline.mute(mute.caller(), mute.server());
      case MediaRequest.Dial dial -> pipeline.dial(dial.digits(), dial.millisEach());
      case MediaRequest.Connect(String name, boolean connected) -> pipeline.company().connect(name,
          connected);
      case MediaRequest.DialLeg(String name, String digits, int each) ->
        pipeline.company().dial(name, digits, each);
      case MediaRequest.Talking() -> pipeline.answered();
      case MediaRequest.Close() -> end(leg::close);
      case MediaRequest.Part() -> end(leg::part);
      case MediaRequest.Configure r -> throw new IllegalStateException();
      case MediaRequest.Open r -> throw new IllegalStateException();
      case MediaRequest.OpenLeg r -> throw new IllegalStateException();
      case MediaRequest.Answered r -> throw new IllegalStateException();
      case MediaRequest.Reoffered r -> throw new IllegalStateException();
      case MediaRequest.Reoffer r -> throw new IllegalStateException();
      case MediaRequest.Candidates r -> throw new IllegalStateException();
      case MediaRequest.CloseLeg r -> throw new IllegalStateException();
    }
  }

  private void say(Said said) {
    SpeechSource speech = pipeline.playlist().speech(said.item());
    if (speech != null) {
      switch (said) {
        case Said.Audio audio -> speech.offer(audio.pcm());
        case Said.End end -> speech.end();
      }
      pipeline.hurry();
    }
  }

  private void end(Runnable legs) {
    loop.remove(pipeline);
    try {
      pipeline.close();
    } finally { // whatever goes wrong above, the port is free
      legs.run();
    }
    if (recorder == null) {
      closed(null);
    } else {
      recorder.close().orTimeout(RECORDING_SECONDS, TimeUnit.SECONDS)
          .whenComplete((recording, failure) -> closed(recording));
    }
  }

  /** Told when it is gone: what is sent to the media that the call may open next would reach this one as well. */
  private void closed(@Nullable Recording recording) {
    MediaEvent.Closed closed = new MediaEvent.Closed(pipeline.receivedMillis(),
        recording == null
            ? null
            : new MediaEvent.Recording(recording.path().toString(), recording.bytes(),
                recording.error()));
    close().onComplete(gone -> bus.send(Addresses.mediaEvents(callId), closed));
  }
}
