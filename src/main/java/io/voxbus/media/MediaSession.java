package io.voxbus.media;

import io.vertx.core.Future;
import io.voxbus.bus.Bus;
import io.voxbus.bus.Fault;
import io.voxbus.bus.Handover;
import io.voxbus.bus.Movable;
import io.voxbus.bus.SessionVerticle;
import io.voxbus.media.lasting.Course;
import io.voxbus.media.lasting.Lane;
import io.voxbus.media.lasting.MediaLoop;
import io.voxbus.media.lasting.Recorder;
import io.voxbus.media.lasting.Remains;
import io.voxbus.media.lasting.Speech;
import io.voxbus.media.lasting.Talkers;
import io.voxbus.media.leg.Clients;
import io.voxbus.media.leg.Leg;
import io.voxbus.media.leg.OpenLeg;
import io.voxbus.media.leg.Signalling;
import io.voxbus.media.lasting.Recording;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Said;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The shell of a call's media on the bus: hands requests to the pipeline's loop, and its events to the call. */
final class MediaSession extends SessionVerticle implements Movable {
  private static final int RECORDING_SECONDS = 5;
  private static final CallReply.Done DONE = new CallReply.Done();

  private final String callId;
  private final Lane lane;
  private final MediaLoop loop;
  private final Leg leg;
  private final Clients clients;
  private final Sources sources;
  private final FurtherLegs further;
  private final StageMaker stageMaker;
  private final Runnable beginning;
  /** What was asked for, with what the call wants by now. */
  private MediaRequest.Open request;
  private @Nullable Recorder recorder;
  private Bus.@Nullable Receiving audio;
  /** Who talks in descriptions, by leg; on the event loop. */
  private final Map<String, Signalling> signalling = new HashMap<>();
  private int opening;
  private boolean ending;
  /** Of the loop's thread; null: it has not taken the place of the one before yet, or could not. */
  private volatile @Nullable Pipeline pipeline;

  /** Opens a further leg of a call, which wants that. */
  interface FurtherLegs {
    Future<OpenLeg> open(MediaRequest.OpenLeg request, CallOption option);
  }

  /** Makes what takes the place of a pipeline; on the loop's thread. */
  interface Taking {
    Pipeline of(Remains left);
  }

  /** What a call's media is made of. */
  record Parts(Bus bus, MediaRequest.Open request, Lane lane, Leg leg, Clients clients,
      Sources sources, FurtherLegs further, StageMaker stageMaker) {}

  private MediaSession(Parts parts, @Nullable Recorder recorder, Map<String, Signalling> talkers,
      Consumer<MediaSession> beginning) {
    super(parts.bus);
    this.request = parts.request;
    this.callId = parts.request.callId();
    this.lane = parts.lane;
    this.loop = parts.lane.loop();
    this.leg = parts.leg;
    this.clients = parts.clients;
    this.sources = parts.sources;
    this.further = parts.further;
    this.stageMaker = parts.stageMaker;
    this.recorder = recorder;
    this.beginning = () -> beginning.accept(this);
    signalling.putAll(talkers);
  }

  /** @param main who talks for the main leg; null: it has no descriptions */
  static MediaSession of(Parts parts, Pipeline.Stages stages, Pipeline pipeline,
      @Nullable Signalling main) {
    Map<String, Signalling> talkers = main == null
        ? Map.of()
        : Map.of(parts.request.callId(), main);
    return new MediaSession(parts, stages.recorder(), talkers, session -> {
      session.pipeline = pipeline;
      parts.request.clients().forEach(session::change);
      session.loop.add(pipeline);
    });
  }

  /** Goes on where one of older code has stopped: its pipeline is replaced between two ticks. */
  static MediaSession of(Parts parts, Handover left, Taking taking) {
    Course before = Objects.requireNonNull(left.get(Course.class));
    return new MediaSession(parts, left.get(Recorder.class),
        Objects.requireNonNull(left.get(Talkers.class)).byLeg(),
        session -> session.replace(before, taking));
  }

  @Override
  public Future<?> start() {
    bus.serve(Addresses.media(callId), this::obey);
    audio = bus.receiveDirectly(Addresses.mediaIn(callId), clients::arrive);
    bus.receive(Addresses.said(callId), said -> loop.execute(() -> say(said)));
    loop.execute(beginning);
    return Future.succeededFuture();
  }

  /** Should newer code fail in spite of its {@link Rehearsal}, the call is told, as when a tick fails. */
  private void replace(Course before, Taking taking) {
    try {
      Pipeline next = taking.of(before.remains());
      loop.replace(before, next);
      pipeline = next;
    } catch (RuntimeException | LinkageError e) {
      loop.remove(before);
      before.close();
      bus.send(Addresses.mediaEvents(callId), new MediaEvent.Broken(String.valueOf(e)));
      throw e;
    }
  }

