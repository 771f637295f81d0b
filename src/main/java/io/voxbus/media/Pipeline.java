package io.voxbus.media;

import io.voxbus.audio.DtmfDetector;
import io.voxbus.audio.Pcm;
import io.voxbus.media.lasting.Course;
import io.voxbus.media.lasting.LineEar;
import io.voxbus.media.lasting.MediaLoop;
import io.voxbus.media.lasting.Recorder;
import io.voxbus.media.lasting.Remains;
import io.voxbus.media.leg.Leg;
import io.voxbus.media.source.Ambience;
import io.voxbus.media.source.DialSource;
import io.voxbus.media.lasting.Source;
import io.voxbus.media.stage.CallerCare;
import io.voxbus.media.stage.VadStage;
import io.voxbus.protocol.bus.Heard;
import io.voxbus.protocol.bus.MediaEvent;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of audio through a call, driven every 20 ms: leg, stages, recogniser in one direction; playlist, leg in the
 * other. On the media loop's thread only.
 */
final class Pipeline implements Course {
  /** More frames than this wait for the next tick: a burst must not hold up the other calls of the loop. */
  private static final int MOST_A_TICK = 10;
  private static final long FRAME_NANOS = TimeUnit.MILLISECONDS.toNanos(Pcm.FRAME_MILLIS);
  /** Ticks without audio after which the caller counts as silent. */
  private static final int DRY_TICKS = 10;

  /** What listens along the way; each is optional. */
  record Stages(@Nullable CallerCare care, @Nullable VadStage vad, @Nullable LineEar line,
      @Nullable Recorder recorder, @Nullable Consumer<Heard> recogniser,
      @Nullable Ambience ambience, long inactivityNanos) {}

  private final MediaLoop loop;
  private final Leg leg;
  private Stages stages;
  private final Consumer<MediaEvent> events;
  private final LongSupplier wallMillis;
  private final Playlist playlist;
  private final Company company;
  private final DtmfDetector dtmf;
  private final InputClock clock = new InputClock();
  private final TickPhase phase = new TickPhase();
  private final short[] heard = new short[Pcm.FRAME];
  private final short[] played = new short[Pcm.FRAME];
  private @Nullable Source dial;
  private boolean callerMuted;
  private boolean serverMuted;
  private boolean inactive;
  private boolean answered;
  private boolean silent;
  private long lastInputNanos;
  private long lastTickNanos;
  /** Ticks that were left out, and that the recording lacks. */
  private int unrecorded;
  private int dryTicks;
  private long frames;

  Pipeline(Way way, Stages stages) {
    this(way, stages, new DtmfDetector(Pcm.RATE));
    this.lastInputNanos = System.nanoTime();
    this.lastTickNanos = lastInputNanos;
  }

  private Pipeline(Way way, Stages stages, DtmfDetector dtmf) {
    this.company = new Company(way.leg);
    this.loop = way.loop;
    this.leg = way.leg;
    this.stages = stages;
    this.events = way.events;
    this.wallMillis = way.wallMillis;
    this.playlist = new Playlist(way.events);
    this.dtmf = dtmf;
  }

  /** Where the audio comes from and goes to, who is told of it, and its wall clock, in ms. */
  record Way(MediaLoop loop, Leg leg, Consumer<MediaEvent> events, LongSupplier wallMillis) {}

  /**
   * Goes on with what older code has left of a call.
   *
   * @param stages    what listens, with the ears of that
   * @param listeners clients of a call that is not on their sockets
   */
  static Pipeline of(Way way, Stages stages, @Nullable Listeners listeners, Remains left) {
    Pipeline next = new Pipeline(way, stages, left.ears().keys());
    if (listeners != null) {
      next.company.listeners(listeners);
    }
    next.company.goOn(left);
    next.playlist.goOn(left);
    next.dial = left.dial();
    Ambience ambience = stages.ambience;
    if (ambience != null && left.background() != null) {
      ambience.goOn(left.background());
    }
    next.goOn(left.progress());
    return next;
  }

  private void goOn(Remains.Progress before) {
    callerMuted = before.callerMuted();
    serverMuted = before.serverMuted();
    inactive = before.inactive();
    answered = before.answered();
    silent = before.silent();
    lastInputNanos = before.lastInputNanos();
    lastTickNanos = before.lastTickNanos();
    clock.goOn(before.heardMillis());
    unrecorded = before.unrecorded();
    dryTicks = before.dryTicks();
    frames = before.frames();
  }

  @Override
  public Remains remains() {
    CallerCare care = stages.care;
    VadStage vad = stages.vad;
    LineEar line = stages.line;
    Remains.Ears ears = new Remains.Ears(dtmf, vad == null ? null : vad.vad(),
        vad == null ? null : vad.gate(), care == null ? null : care.denoiser(),
        care == null ? null : care.gain(), line == null || line.isOver() ? null : line,
        stages.recorder);
    return new Remains(playlist.items(), playlist.paused(), playlist.fading(), dial,
        stages.ambience == null ? null : stages.ambience.remains(), ears, company.members(),
        company.listeners(),
        new Remains.Progress(callerMuted, serverMuted, inactive, answered, silent, lastInputNanos,
            lastTickNanos, clock.lastMillis(), unrecorded, dryTicks, frames));
  }

  Playlist playlist() {
    return playlist;
  }