  @Override
  public @Nullable Handover handOver() {
    Pipeline running = pipeline;
    if (running == null || opening > 0 || ending) {
      return null;
    }
    Map<Class<?>, Object> things = new HashMap<>(Map.of(MediaRequest.Open.class, request,
        Lane.class, lane, Leg.class, leg, Course.class, running, Talkers.class,
        new Talkers(signalling)));
    if (recorder != null) {
      things.put(Recorder.class, recorder);
    }
    return new Handover("", things);
  }

  @Override
  public void leaveSeat() {
    endAudio();
  }

  @Override
  public Future<?> stop() {
    endAudio();
    return Future.succeededFuture();
  }

  private void endAudio() {
    if (audio != null) {
      audio.end();
    }
  }

  Future<?> obey(MediaRequest request) {
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
        yield onLoop(() -> running().company().remove(name));
      }
      case MediaRequest.Open open -> Future.failedFuture(Fault.badRequest("the host opens"));
      default -> {
        ending |= request instanceof MediaRequest.Close || request instanceof MediaRequest.Part;
        yield onLoop(() -> change(request));
      }
    };
  }

  /** The pipeline that runs; on the loop's thread. */
  private Pipeline running() {
    return Objects.requireNonNull(pipeline, "no media");
  }

  private Future<CallReply.Done> configure(CallOption option) {
    Pipeline.Stages stages = stageMaker.make(option, recorder);
    recorder = stages.recorder();
    request = request.with(option);
    return onLoop(() -> running().use(stages));
  }

  private Future<CallReply.Done> onLoop(Runnable change) {
    loop.execute(change);
    return Future.succeededFuture(DONE);
  }

  private Future<MediaRequest.Opened> openLeg(MediaRequest.OpenLeg asked) {
    if (signalling.containsKey(asked.leg()) || asked.leg().equals(callId)) {
      return Future.failedFuture(Fault.conflict("leg " + asked.leg()));
    }
    opening++;
    return further.open(asked, request.option()).onComplete(opened -> opening--)
        .map(opened -> take(asked.leg(), opened));
  }

  private MediaRequest.Opened take(String name, OpenLeg opened) {
    if (signalling.putIfAbsent(name, opened.signalling()) != null) { // asked for twice at once
      loop.execute(opened.leg()::close);
      throw Fault.conflict("leg " + name);
    }
    loop.execute(() -> running().company().add(name, opened.leg()));
    return new MediaRequest.Opened(opened.sdp(), opened.same());
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
      case MediaRequest.Play play -> running().playlist().add(play.playback(), play.item(),
          sources.open(play.sound()));
      case MediaRequest.Stop stop -> running().playlist().stop(stop.playback());
      case MediaRequest.Fade(int playback, int millis) ->
        running().playlist().stop(playback, millis);
      case MediaRequest.Drop drop -> running().playlist().drop(drop.items());
      case MediaRequest.Pause() -> running().playlist().pause(true);
      case MediaRequest.Resume() -> running().playlist().pause(false);
      case MediaRequest.Mute mute -> running().mute(mute.caller(), mute.server());
      case MediaRequest.Dial dial -> running().dial(dial.digits(), dial.millisEach());
      case MediaRequest.Connect(String name, boolean connected) -> running().company().connect(name,
          connected);
      case MediaRequest.DialLeg(String name, String digits, int each) ->
        running().company().dial(name, digits, each);
      case MediaRequest.Talking() -> running().answered();
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
    Speech speech = running().playlist().speech(said.item());
    if (speech != null) {
      switch (said) {
        case Said.Audio audio -> speech.offer(audio.pcm());
        case Said.End end -> speech.end();
      }
      running().hurry();
    }
  }

  private void end(Runnable legs) {
    Pipeline last = pipeline;
    try {
      if (last != null) {
        loop.remove(last);
        last.close();
      }
    } finally { // whatever goes wrong above, the port is free
      legs.run();
    }
    if (recorder == null) {
      closed(last, null);
    } else {
      recorder.close().orTimeout(RECORDING_SECONDS, TimeUnit.SECONDS)
          .whenComplete((recording, failure) -> closed(last, recording));
    }
  }

  /** Told when it is gone: what is sent to the media that the call may open next would reach this one as well. */
  private void closed(@Nullable Pipeline last, @Nullable Recording recording) {
    MediaEvent.Closed closed = new MediaEvent.Closed(last == null ? 0 : last.receivedMillis(),
        recording == null
            ? null
            : new MediaEvent.Recording(recording.path().toString(), recording.bytes(),
                recording.error()));
    close().onComplete(gone -> bus.send(Addresses.mediaEvents(callId), closed));
  }
}