  /** From now on these listen. */
  void use(Stages others) {
    Ambience before = stages.ambience;
    if (before != null) {
      before.close();
    }
    stages = others;
    if (answered) {
      answered();
    }
  }

  @Override
  public void close() {
    playlist.close();
    company.close();
    if (stages.ambience != null) {
      stages.ambience.close();
    }
  }

  /** The call is answered. */
  void answered() {
    answered = true;
    if (stages.line != null) {
      stages.line.answered();
    }
  }

  /** Who else takes part. */
  Company company() {
    return company;
  }

  void mute(@Nullable Boolean caller, @Nullable Boolean server) {
    callerMuted = caller == null ? callerMuted : caller;
    serverMuted = server == null ? serverMuted : server;
  }

  void dial(String digits, int millisEach) {
    if (!leg.dial(digits, millisEach)) {
      dial = new DialSource(digits, millisEach);
    }
  }

  /** How much of the caller's audio has come in. */
  long receivedMillis() {
    return frames * Pcm.FRAME_MILLIS;
  }

  @Override
  public void tick(long nowNanos) {
    if (!company.isEmpty()) {
      company.relay(idle());
    }
    leg.poll();
    receive(nowNanos);
    boolean audible = company.speak(played, leg.ready() && play());
    silent = !audible;
    if (audible) {
      leg.send(played);
    } else {
      leg.rest();
    }
    if (stages.recorder != null) {
      record(stages.recorder, audible ? played : null);
    }
    lastTickNanos = nowNanos;
  }

  /** Nothing was played meanwhile, but the caller may have gone on: what is late of that has its time in the recording. */
  @Override
  public void late(long nowNanos) {
    if (stages.recorder != null) {
      unrecorded += (int) ((nowNanos - lastTickNanos - 1) / FRAME_NANOS);
    }
  }

  private void record(Recorder recorder, short @Nullable [] said) {
    for (int i = 1; unrecorded > 0 && i < MOST_A_TICK; i++) { // as many as are heard in one
      recorder.tick(null);
      unrecorded--;
    }
    recorder.tick(said);
  }

  /**
   * There is more to be played. After a pause a leg that is not paced gets the first frame at once, and so stays one ahead
   * of the ticks until the next pause.
   */
  void hurry() {
    if (!silent || leg.paced() || !company.isEmpty() || !leg.ready() || !loop.runs()) {
      return;
    }
    if (company.speak(played, play())) {
      silent = false;
      leg.send(played);
      if (stages.recorder != null) {
        stages.recorder.ahead(played);
      }
    }
  }

  @Override
  public void failed(Throwable why) {
    events.accept(new MediaEvent.Broken(String.valueOf(why)));
  }

  /** Whether nobody here listens or speaks. */
  private boolean idle() {
    boolean deaf = stages.care == null && stages.vad == null && stages.recogniser == null
        && stages.recorder == null && (stages.line == null || stages.line.isOver())
        && stages.inactivityNanos == 0;
    return deaf && stages.ambience == null && playlist.isEmpty() && dial == null && !callerMuted
        && !serverMuted;
  }

  private void receive(long nowNanos) {
    int count = 0;
    while (count < MOST_A_TICK && leg.receive(heard)) {
      count++;
      frames++;
      listen();
    }
    if (count > 0) {
      dryTicks = 0;
      lastInputNanos = nowNanos;
      align(leg.waitedNanos(nowNanos));
    } else if (frames > 0 && ++dryTicks > DRY_TICKS) {
      Arrays.fill(heard, (short) 0);
      listen();
    }
    if (stages.inactivityNanos > 0 && !inactive
        && nowNanos - lastInputNanos > stages.inactivityNanos) {
      inactive = true;
      events.accept(new MediaEvent.Inactive());
    }
  }

  private void align(long waitedNanos) {
    int earlier = waitedNanos < 0 ? 0 : phase.earlierMillis(waitedNanos);
    if (earlier > 0) {
      loop.align(this, Pcm.FRAME_MILLIS - earlier, TickPhase.LEEWAY_MILLIS);
    }
  }

  private void listen() {
    if (callerMuted) {
      Arrays.fill(heard, (short) 0);
    }
    long time = clock.stamp(wallMillis.getAsLong(), leg.waiting());
    char digit = leg.tellsKeys() ? 0 : dtmf.accept(heard);
    if (digit != 0) {
      events.accept(new MediaEvent.Dtmf(String.valueOf(digit)));
    }
    if (stages.line != null) {
      stages.line.accept(heard, time);
    }
    if (stages.care != null) {
      stages.care.process(heard);
    }
    playlist.heard(heard);
    company.hear(heard);
    if (stages.vad != null) {
      stages.vad.accept(heard, time);
    }
    if (stages.recogniser != null) {
      stages.recogniser.accept(new Heard(heard.clone(), time));
    }
    if (stages.recorder != null) {
      stages.recorder.heard(heard);
    }
  }

  private boolean play() {
    boolean audible = playlist.next(played);
    if (stages.ambience != null && answered) {
      audible = stages.ambience.mix(played, audible);
    }
    if (audible && serverMuted) {
      Arrays.fill(played, (short) 0);
    }
    Source dialled = dial;
    if (dialled != null) {
      if (dialled.read(played) == Source.END) {
        dial = null;
      } else {
        audible = true;
      }
    }
    return audible;
  }
}
